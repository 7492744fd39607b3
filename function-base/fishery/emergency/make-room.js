/**
 * Expects each of the newcomers to catch an equal part of all that the lake holds, and all the others to share the rest.
 *
 * @stage forecast
 * @notice newcomer
 * @answers a newcomer fishes here greedily
 * @example {"observation": {"newcomers": 1}, "legal": [], "previous": null, "result": {"others": 13, "sharers": 5}}
 */
export default function makeRoom({ game, pool, newcomers }) {
  return { others: newcomers * Math.floor(pool / (game.fishers + newcomers)), sharers: game.fishers };
}
