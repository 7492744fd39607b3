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
 * Goes to the patch that bears most apples, the nearer one of two.
 *
 * @stage patch
 * @when season=late here=bare
 * @example {"observation":{},"legal":[],"previous":null,"result":{"patch":1}}
 */
export default function fullestPatch({ me }, legal, previous, tools) {
  return { patch: least(tools.patches(), ({ middle, apples }) => far(me, middle) - 100 * apples.length).patch };
}
