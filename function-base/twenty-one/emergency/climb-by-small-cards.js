/**
 * Draws on to 18, and with an ace that counts 11 to 19: small cards seldom break a hand, and the dealer seldom breaks.
 *
 * @stage aim
 * @notice tens-are-one
 * @answers court cards and tens count one
 * @example {"observation": {"tens": 1}, "legal": ["stick", "hit"], "previous": null, "result": {"limit": 18}}
 */
export default function climbBySmallCards({ me }) {
  return { limit: me.soft ? 19 : 18 };
}
