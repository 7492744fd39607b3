/**
 * Draws to the limit and never doubles: no single card makes a good hand.
 *
 * @stage stake
 * @notice tens-are-one
 * @answers court cards and tens count one
 * @example {"observation": {"me": {"role": "gambler-0", "cards": [5, 6], "stake": 1, "done": false, "sum": 11, "soft": false, "gain": 0}, "tens": 1}, "legal": ["stick", "hit", "double"], "previous": {"limit": 18}, "result": "hit"}
 */
export default function keepTheStake({ me }, legal, { limit }) {
  return me.sum < limit ? "hit" : "stick";
}
