/**
 * Goes straight for the prey until all pursuers are within the capture distance.
 * Use when a notice says that the capture rule has changed and all pursuers must come close.
 *
 * @stage target
 * @notice capture-change
 * @example {"observation": {}, "legal": ["stay", "north", "east", "south", "west"], "previous": {"prey": [5, 5]}, "result": {"prey":[5,5],"goal":[5,5]}}
 */
export default function closeIn(observation, legal, previous) {
  const { prey } = previous;
  return { prey, goal: prey };
}
