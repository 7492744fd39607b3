/**
 * Leaves nothing: takes all that the lake holds.
 *
 * @stage aim
 * @when season=last
 * @example {"observation": {}, "legal": [], "previous": {"others": 20, "sharers": 3}, "result": {"others": 20, "sharers": 3, "leave": 0}}
 */
export default function nothingLeft(observation, legal, { others, sharers }) {
  return { others, sharers, leave: 0 };
}
