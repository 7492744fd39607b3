const toTheLimit = ({ me }, { limit }) => (me.sum < limit ? "hit" : "stick");

/**
 * Doubles a hand of 10 or 11 without an ace, which most often becomes a good one by a single card; draws to the limit
 * with any other.
 *
 * @stage stake
 * @when dealer=middle
 * @when dealer=two
 * @when dealer=nine
 * @example {"observation": {"me": {"role": "gambler-0", "cards": [5, 6], "stake": 1, "done": false, "sum": 11, "soft": false, "gain": 0}}, "legal": ["stick", "hit", "double"], "previous": {"limit": 17}, "result": "double"}
 * @example {"observation": {"me": {"role": "gambler-0", "cards": [4, 5], "stake": 1, "done": false, "sum": 9, "soft": false, "gain": 0}}, "legal": ["stick", "hit", "double"], "previous": {"limit": 17}, "result": "hit"}
 */
export default function doubleTen({ me }, legal, previous) {
  return legal.includes("double") && !me.soft && (me.sum === 10 || me.sum === 11) ? "double" : toTheLimit({ me }, previous);
}
