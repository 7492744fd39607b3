/**
 * Would pay nothing: leaves the lot to the other.
 *
 * @stage appraise
 * @example {"observation": {}, "legal": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], "previous": null, "result": {"top": 0}}
 */
export default function passItBy() {
  return { top: 0 };
}
