const far = (a, b) => Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]);
/** The first item with the least cost. */
const least = (items, cost) => {
  let best = items[0];
  let low = cost(best);
  for (let i = 1; i < items.length; i++) {
    const next = cost(items[i]);
    if (next < low) [best, low] = [items[i], next];
  }
  return best;
};
const partners = ({ role, pursuers }) => pursuers.filter((one) => one.role !== role && one.at !== null).map(({ at }) => at);

/**
 * Goes for the prey itself when all partners are within the capture distance already; before that, takes the exit from which
 * most free ground can be reached, so that it cannot slip away.
 * Use when a notice says that the capture rule has changed and all pursuers must come close.
 *
 * @stage target
 * @notice capture-change
 * @example {"observation": {"pursuers": [{"role": "pursuer-0", "at": [2, 2], "broken": 0}, {"role": "pursuer-1", "at": [5, 4], "broken": 0}, {"role": "pursuer-2", "at": [4, 5], "broken": 0}]}, "legal": ["stay"], "previous": {"prey": [5, 5]}, "result": {"prey":[5,5],"goal":[5,5]}}
 */
export default function closeIn(observation, legal, previous, tools) {
  const { prey } = previous;
  const { me, capture } = observation;
  const taken = partners(observation);
  const exits = tools.beside(prey).filter((one) => !taken.some((at) => far(at, one) === 0));
  if (exits.length === 0 || taken.every((at) => far(at, prey) <= capture.distance)) return { prey, goal: prey };
  const room = (one) => tools.beside(one).filter((next) => !taken.some((at) => far(at, next) === 0)).length;
  const gap = (one) => Math.min(9, ...taken.map((at) => far(at, one)));
  return { prey, goal: least(exits, (one) => far(one, me) / 100 - room(one) - gap(one)) };
}
