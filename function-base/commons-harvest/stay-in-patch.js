const far = (a, b) => Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]);
/** The first item with the least cost. */
const least = (items, cost) => {
  let [best, low] = [undefined, Infinity];
  for (const one of items) {
    const price = cost(one);
    if (price < low) [best, low] = [one, price];
  }
  return best;
};

/**
 * Keeps to the patch where it is, whatever it bears.
 *
 * @stage patch
 * @when season=last here=half
 * @when season=last here=good
 * @when season=last here=last
 * @when season=last here=bare
 * @when season=last here=full
 * @example {"observation":{},"legal":[],"previous":null,"result":{"patch":0}}
 */
export default function stayInPatch({ me }, legal, previous, tools) {
  return { patch: least(tools.patches(), ({ middle }) => far(me, middle)).patch };
}
