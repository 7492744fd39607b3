/**
 * Stays where you are.
 * Use when every step would open an exit that you close.
 *
 * @stage move
 * @example {"observation": {}, "legal": ["stay", "north", "east", "south", "west"], "previous": {"prey": [5, 5], "goal": [4, 5]}, "result": "stay"}
 */
export default function stand(observation, legal) {
  return legal.includes("stay") ? "stay" : legal[0];
}
