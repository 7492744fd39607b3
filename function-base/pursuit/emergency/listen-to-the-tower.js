/**
 * Takes the corner from which the tower signals for the prey.
 * Use when a notice says that the tower reports where the runner hides.
 *
 * @stage assess
 * @notice tower
 * @example {"observation": {}, "legal": ["stay", "north", "east", "south", "west"], "previous": null, "result": {"prey":[9,0]}}
 */
export default function listenToTheTower(observation) {
  const { game } = observation;
  return { prey: [game.width - 1, 0] };
}
