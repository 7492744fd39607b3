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
const STEPS = { stay: [0, 0], north: [0, -1], east: [1, 0], south: [0, 1], west: [-1, 0] };
const after = ([x, y], move) => [x + STEPS[move][0], y + STEPS[move][1]];

/**
 * Steps along the shortest way round the restricted zone, first along the longer axis; if the goal lies in the
 * zone, it takes the nearest exit of the prey outside that no partner is nearer to.
 *
 * @stage move
 * @notice restricted-zone
 * @answers nobody may enter a restricted zone
 * @example {"observation": {"restricted": [[3, 2], [4, 2]]}, "legal": ["stay", "north", "south", "west"], "previous": {"prey": [6, 2], "goal": [5, 2]}, "result": "north"}
 */
export default function roundTheZone(observation, legal, previous, tools) {
  const { prey } = previous;
  const { me, role, pursuers, restricted } = observation;
  const inside = (cell) => restricted.some((one) => far(one, cell) === 0);
  let { goal } = previous;
  if (inside(goal)) {
    const others = pursuers.filter((one) => one.role !== role && one.at !== null).map(({ at }) => at);
    const exits = tools.beside(prey).filter((one) => !inside(one));
    goal = least(exits, (one) => far(me, one) + 2 * others.filter((at) => far(at, one) < far(me, one)).length) ?? prey;
  }
  const shut = restricted.filter((one) => far(one, goal) > 0 && far(one, me) > 0);
  const long = Math.abs(goal[0] - me[0]) >= Math.abs(goal[1] - me[1]) ? 0 : 1;
  const cost = (move) => {
    const to = after(me, move);
    const steps = tools.steps(to, goal, shut);
    return (steps < 0 ? 500 + far(to, goal) : steps) * 10 + (to[long] === me[long] ? 1 : 0);
  };
  return least(legal, cost);
}
