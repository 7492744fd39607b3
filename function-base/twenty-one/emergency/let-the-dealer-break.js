/**
 * Sticks early, since a dealer who has to draw longer breaks more often; with an ace that counts 11 aims above what
 * the dealer needs.
 *
 * @stage aim
 * @notice dealer-stands-on
 * @answers the dealer draws longer and sticks later
 * @example {"observation": {"stands": 18}, "legal": ["stick", "hit"], "previous": null, "result": {"limit": 13}}
 */
export default function letTheDealerBreak({ me, dealer, stands }) {
  if (me.soft) return { limit: dealer === 8 ? stands : stands + 1 };
  return { limit: dealer === 1 ? stands - 2 : dealer >= 8 ? stands - 5 : stands - 6 };
}
