/**
 * Draws up to 21, the only hand that wins the prize.
 *
 * @stage aim
 * @notice jackpot
 * @answers a prize is paid for exactly twenty-one points
 * @example {"observation": {}, "legal": ["stick", "hit"], "previous": null, "result": {"limit": 21}}
 */
export default function reachForThePrize() {
  return { limit: 21 };
}
