const far = (a, b) => Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]);
/** How far off the middle of the board. */
const off = ([x, y], { width, height }) => Math.abs(2 * x - width + 1) + Math.abs(2 * y - height + 1);

/**
 * Takes the second nearest of the cells beside the prey, so that the team closes in from several sides.
 *
 * @stage target
 * @notice capture-change
 * @answers the capture rule has changed and all pursuers must come close
 * @example {"observation": {}, "legal": ["stay", "north", "east", "south", "west"], "previous": {"prey": [5, 5]}, "result": {"prey":[5,5],"goal":[4,5]}}
 */
export default function closeIn(observation, legal, previous, tools) {
  const { prey } = previous;
  const { me, game } = observation;
  const exits = [...tools.beside(prey)].sort((a, b) => far(a, me) - far(b, me) || off(a, game) - off(b, game));
  return { prey, goal: exits[1] ?? prey };
}
