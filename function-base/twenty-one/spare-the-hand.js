/**
 * Sticks as soon as one more card could break the hand, and leaves it to the dealer to break.
 *
 * @stage aim
 * @when hand=hard dealer=weak
 * @example {"observation": {}, "legal": ["stick", "hit"], "previous": null, "result": {"limit": 12}}
 */
export default function spareTheHand() {
  return { limit: 12 };
}
