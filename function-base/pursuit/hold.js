/**
 * Holds your cell.
 * Use when you stand where the prey must not pass and partners close in.
 *
 * @stage target
 * @example {"observation": {}, "legal": ["stay", "north", "east", "south", "west"], "previous": {"prey": [5, 5]}, "result": {"prey":[5,5],"goal":[2,2]}}
 */
export default function hold(observation, legal, previous) {
  const { prey } = previous;
  return { prey, goal: observation.me };
}
