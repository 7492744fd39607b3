/**
 * Plays as the dealer does: draws until the hand is as good as the least on which the dealer sticks.
 *
 * @stage aim
 * @when hand=hard dealer=ten
 * @when hand=hard dealer=middle
 * @when hand=hard dealer=nine
 * @when hand=hard dealer=ace
 * @example {"observation": {}, "legal": ["stick", "hit"], "previous": null, "result": {"limit": 17}}
 */
export default function asTheDealer() {
  return { limit: 17 };
}
