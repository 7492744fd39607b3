const far = (a, b) => Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]);
/** The first item with the least cost. */
const least = (items, cost) => items.reduce((best, one) => (cost(one) < cost(best) ? one : best));
const STEPS = { stay: [0, 0], north: [0, -1], east: [1, 0], south: [0, 1], west: [-1, 0] };
const after = ([x, y], move) => [x + STEPS[move][0], y + STEPS[move][1]];

/**
 * Takes the step that brings you nearest to the prey, whatever the goal is.
 * Use when a notice says that the capture rule has changed and all pursuers must come close.
 *
 * @stage move
 * @notice capture-change
 * @example {"observation": {}, "legal": ["stay", "north", "east", "south", "west"], "previous": {"prey": [5, 5], "goal": [4, 5]}, "result": "east"}
 */
export default function pileIn(observation, legal, previous, tools) {
  const { prey } = previous;
  const { me, role, pursuers } = observation;
  const pieces = pursuers.filter((one) => one.role !== role && one.at !== null).map(({ at }) => at);
  const cost = (move) => {
    const to = after(me, move);
    const taken = pieces.some((at) => far(at, to) === 0) || far(prey, to) === 0;
    const steps = tools.steps(to, prey);
    return (steps < 0 ? 1000 : steps) + (taken ? 2.5 : 0);
  };
  return least(legal, cost);
}
