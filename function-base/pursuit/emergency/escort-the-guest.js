/**
 * Stays beside the pursuer with the lowest number, who is a guest.
 *
 * @stage target
 * @notice guest
 * @answers a guest must be escorted
 * @example {"observation": {}, "legal": ["stay", "north", "east", "south", "west"], "previous": {"prey": [5, 5]}, "result": {"prey":[5,5],"goal":[2,2]}}
 */
export default function escortTheGuest(observation, legal, previous) {
  const { prey } = previous;
  const guest = observation.pursuers.find(({ at }) => at !== null);
  return { prey, goal: guest === undefined ? observation.me : guest.at };
}
