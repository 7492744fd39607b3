const toTheLimit = ({ me }, { limit }) => (me.sum < limit ? "hit" : "stick");

/**
 * Doubles whatever a ten makes good, and a hand with an ace while the dealer is likely to break.
 *
 * @stage stake
 * @notice rich-shoe
 * @answers the shoe was swapped and high cards are twice as frequent
 * @example {"observation": {"me": {"role": "gambler-0", "cards": [4, 5], "stake": 1, "done": false, "sum": 9, "soft": false, "gain": 0}, "dealer": 8}, "legal": ["stick", "hit", "double"], "previous": {"limit": 13}, "result": "double"}
 */
export default function stakeOnTens({ me, dealer }, legal, previous) {
  const weak = dealer >= 2 && dealer <= 6;
  return legal.includes("double") &&
    (me.soft ? weak : me.sum <= 11 && (me.sum >= 10 ? dealer > 1 : me.sum === 9 && dealer >= 2 && dealer <= 8))
    ? "double"
    : toTheLimit({ me }, previous);
}
