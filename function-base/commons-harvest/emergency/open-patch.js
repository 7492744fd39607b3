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
 * Goes to the open patch where most apples are left after as many turns as the way there takes, others eating one a turn meanwhile.
 *
 * @stage patch
 * @notice fence
 * @answers a fence and nobody may enter a patch
 * @example {"observation":{"closed":[0]},"legal":[],"previous":null,"result":{"patch":1}}
 */
export default function openPatch(observation, legal, previous, tools) {
  const { me, closed } = observation;
  const open = tools.patches().filter(({ patch }) => !closed.includes(patch));
  return { patch: least(open, (one) => far(me, one.middle) * (1 + others(observation, one)) - one.apples.length).patch };
}
