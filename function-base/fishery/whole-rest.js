/**
 * Wishes for itself the whole of what may be taken, less what is expected to be gone.
 *
 * @stage wish
 * @when season=last
 * @example {"observation": {}, "legal": [], "previous": {"others": 20, "sharers": 3, "leave": 50}, "result": 10}
 */
export default function wholeRest({ pool }, legal, { others, leave }) {
  return Math.max(0, pool - leave - others);
}
