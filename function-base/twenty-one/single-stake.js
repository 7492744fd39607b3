/**
 * Leaves the stake as it is: draws below the limit and sticks from it on.
 *
 * @stage stake
 * @when dealer=ten
 * @when dealer=ace
 * @example {"observation": {}, "legal": ["stick", "hit"], "previous": {"limit": 17}, "result": "hit"}
 * @example {"observation": {"me": {"role": "gambler-0", "cards": [10, 9], "stake": 1, "done": false, "sum": 19, "soft": false, "gain": 0}}, "legal": ["stick", "hit"], "previous": {"limit": 17}, "result": "stick"}
 */
export default function singleStake({ me }, legal, { limit }) {
  return me.sum < limit ? "hit" : "stick";
}
