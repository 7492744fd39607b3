/**
 * Aims higher, so that the hand stands as well against the dealer as before; with an ace that counts 11 higher still.
 *
 * @stage aim
 * @notice target-change
 * @answers the target has changed and hands may reach more
 * @example {"observation": {"target": 24}, "legal": ["stick", "hit"], "previous": null, "result": {"limit": 19}}
 */
export default function raiseTheAim({ me, dealer, target }) {
  const troubled = dealer >= 5 && dealer <= 8;
  const strong = dealer >= 7 && dealer <= 9;
  return { limit: me.soft ? target - (strong ? 4 : 3) : target - (troubled ? 6 : 5) };
}
