/**
 * Expects half of what the lake holds to be caught through holes in the ice.
 *
 * @stage forecast
 * @notice ice
 * @answers ice covers the water
 * @example {"observation": {}, "legal": [], "previous": null, "result": {"others": 40, "sharers": 5}}
 */
export default function countTheIceFishers({ game, pool }) {
  return { others: Math.floor(pool / 2), sharers: game.fishers };
}
