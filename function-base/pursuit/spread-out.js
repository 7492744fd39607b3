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
const partners = ({ role, pursuers }) => pursuers.filter((one) => one.role !== role && one.at !== null).map(({ at }) => at);

/**
 * Keeps two steps from the prey, as far from the partners as can be.
 *
 * @stage target
 * @when capture=close-in next=free inner=free rank=first
 * @example {"observation":{"role":"pursuer-0","me":[2,8],"pursuers":[{"role":"pursuer-0","at":[2,8],"broken":0},{"role":"pursuer-1","at":[1,5],"broken":0},{"role":"pursuer-2","at":[0,7],"broken":0}],"runners":[{"role":"runner-0","at":[6,3],"seen":null,"captured":null}]},"legal":["stay","north","east","south","west"],"previous":{"prey":[6,3]},"result":{"prey":[6,3],"goal":[6,1]}}
 */
export default function spreadOut(observation, legal, previous) {
  const { prey } = previous;
  const { game, me } = observation;
  const others = partners(observation);
  const ring = [
    [0, -2],
    [1, -1],
    [2, 0],
    [1, 1],
    [0, 2],
    [-1, 1],
    [-2, 0],
    [-1, -1],
  ]
    .map(([dx, dy]) => [prey[0] + dx, prey[1] + dy])
    .filter(([x, y]) => x >= 0 && y >= 0 && x < game.width && y < game.height);
  const gap = (one) => Math.min(9, ...others.map((at) => far(at, one)));
  return { prey, goal: least(ring, (one) => far(one, me) / 10 - gap(one)) };
}
