const far = (a, b) => Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]);
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
 * Cuts off the longest straight run that is open to the prey, three steps ahead of it.
 *
 * @stage target
 * @when capture=surround near=taken next=free rank=middle distance=far
 * @example {"observation":{"role":"pursuer-2","me":[2,8],"pursuers":[{"role":"pursuer-0","at":[7,2],"broken":0},{"role":"pursuer-1","at":[3,4],"broken":0},{"role":"pursuer-2","at":[2,8],"broken":0}],"runners":[{"role":"runner-0","at":[4,5],"seen":null,"captured":null}]},"legal":["stay","north","east","south","west"],"previous":{"prey":[4,5]},"result":{"prey":[4,5],"goal":[7,5]}}
 */
export default function cutRun(observation, legal, previous, tools) {
  const { prey } = previous;
  const hunters = observation.pursuers.flatMap(({ at }) => (at === null ? [] : [at]));
  const run = ([dx, dy]) => {
    let at = prey;
    let length = 0;
    for (;;) {
      const next = tools.beside(at).find(([x, y]) => x === at[0] + dx && y === at[1] + dy);
      if (next === undefined || hunters.some((one) => far(one, next) <= 1)) return { length, at };
      at = next;
      length++;
    }
  };
  const ways = [
    [0, -1],
    [1, 0],
    [0, 1],
    [-1, 0],
  ];
  const [dx, dy] = least(ways, (way) => -run(way).length);
  const ahead = Math.min(3, run([dx, dy]).length);
  return { prey, goal: [prey[0] + ahead * dx, prey[1] + ahead * dy] };
}
