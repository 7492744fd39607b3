/**
 * Expects those who caught more than a fair part last month to catch the same share of the lake again, and all the others to share the rest.
 *
 * @stage forecast
 * @when others=high season=middle
 * @when others=fair grabbers=one season=middle stock=good
 * @when others=high grabbers=one season=last
 * @when others=high grabbers=most
 * @when others=high grabbers=none
 * @example {"observation": {}, "legal": [], "previous": null, "result": {"others": 20, "sharers": 3}}
 */
export default function grabbersAgain({ role, game, pool, fishers, history }) {
  const last = history[history.length - 1];
  let [others, sharers] = [0, game.fishers];
  if (last === undefined) return { others, sharers };
  const fair = Math.floor(Math.floor(last.pool / 2) / game.fishers);
  for (const one of fishers) {
    if (one.role === role || one.last <= fair) continue;
    others += Math.round((one.last * pool) / last.pool);
    sharers--;
  }
  return { others: Math.min(pool, others), sharers };
}
