/**
 * Would pay all that the lot is worth.
 *
 * @stage appraise
 * @example {"observation": {}, "legal": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], "previous": null, "result": {"top": 10}}
 */
export default function wholeWorth({ worth }) {
  return { top: worth };
}
