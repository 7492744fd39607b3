/**
 * Draws on, since few cards break the hand, and few break the dealer.
 *
 * @stage aim
 * @notice poor-shoe
 * @answers the shoe was swapped and high cards are half as frequent
 * @example {"observation": {"dealer": 5}, "legal": ["stick", "hit"], "previous": null, "result": {"limit": 15}}
 */
export default function countOnSmallCards({ me, dealer }) {
  if (me.soft) return { limit: dealer === 1 || dealer >= 8 ? 19 : 18 };
  return { limit: dealer === 1 || dealer >= 7 ? 17 : dealer <= 3 ? 16 : 15 };
}
