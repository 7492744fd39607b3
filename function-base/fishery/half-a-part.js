/**
 * Wishes half of its part of the rest: sets an example of restraint.
 *
 * @stage wish
 * @when season=middle room=tight others=high
 * @when season=middle room=tight others=fair
 * @when season=middle room=tight others=greedy
 * @when season=late room=tight others=high
 * @when season=late room=tight others=modest
 * @when season=late room=tight others=greedy
 * @example {"observation": {}, "legal": [], "previous": {"others": 0, "sharers": 3, "leave": 50}, "result": 5}
 */
export default function halfAPart({ pool }, legal, { others, sharers, leave }) {
  return Math.max(0, Math.floor((pool - leave - others) / (2 * sharers)));
}
