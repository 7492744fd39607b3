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
 * Goes where most apples are left after as many turns as the way there takes, others eating one a turn meanwhile.
 *
 * @stage patch
 * @when season=middle here=half
 * @when season=middle here=good
 * @when season=middle here=full
 * @when season=middle here=last
 * @example {"observation":{},"legal":[],"previous":null,"result":{"patch":0}}
 */
export default function plentyInReach(observation, legal, previous, tools) {
  const { me } = observation;
  const cost = (one) => far(me, one.middle) * (1 + others(observation, one)) - one.apples.length;
  return { patch: least(tools.patches(), cost).patch };
}
