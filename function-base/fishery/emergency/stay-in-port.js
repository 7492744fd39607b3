/**
 * Wishes nothing until the storm has passed.
 *
 * @stage wish
 * @notice storm
 * @answers a storm keeps the boats in port
 * @example {"observation": {}, "legal": [], "previous": {"others": 20, "sharers": 3, "leave": 50}, "result": 0}
 */
export default function stayInPort() {
  return 0;
}
