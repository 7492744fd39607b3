/**
 * Expects the one who caught most last month to catch the same share of the lake again, and all the others to share the rest.
 *
 * @stage forecast
 * @when others=fair grabbers=none
 * @when others=fair grabbers=one stock=full
 * @when others=fair grabbers=one season=late
 * @when others=fair grabbers=one season=last
 * @when others=fair grabbers=one stock=middling
 * @when others=fair grabbers=one stock=low
 * @when others=fair grabbers=one stock=scarce
 * @example {"observation": {}, "legal": [], "previous": null, "result": {"others": 10, "sharers": 4}}
 */
export default function biggestAgain({ role, game, pool, fishers, history }) {
  const last = history[history.length - 1];
  if (last === undefined) return { others: 0, sharers: game.fishers };
  let most = 0;
  for (const one of fishers) if (one.role !== role) most = Math.max(most, one.last);
  return { others: Math.round((most * pool) / last.pool), sharers: game.fishers - 1 };
}
