/**
 * Sticks until the bank has counted its money.
 *
 * @stage move
 * @notice bank-check
 * @answers the bank counts its money
 * @example {"observation": {}, "legal": ["stick", "hit"], "previous": {"limit": 17}, "result": "stick"}
 */
export default function waitForTheCount() {
  return "stick";
}
