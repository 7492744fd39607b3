/**
 * Goes for the prey's own cell, the shortest way.
 * Use when you are the last and far away, with the prey at an edge.
 *
 * @stage target
 * @example {"observation": {}, "legal": ["stay", "north", "east", "south", "west"], "previous": {"prey": [5, 5]}, "result": {"prey":[5,5],"goal":[5,5]}}
 */
export default function chase(observation, legal, previous) {
  const { prey } = previous;
  return { prey, goal: prey };
}
