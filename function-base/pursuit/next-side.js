const far = (a, b) => Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]);
/** How far off the middle of the board. */
const off = ([x, y], { width, height }) => Math.abs(2 * x - width + 1) + Math.abs(2 * y - height + 1);

/**
 * Takes the exit of the prey that is second nearest to you.
 * Use when the nearest exit is taken and the next one is free.
 *
 * @stage target
 * @example {"observation": {}, "legal": ["stay", "north", "east", "south", "west"], "previous": {"prey": [5, 5]}, "result": {"prey":[5,5],"goal":[4,5]}}
 */
export default function nextSide(observation, legal, previous, tools) {
  const { prey } = previous;
  const { me, game } = observation;
  const exits = [...tools.beside(prey)].sort((a, b) => far(a, me) - far(b, me) || off(a, game) - off(b, game));
  return { prey, goal: exits[1] ?? exits[0] ?? prey };
}
