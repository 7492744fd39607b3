/**
 * Leaves everything in the lake while the fish spawn.
 *
 * @stage aim
 * @notice spawning
 * @answers the fish are spawning in the shallows
 * @example {"observation": {}, "legal": [], "previous": {"others": 20, "sharers": 3}, "result": {"others": 20, "sharers": 3, "leave": 80}}
 */
export default function skipTheSpawning({ pool }, legal, { others, sharers }) {
  return { others, sharers, leave: pool };
}
