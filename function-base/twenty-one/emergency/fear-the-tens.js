/**
 * Sticks as soon as a ten would break the hand, since every second card is one; against a strong dealer draws at 12
 * all the same.
 *
 * @stage aim
 * @notice rich-shoe
 * @answers the shoe was swapped and high cards are twice as frequent
 * @example {"observation": {"dealer": 10}, "legal": ["stick", "hit"], "previous": null, "result": {"limit": 13}}
 */
export default function fearTheTens({ me, dealer }) {
  if (me.soft) return { limit: dealer >= 9 ? 19 : 18 };
  return { limit: dealer >= 2 && dealer <= 6 ? 12 : 13 };
}
