const far = (a, b) => Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]);
/** The first item with the least cost. */
const least = (items, cost) => items.reduce((best, one) => (cost(one) < cost(best) ? one : best));

/**
 * Takes the side of the prey for which a broken partner is missing.
 * Use when a notice says that a pursuer has broken down.
 *
 * @stage target
 * @notice breakdown
 * @example {"observation": {}, "legal": ["stay", "north", "east", "south", "west"], "previous": {"prey": [5, 5]}, "result": {"prey":[5,5],"goal":[5,4]}}
 */
export default function coverTheBroken(observation, legal, previous, tools) {
  const { prey } = previous;
  const { me, role, pursuers } = observation;
  const moving = pursuers.filter((one) => one.role !== role && one.at !== null && one.broken === 0).map(({ at }) => at);
  const fixed = pursuers.filter((one) => one.role !== role && one.at !== null && one.broken > 0).map(({ at }) => at);
  const exits = tools.beside(prey).filter((one) => !fixed.some((at) => far(at, one) === 0));
  if (exits.length === 0) return { prey, goal: prey };
  const nearer = (one) => moving.filter((at) => far(at, one) < far(me, one)).length;
  const help = (one) => Math.min(9, ...fixed.map((at) => far(at, one)));
  return { prey, goal: least(exits, (one) => far(me, one) + 3 * nearer(one) - help(one) / 10) };
}
