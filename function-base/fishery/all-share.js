/**
 * Expects all fishers to hold back alike, and to share what may be taken.
 *
 * @stage forecast
 * @when others=unknown
 * @when others=modest
 * @when others=greedy
 * @example {"observation": {}, "legal": [], "previous": null, "result": {"others": 0, "sharers": 5}}
 */
export default function allShare({ game }) {
  return { others: 0, sharers: game.fishers };
}
