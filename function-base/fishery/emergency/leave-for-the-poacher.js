/**
 * Leaves half of what the lake can hold, and on top of it what the poacher takes; in the last month nothing.
 *
 * @stage aim
 * @notice poacher
 * @answers a poacher steals from the lake every month
 * @example {"observation": {"poacher": 10}, "legal": [], "previous": {"others": 20, "sharers": 3}, "result": {"others": 20, "sharers": 3, "leave": 60}}
 */
export default function leaveForThePoacher({ game, round, pool, poacher }, legal, { others, sharers }) {
  if (round + 1 >= game.months) return { others, sharers, leave: 0 };
  return { others, sharers, leave: Math.min(pool, Math.ceil(game.capacity / 2) + poacher) };
}
