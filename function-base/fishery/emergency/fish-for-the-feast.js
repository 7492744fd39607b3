/**
 * Wishes twice its part of the rest of what may be taken, for the feast.
 *
 * @stage wish
 * @notice feast
 * @answers the village prepares a feast
 * @example {"observation": {}, "legal": [], "previous": {"others": 0, "sharers": 3, "leave": 50}, "result": 20}
 */
export default function fishForTheFeast({ pool }, legal, { others, sharers, leave }) {
  return Math.max(0, Math.min(pool, Math.floor((2 * (pool - leave - others)) / sharers)));
}
