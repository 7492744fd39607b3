const toTheLimit = ({ me }, { limit }) => (me.sum < limit ? "hit" : "stick");

/**
 * Doubles 9 to 11, and an ace with any card from 2 to 7: puts up more while the dealer is most likely to break. Draws
 * to the limit with any other.
 *
 * @stage stake
 * @when dealer=weak
 * @example {"observation": {"me": {"role": "gambler-0", "cards": [1, 4], "stake": 1, "done": false, "sum": 15, "soft": true, "gain": 0}}, "legal": ["stick", "hit", "double"], "previous": {"limit": 18}, "result": "double"}
 * @example {"observation": {"me": {"role": "gambler-0", "cards": [10, 9], "stake": 1, "done": false, "sum": 19, "soft": false, "gain": 0}}, "legal": ["stick", "hit", "double"], "previous": {"limit": 12}, "result": "stick"}
 */
export default function doubleEarly({ me }, legal, previous) {
  return legal.includes("double") && (me.soft ? me.sum >= 13 && me.sum <= 18 : me.sum >= 9 && me.sum <= 11)
    ? "double"
    : toTheLimit({ me }, previous);
}
