const toTheLimit = ({ me }, { limit }) => (me.sum < limit ? "hit" : "stick");

/**
 * Doubles more hands, since a dealer who has to draw longer breaks more often.
 *
 * @stage stake
 * @notice dealer-stands-on
 * @answers the dealer draws longer and sticks later
 * @example {"observation": {"me": {"role": "gambler-0", "cards": [4, 5], "stake": 1, "done": false, "sum": 9, "soft": false, "gain": 0}, "stands": 18, "dealer": 7}, "legal": ["stick", "hit", "double"], "previous": {"limit": 12}, "result": "double"}
 */
export default function pressTheBoldDealer({ me, dealer }, legal, previous) {
  const weak = dealer >= 2 && dealer <= 7;
  return legal.includes("double") &&
    (me.soft ? weak && me.sum >= 13 && me.sum <= 19 : me.sum <= 11 && (me.sum >= 10 ? dealer > 1 && dealer < 10 : me.sum === 9 && weak))
    ? "double"
    : toTheLimit({ me }, previous);
}
