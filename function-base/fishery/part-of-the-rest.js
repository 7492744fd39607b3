/**
 * Wishes an equal part of what may be taken, less what is expected to be gone, for each of those who share it.
 *
 * @stage wish
 * @when season=middle room=even
 * @when season=late room=even
 * @example {"observation": {}, "legal": [], "previous": {"others": 20, "sharers": 3, "leave": 50}, "result": 3}
 */
export default function partOfTheRest({ pool }, legal, { others, sharers, leave }) {
  return Math.max(0, Math.floor((pool - leave - others) / sharers));
}
