const toTheLimit = ({ me }, { limit }) => (me.sum < limit ? "hit" : "stick");

/**
 * Doubles a hand that a ten brings up to the target or next to it, against a dealer who shows 5 or more.
 *
 * @stage stake
 * @notice target-change
 * @answers the target has changed and hands may reach more
 * @example {"observation": {"me": {"role": "gambler-0", "cards": [10, 3], "stake": 1, "done": false, "sum": 13, "soft": false, "gain": 0}, "target": 24, "dealer": 6}, "legal": ["stick", "hit", "double"], "previous": {"limit": 18}, "result": "double"}
 */
export default function doubleLater({ me, dealer, target }, legal, previous) {
  const best = me.sum === target - 11 || me.sum === target - 10;
  return legal.includes("double") && !me.soft && best && dealer >= 5 ? "double" : toTheLimit({ me }, previous);
}
