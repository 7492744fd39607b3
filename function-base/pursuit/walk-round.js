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
const STEPS = { stay: [0, 0], north: [0, -1], east: [1, 0], south: [0, 1], west: [-1, 0] };
const after = ([x, y], move) => [x + STEPS[move][0], y + STEPS[move][1]];

/**
 * Steps along the shortest way that leads round all other pieces.
 * Use when a partner or the prey stands between you and the goal.
 *
 * @stage move
 * @example {"observation": {}, "legal": ["stay", "north", "east", "south", "west"], "previous": {"prey": [5, 5], "goal": [4, 5]}, "result": "east"}
 */
export default function walkRound(observation, legal, previous, tools) {
  const { goal, prey } = previous;
  const { me, role, pursuers } = observation;
  const pieces = pursuers.filter((one) => one.role !== role && one.at !== null).map(({ at }) => at);
  const same = (a, b) => a[0] === b[0] && a[1] === b[1];
  const avoid = [...pieces, prey].filter((one) => !same(one, goal) && !same(one, me));
  const cost = (move) => {
    const to = after(me, move);
    if (avoid.some((one) => same(one, to))) return 2000;
    const steps = tools.steps(to, goal, avoid);
    return steps < 0 ? 1000 : steps;
  };
  return least(legal, cost);
}
