const toTheLimit = ({ me }, { limit }) => (me.sum < limit ? "hit" : "stick");

/**
 * Doubles 9 to 11, and an ace with a 6 or a 7: hands that stand well against a dealer in trouble. Draws to the limit
 * with any other.
 *
 * @stage stake
 * @when dealer=three
 * @example {"observation": {"me": {"role": "gambler-0", "cards": [4, 5], "stake": 1, "done": false, "sum": 9, "soft": false, "gain": 0}}, "legal": ["stick", "hit", "double"], "previous": {"limit": 12}, "result": "double"}
 * @example {"observation": {"me": {"role": "gambler-0", "cards": [1, 7], "stake": 1, "done": false, "sum": 18, "soft": true, "gain": 0}}, "legal": ["stick", "hit", "double"], "previous": {"limit": 18}, "result": "double"}
 */
export default function doubleNine({ me }, legal, previous) {
  return legal.includes("double") && (me.soft ? me.sum === 17 || me.sum === 18 : me.sum >= 9 && me.sum <= 11)
    ? "double"
    : toTheLimit({ me }, previous);
}
