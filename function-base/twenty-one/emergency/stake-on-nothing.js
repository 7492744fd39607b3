/**
 * Draws to the limit and never doubles: a single card is too often a small one.
 *
 * @stage stake
 * @notice poor-shoe
 * @answers the shoe was swapped and high cards are half as frequent
 * @example {"observation": {"me": {"role": "gambler-0", "cards": [5, 6], "stake": 1, "done": false, "sum": 11, "soft": false, "gain": 0}}, "legal": ["stick", "hit", "double"], "previous": {"limit": 17}, "result": "hit"}
 */
export default function stakeOnNothing({ me }, legal, { limit }) {
  return me.sum < limit ? "hit" : "stick";
}
