const far = (a, b) => Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]);
const off = ([x, y], { width, height }) => Math.abs(2 * x - width + 1) + Math.abs(2 * y - height + 1);
/** The first item with the least cost. */
const least = (items, cost) => {
  let [best, low] = [items[0], Infinity];
  for (const one of items) {
    const price = cost(one);
    if (price < low) [best, low] = [one, price];
  }
  return best;
};

/**
 * Shares the exits of the prey with the partner that is farthest from it: takes the one that leaves the two of you
 * the shortest ways together.
 *
 * @stage target
 * @when capture=surround near=taken next=taken rank=middle place=open
 * @when capture=surround near=taken next=taken rank=middle place=edge
 * @when capture=surround near=taken next=taken rank=middle distance=near
 * @when capture=surround party=pair near=free
 * @when capture=surround party=pair next=free
 * @example {"observation": {}, "legal": ["stay"], "previous": {"prey": [5, 5]}, "result": {"prey":[5,5],"goal":[4,5]}}
 */
export default function shareExits(observation, legal, previous, tools) {
  const { prey } = previous;
  const { game, me, role, pursuers } = observation;
  const exits = tools.beside(prey);
  const others = pursuers.filter((one) => one.role !== role && one.at !== null).map(({ at }) => at);
  const way = (from, exit) => tools.steps(from, exit) + off(exit, game) / 4;
  if (others.length === 0 || exits.length < 2) return { prey, goal: least(exits, (one) => way(me, one)) ?? prey };
  const partner = least(others, (at) => -far(at, prey));
  const left = (mine) => Math.min(...exits.filter((one) => one !== mine).map((one) => way(partner, one)));
  return { prey, goal: least(exits, (one) => way(me, one) + left(one)) };
}
