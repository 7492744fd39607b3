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
const STEPS = { stay: [0, 0], north: [0, -1], east: [1, 0], south: [0, 1], west: [-1, 0] };
const after = ([x, y], move) => [x + STEPS[move][0], y + STEPS[move][1]];

/**
 * Takes the step that leaves the prey the fewest exits, counting restricted cells as closed, and among those the nearest to
 * the goal by a way round the zone.
 * Use when a notice says that nobody may enter a restricted zone.
 *
 * @stage move
 * @notice restricted-zone
 * @example {"observation": {"me": [4, 4], "restricted": [[5, 4], [6, 4]]}, "legal": ["stay", "north", "south", "west"], "previous": {"prey": [6, 3], "goal": [6, 3]}, "result": "north"}
 */
export default function roundTheZone(observation, legal, previous, tools) {
  const { goal, prey } = previous;
  const { me, restricted } = observation;
  const taken = partners(observation);
  const shut = (one) => restricted.some((cell) => far(cell, one) === 0);
  const cost = (move) => {
    const to = after(me, move);
    if (far(to, prey) === 0 || taken.some((at) => far(at, to) === 0)) return 3000;
    const exits = tools.beside(prey).filter((one) => !shut(one) && far(one, to) > 0 && !taken.some((at) => far(at, one) === 0));
    const steps = tools.steps(to, goal, restricted);
    return 100 * exits.length + (steps < 0 ? 60 : Math.min(50, steps));
  };
  return least(legal, cost);
}
