/**
 * Takes one card more although the limit is reached, where the cards to come speak for it.
 *
 * @stage move
 * @example {"observation": {}, "legal": ["stick", "hit"], "previous": {"limit": 16}, "result": "hit"}
 */
export default function oneMore() {
  return "hit";
}
