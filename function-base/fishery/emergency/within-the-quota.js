/**
 * Wishes its part of the rest of what may be taken, but never more than the quota.
 *
 * @stage wish
 * @notice quota
 * @answers a quota and whoever catches more pays for it
 * @example {"observation": {"quota": {"tons": 4, "fine": 2}}, "legal": [], "previous": {"others": 0, "sharers": 3, "leave": 50}, "result": 4}
 */
export default function withinTheQuota({ pool, quota }, legal, { others, sharers, leave }) {
  const part = Math.max(0, Math.floor((pool - leave - others) / sharers));
  return quota === null ? part : Math.min(part, quota.tons);
}
