/**
 * Takes a card as long as that cannot break the hand, as spectators like it.
 *
 * @stage move
 * @notice spectators
 * @answers spectators bet on long rounds
 * @example {"observation": {}, "legal": ["stick", "hit"], "previous": {"limit": 17}, "result": "stick"}
 */
export default function hitForTheGallery({ me }) {
  return me.sum < 12 || me.soft ? "hit" : "stick";
}
