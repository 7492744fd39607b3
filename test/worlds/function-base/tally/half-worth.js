/**
 * Would pay half of what the lot is worth, so that as much is gained as is paid.
 *
 * @stage appraise
 * @example {"observation": {}, "legal": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], "previous": null, "result": {"top": 5}}
 */
export default function halfWorth({ worth }) {
  return { top: Math.ceil(worth / 2) };
}
