/**
 * Leaves nothing in the lake, since it is drained.
 *
 * @stage aim
 * @notice drought
 * @answers the lake dries out soon
 * @example {"observation": {}, "legal": [], "previous": {"others": 20, "sharers": 3}, "result": {"others": 20, "sharers": 3, "leave": 0}}
 */
export default function drainTheLake(observation, legal, { others, sharers }) {
  return { others, sharers, leave: 0 };
}
