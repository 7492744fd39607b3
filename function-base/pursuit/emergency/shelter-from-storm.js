/**
 * Stays in shelter until the storm has passed.
 * Use when a notice says that a storm makes every step dangerous.
 *
 * @stage move
 * @notice storm
 * @example {"observation": {}, "legal": ["stay", "north", "east", "south", "west"], "previous": {"prey": [5, 5], "goal": [4, 5]}, "result": "stay"}
 */
export default function shelterFromStorm(observation, legal) {
  return legal.includes("stay") ? "stay" : legal[0];
}
