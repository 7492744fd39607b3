/**
 * Leaves as much as grows back to a full lake at the rate of the season; in the last month nothing.
 *
 * @stage aim
 * @notice bad-season
 * @answers bad season and what is left grows by a smaller factor
 * @example {"observation": {"growth": 1.5}, "legal": [], "previous": {"others": 20, "sharers": 3}, "result": {"others": 20, "sharers": 3, "leave": 67}}
 */
export default function leaveWhatGrows({ game, round, pool, growth }, legal, { others, sharers }) {
  if (round + 1 >= game.months) return { others, sharers, leave: 0 };
  return { others, sharers, leave: Math.min(pool, Math.ceil((game.capacity * 100) / Math.round(growth * 100))) };
}
