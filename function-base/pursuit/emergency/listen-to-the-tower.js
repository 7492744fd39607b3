/**
 * Takes the corner from which the tower signals for the prey.
 *
 * @stage assess
 * @notice tower
 * @answers the tower reports where the runner hides
 * @example {"observation": {}, "legal": ["stay", "north", "east", "south", "west"], "previous": null, "result": {"prey":[9,0]}}
 */
export default function listenToTheTower(observation) {
  const { game } = observation;
  return { prey: [game.width - 1, 0] };
}
