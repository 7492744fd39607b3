/**
 * Steps along your row only, as the rails lead.
 *
 * @stage move
 * @notice rails
 * @answers pursuers are bound to the rails
 * @example {"observation": {}, "legal": ["stay", "north", "east", "south", "west"], "previous": {"prey": [5, 5], "goal": [4, 5]}, "result": "east"}
 */
export default function keepToTheRails(observation, legal, previous) {
  const { goal } = previous;
  const wanted = goal[0] > observation.me[0] ? "east" : goal[0] < observation.me[0] ? "west" : "stay";
  return legal.includes(wanted) ? wanted : legal[0];
}
