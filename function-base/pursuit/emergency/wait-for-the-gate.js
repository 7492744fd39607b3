/**
 * Waits in front of the gate, on your own cell, until it opens.
 *
 * @stage target
 * @notice gate
 * @answers the gate in the north is shut
 * @example {"observation": {}, "legal": ["stay", "north", "east", "south", "west"], "previous": {"prey": [5, 5]}, "result": {"prey":[5,5],"goal":[2,2]}}
 */
export default function waitForTheGate(observation, legal, previous) {
  const { prey } = previous;
  return { prey, goal: observation.me };
}
