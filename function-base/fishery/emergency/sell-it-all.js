/**
 * Wishes all that the lake holds while the price is high.
 *
 * @stage wish
 * @notice market
 * @answers the market pays twice the price
 * @example {"observation": {}, "legal": [], "previous": {"others": 20, "sharers": 3, "leave": 50}, "result": 80}
 */
export default function sellItAll({ pool }) {
  return pool;
}
