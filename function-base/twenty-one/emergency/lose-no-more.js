/**
 * Sticks whatever the hand is, to lose no more time on it.
 *
 * @stage aim
 * @notice closing-time
 * @answers the house closes soon
 * @example {"observation": {}, "legal": ["stick", "hit"], "previous": null, "result": {"limit": 4}}
 */
export default function loseNoMore() {
  return { limit: 4 };
}
