/**
 * Stays where you are until it is light again.
 *
 * @stage thrust
 * @notice night
 * @answers night falls and nobody sees the prey
 * @example {"observation": {}, "legal": ["none", "north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"], "previous": {"prey": 0, "x": 0, "y": 0, "goal": [0, 0]}, "result": "none"}
 */
export default function waitForLight(observation, legal) {
  return legal.includes("none") ? "none" : legal[0];
}
