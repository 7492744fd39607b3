/**
 * Expects all the others to catch the same share of the lake as they did last month, whatever you do.
 *
 * @stage forecast
 * @when others=high grabbers=one season=late
 * @example {"observation": {}, "legal": [], "previous": null, "result": {"others": 35, "sharers": 1}}
 */
export default function sameShare({ role, game, pool, fishers, history }) {
  const last = history[history.length - 1];
  if (last === undefined) return { others: (game.fishers - 1) * Math.floor(Math.floor(pool / 2) / game.fishers), sharers: 1 };
  let others = 0;
  for (const one of fishers) if (one.role !== role) others += one.last;
  return { others: Math.round((others * pool) / last.pool), sharers: 1 };
}
