/**
 * Expects the worst of the others: that each takes an equal part of all that the lake holds.
 *
 * @stage forecast
 * @when others=fair grabbers=some season=middle
 * @when others=fair grabbers=some season=late
 * @example {"observation": {}, "legal": [], "previous": null, "result": {"others": 64, "sharers": 1}}
 */
export default function equalParts({ game, pool }) {
  return { others: (game.fishers - 1) * Math.floor(pool / game.fishers), sharers: 1 };
}
