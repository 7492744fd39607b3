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
const moving = ({ role, pursuers }) =>
  pursuers.filter((one) => one.role !== role && one.at !== null && one.broken === 0).map(({ at }) => at);

/**
 * Takes the exit of the prey from which most free ground can be reached and that no partner is near who can still move: a
 * broken one covers nothing but its own cell.
 * Use when a notice says that a pursuer has broken down.
 *
 * @stage target
 * @notice breakdown
 * @example {"observation": {"pursuers": [{"role": "pursuer-0", "at": [2, 2], "broken": 0}, {"role": "pursuer-1", "at": [5, 3], "broken": 4}, {"role": "pursuer-2", "at": [4, 5], "broken": 0}]}, "legal": ["stay"], "previous": {"prey": [5, 5]}, "result": {"prey":[5,5],"goal":[6,5]}}
 */
export default function coverTheBroken(observation, legal, previous, tools) {
  const { prey } = previous;
  const { me, role, pursuers } = observation;
  const taken = moving(observation);
  const stuck = pursuers.filter((one) => one.role !== role && one.at !== null && one.broken > 0).map(({ at }) => at);
  const held = (one) => [...taken, ...stuck].some((at) => far(at, one) === 0);
  const exits = tools.beside(prey).filter((one) => !held(one));
  if (exits.length === 0) return { prey, goal: prey };
  const room = (one) => tools.beside(one).filter((next) => !held(next)).length;
  const gap = (one) => Math.min(9, ...taken.map((at) => far(at, one)));
  return { prey, goal: least(exits, (one) => far(one, me) / 100 - room(one) - gap(one)) };
}
