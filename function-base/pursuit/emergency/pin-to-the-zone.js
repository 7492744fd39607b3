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
 * Takes the exit of the prey that no restricted cell and no partner closes and that leads to the most free ground, by a way
 * round the zone: the zone closes the other exits.
 * Use when a notice says that nobody may enter a restricted zone.
 *
 * @stage target
 * @notice restricted-zone
 * @example {"observation": {"restricted": [[5, 4], [6, 4]]}, "legal": ["stay"], "previous": {"prey": [5, 5]}, "result": {"prey":[5,5],"goal":[4,5]}}
 */
export default function pinToTheZone(observation, legal, previous, tools) {
  const { prey } = previous;
  const { me, restricted } = observation;
  const taken = partners(observation);
  const shut = (one) => restricted.some((cell) => far(cell, one) === 0);
  const held = (one) => taken.some((at) => far(at, one) === 0);
  const exits = tools.beside(prey).filter((one) => !shut(one) && !held(one));
  if (exits.length === 0) return { prey, goal: prey };
  const room = (one) => tools.beside(one).filter((next) => !shut(next) && !held(next)).length;
  const gap = (one) => Math.min(9, ...taken.map((at) => far(at, one)));
  const way = (one) => {
    const steps = tools.steps(me, one, restricted);
    return steps < 0 ? 99 : steps;
  };
  return { prey, goal: least(exits, (one) => way(one) / 100 - room(one) - gap(one)) };
}
