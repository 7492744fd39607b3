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

/**
 * Waits two steps from the prey, as far from the partners as can be, most of all from a broken one, until all can
 * move again.
 *
 * @stage target
 * @notice breakdown
 * @answers a pursuer has broken down
 * @example {"observation": {"pursuers": [{"role": "pursuer-0", "at": [2, 2], "broken": 0}, {"role": "pursuer-1", "at": [7, 2], "broken": 3}]}, "legal": ["stay", "north", "east", "south", "west"], "previous": {"prey": [5, 5]}, "result": {"prey":[5,5],"goal":[3,5]}}
 */
export default function coverTheBroken(observation, legal, previous) {
  const { prey } = previous;
  const { game, me, role, pursuers } = observation;
  const others = pursuers.filter((one) => one.role !== role && one.at !== null);
  const ring = [
    [0, -2],
    [1, -1],
    [2, 0],
    [1, 1],
    [0, 2],
    [-1, 1],
    [-2, 0],
    [-1, -1],
  ]
    .map(([dx, dy]) => [prey[0] + dx, prey[1] + dy])
    .filter(([x, y]) => x >= 0 && y >= 0 && x < game.width && y < game.height);
  const gap = (one) => Math.min(9, ...others.map(({ at, broken }) => far(at, one) - (broken > 0 ? 1 : 0)));
  return { prey, goal: least(ring, (one) => far(one, me) / 10 - gap(one)) };
}
