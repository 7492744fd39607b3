/**
 * Expects each of the others to take its part of what the lake can spare, and no more.
 *
 * @stage forecast
 * @when others=high grabbers=some season=last
 * @example {"observation": {}, "legal": [], "previous": null, "result": {"others": 32, "sharers": 1}}
 */
export default function fairShares({ game, pool }) {
  return { others: (game.fishers - 1) * Math.floor(Math.floor(pool / 2) / game.fishers), sharers: 1 };
}
