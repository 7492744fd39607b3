const far = (a, b) => Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]);
/** The first item with the least cost. */
const least = (items, cost) => items.reduce((best, one) => (cost(one) < cost(best) ? one : best));
const partners = ({ role, pursuers }) => pursuers.filter((one) => one.role !== role && one.at !== null).map(({ at }) => at);

/**
 * Takes the nearest exit of the prey that is no restricted cell and that no partner holds: the zone closes the
 * others.
 * Use when a notice says that nobody may enter a restricted zone.
 *
 * @stage target
 * @notice restricted-zone
 * @example {"observation": {}, "legal": ["stay", "north", "east", "south", "west"], "previous": {"prey": [5, 5]}, "result": {"prey":[5,5],"goal":[5,4]}}
 */
export default function pinToTheZone(observation, legal, previous, tools) {
  const { prey } = previous;
  const { me, restricted } = observation;
  const others = partners(observation);
  const same = (a, b) => a[0] === b[0] && a[1] === b[1];
  const exits = tools.beside(prey).filter((one) => !restricted.some((cell) => same(cell, one)) && !others.some((at) => same(at, one)));
  if (exits.length === 0) return { prey, goal: me };
  const way = (one) => {
    const steps = tools.steps(
      me,
      one,
      restricted.filter((cell) => !same(cell, one) && !same(cell, me)),
    );
    return steps < 0 ? 1000 : steps;
  };
  const nearer = (one) => others.filter((at) => far(at, one) < way(one)).length;
  return { prey, goal: least(exits, (one) => way(one) + 3 * nearer(one)) };
}
