/**
 * Draws as long as nothing but a ten could break the hand.
 *
 * @stage aim
 * @when hand=hard dealer=two
 * @when hand=hard dealer=three
 * @example {"observation": {}, "legal": ["stick", "hit"], "previous": null, "result": {"limit": 13}}
 */
export default function riskATen() {
  return { limit: 13 };
}
