/**
 * Would pay two thirds of what the lot is worth.
 *
 * @stage appraise
 * @example {"observation": {}, "legal": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], "previous": null, "result": {"top": 7}}
 */
export default function twoThirds({ worth }) {
  return { top: Math.ceil((2 * worth) / 3) };
}
