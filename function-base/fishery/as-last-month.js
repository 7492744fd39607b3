/**
 * Expects all the others to catch as many tons as they did last month, whatever you do.
 *
 * @stage forecast
 * @when others=high grabbers=some season=late
 * @example {"observation": {}, "legal": [], "previous": null, "result": {"others": 44, "sharers": 1}}
 */
export default function asLastMonth({ role, game, pool, fishers }) {
  const fair = Math.floor(Math.floor(pool / 2) / game.fishers);
  let others = 0;
  for (const one of fishers) if (one.role !== role) others += one.last ?? fair;
  return { others: Math.min(pool, others), sharers: 1 };
}
