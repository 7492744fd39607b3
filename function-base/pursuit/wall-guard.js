const far = (a, b) => Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]);
/** The first item with the least cost. */
const least = (items, cost) => {
  let [best, low] = [items[0], Infinity];
  for (const one of items) {
    const price = cost(one);
    if (price < low) [best, low] = [one, price];
  }
  return best;
};
const partners = ({ role, pursuers }) => pursuers.filter((one) => one.role !== role && one.at !== null).map(({ at }) => at);
const inside = ({ game }, [x, y]) => [Math.max(0, Math.min(game.width - 1, x)), Math.max(0, Math.min(game.height - 1, y))];

/**
 * Waits at the wall past the prey, where it would slip along the edge.
 * Use when the prey is at an edge and a partner already presses it.
 *
 * @stage target
 * @example {"observation": {}, "legal": ["stay", "north", "east", "south", "west"], "previous": {"prey": [5, 5]}, "result": {"prey":[5,5],"goal":[5,7]}}
 */
export default function wallGuard(observation, legal, previous) {
  const { prey } = previous;
  const { game } = observation;
  const others = partners(observation);
  const [fx, fy] = others.length === 0 ? observation.me : least(others, (one) => far(one, prey));
  const along = Math.min(prey[0], game.width - 1 - prey[0]) <= Math.min(prey[1], game.height - 1 - prey[1]) ? [0, 1] : [1, 0];
  const away = (prey[0] - fx) * along[0] + (prey[1] - fy) * along[1] >= 0 ? 2 : -2;
  return { prey, goal: inside(observation, [prey[0] + away * along[0], prey[1] + away * along[1]]) };
}
