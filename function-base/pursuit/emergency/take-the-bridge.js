/**
 * Goes over the bridge in the middle of the board.
 *
 * @stage target
 * @notice bridge
 * @answers the bridge is the only way across the river
 * @example {"observation": {}, "legal": ["stay", "north", "east", "south", "west"], "previous": {"prey": [5, 5]}, "result": {"prey":[5,5],"goal":[5,5]}}
 */
export default function takeTheBridge(observation, legal, previous) {
  const { prey } = previous;
  const { game } = observation;
  return { prey, goal: [Math.floor(game.width / 2), Math.floor(game.height / 2)] };
}
