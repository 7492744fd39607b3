/**
 * Leaves half of what the lake can hold, so that it is full again next month; takes nothing while it holds less.
 *
 * @stage aim
 * @when season=middle stock=full sharing=some
 * @when season=middle stock=full others=modest
 * @when season=middle stock=full sharing=all
 * @when season=middle stock=low
 * @when season=late stock=full sharing=some
 * @when season=late stock=full others=modest
 * @when season=middle stock=scarce
 * @when season=late stock=full sharing=all
 * @when season=late stock=low
 * @when season=late stock=good others=fair
 * @when season=middle stock=full others=high
 * @when season=late stock=good others=modest
 * @when season=late stock=scarce
 * @when season=late stock=full others=high
 * @when season=late stock=good others=greedy
 * @example {"observation": {}, "legal": [], "previous": {"others": 20, "sharers": 3}, "result": {"others": 20, "sharers": 3, "leave": 50}}
 */
export default function halfFull({ game, pool }, legal, { others, sharers }) {
  return { others, sharers, leave: Math.min(pool, Math.ceil(game.capacity / 2)) };
}
