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
/** Others at a patch. */
const others = ({ harvesters, role }, { middle }) =>
  harvesters.filter((one) => one.role !== role && one.at !== null && far(one.at, middle) <= 3).length;

/**
 * Goes to the patch with most apples for each harvester at it, the nearer one of two.
 *
 * @stage patch
 * @when season=middle here=thin
 * @when season=first here=good elsewhere=richer
 * @example {"observation":{},"legal":[],"previous":null,"result":{"patch":1}}
 */
export default function lonelyPatch(observation, legal, previous, tools) {
  const { me } = observation;
  return { patch: least(tools.patches(), (one) => far(me, one.middle) - (100 * one.apples.length) / (1 + others(observation, one))).patch };
}
