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
 * Goes to the nearest patch more than half of which is full.
 *
 * @stage patch
 * @when season=middle here=bare
 * @example {"observation":{},"legal":[],"previous":null,"result":{"patch":0}}
 */
export default function sparePatch({ me }, legal, previous, tools) {
  const cost = ({ middle, apples, places }) => far(me, middle) + (2 * apples.length > places ? 0 : 100 - apples.length);
  return { patch: least(tools.patches(), cost).patch };
}
