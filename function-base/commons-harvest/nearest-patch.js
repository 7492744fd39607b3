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
/** Patches that bear apples as far as is known. */
const alive = (patches) => {
  const some = patches.filter(({ apples, places, seen }) => apples.length > 0 || seen < places);
  return some.length > 0 ? some : patches;
};

/**
 * Goes to the patch of the nearest apple.
 *
 * @stage patch
 * @when season=last here=thin
 * @example {"observation":{},"legal":[],"previous":null,"result":{"patch":0}}
 */
export default function nearestPatch({ me }, legal, previous, tools) {
  const patches = alive(tools.patches());
  return { patch: least(patches, ({ middle, apples }) => Math.min(...apples.map((one) => far(me, one)), 100 + far(me, middle))).patch };
}
