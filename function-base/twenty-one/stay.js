/**
 * Sticks although the limit is not reached, where the cards to come speak against drawing.
 *
 * @stage move
 * @example {"observation": {}, "legal": ["stick", "hit"], "previous": {"limit": 17}, "result": "stick"}
 */
export default function stay() {
  return "stick";
}
