/**
 * Wishes nothing this month.
 *
 * @stage wish
 * @when season=late room=tight others=fair
 * @example {"observation": {}, "legal": [], "previous": {"others": 20, "sharers": 3, "leave": 50}, "result": 0}
 */
export default function nothing() {
  return 0;
}
