/**
 * Stays in shelter until the storm has passed.
 *
 * @stage move
 * @notice storm
 * @answers a storm makes every step dangerous
 * @example {"observation": {}, "legal": ["stay", "north", "east", "south", "west"], "previous": {"prey": [5, 5], "goal": [4, 5]}, "result": "stay"}
 */
export default function shelterFromStorm(observation, legal) {
  return legal.includes("stay") ? "stay" : legal[0];
}
