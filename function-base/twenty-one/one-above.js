/**
 * Draws until the hand is one better than the least on which the dealer sticks.
 *
 * @stage aim
 * @when hand=soft dealer=weak
 * @when hand=soft dealer=middle
 * @when hand=soft dealer=three
 * @when hand=soft dealer=two
 * @example {"observation": {}, "legal": ["stick", "hit"], "previous": null, "result": {"limit": 18}}
 */
export default function oneAbove() {
  return { limit: 18 };
}
