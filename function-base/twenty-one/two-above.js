/**
 * Draws until the hand is two better than the least on which the dealer sticks.
 *
 * @stage aim
 * @when hand=soft dealer=ten
 * @when hand=soft dealer=nine
 * @when hand=soft dealer=ace
 * @example {"observation": {}, "legal": ["stick", "hit"], "previous": null, "result": {"limit": 19}}
 */
export default function twoAbove() {
  return { limit: 19 };
}
