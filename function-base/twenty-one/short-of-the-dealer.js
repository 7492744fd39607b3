/**
 * Sticks on one less than the dealer has to reach.
 *
 * @stage aim
 * @when hand=small
 * @example {"observation": {}, "legal": ["stick", "hit"], "previous": null, "result": {"limit": 16}}
 */
export default function shortOfTheDealer() {
  return { limit: 16 };
}
