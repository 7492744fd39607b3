/**
 * Leaves half of what the lake holds now, so that it holds as much next month.
 *
 * @stage aim
 * @when season=late stock=good others=high
 * @example {"observation": {}, "legal": [], "previous": {"others": 20, "sharers": 3}, "result": {"others": 20, "sharers": 3, "leave": 40}}
 */
export default function asItIs({ pool }, legal, { others, sharers }) {
  return { others, sharers, leave: Math.ceil(pool / 2) };
}
