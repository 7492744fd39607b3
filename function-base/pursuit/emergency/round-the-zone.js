/** The first item with the least cost. */
const least = (items, cost) => items.reduce((best, one) => (cost(one) < cost(best) ? one : best));
const STEPS = { stay: [0, 0], north: [0, -1], east: [1, 0], south: [0, 1], west: [-1, 0] };
const after = ([x, y], move) => [x + STEPS[move][0], y + STEPS[move][1]];

/**
 * Steps along the shortest way to the goal that goes round the restricted zone and the partners.
 * Use when a notice says that nobody may enter a restricted zone.
 *
 * @stage move
 * @notice restricted-zone
 * @example {"observation": {}, "legal": ["stay", "north", "east", "south", "west"], "previous": {"prey": [5, 5], "goal": [4, 5]}, "result": "east"}
 */
export default function roundTheZone(observation, legal, previous, tools) {
  const { goal } = previous;
  const { me, role, pursuers, restricted } = observation;
  const pieces = pursuers.filter((one) => one.role !== role && one.at !== null).map(({ at }) => at);
  const same = (a, b) => a[0] === b[0] && a[1] === b[1];
  const shut = [...restricted, ...pieces].filter((one) => !same(one, goal) && !same(one, me));
  const cost = (move) => {
    const to = after(me, move);
    if (pieces.some((one) => same(one, to))) return 3000;
    const steps = tools.steps(
      to,
      goal,
      shut.filter((one) => !same(one, to)),
    );
    if (steps >= 0) return steps;
    const open = tools.steps(
      to,
      goal,
      restricted.filter((one) => !same(one, goal) && !same(one, to)),
    );
    return 500 + (open < 0 ? 500 : open);
  };
  return least(legal, cost);
}
