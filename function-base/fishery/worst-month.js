/**
 * Expects all the others together to catch the largest share of the lake that they ever caught in a month.
 *
 * @stage forecast
 * @when others=fair grabbers=some season=last
 * @example {"observation": {"history": [{"pool": 100, "growth": 2, "catches": [10, 20, 20, 20, 0], "newcomers": [], "poached": 0}, {"pool": 60, "growth": 2, "catches": [4, 4, 4, 4, 4], "newcomers": [], "poached": 0}]}, "legal": [], "previous": null, "result": {"others": 48, "sharers": 1}}
 */
export default function worstMonth({ role, game, pool, fishers, history }) {
  const me = fishers.findIndex((one) => one.role === role);
  let most = ((game.fishers - 1) * Math.floor(Math.floor(pool / 2) / game.fishers)) / pool;
  for (const month of history) {
    const others = month.catches.reduce((sum, tons, i) => (i === me ? sum : sum + tons), 0);
    most = Math.max(most, others / month.pool);
  }
  return { others: Math.min(pool, Math.round(most * pool)), sharers: 1 };
}
