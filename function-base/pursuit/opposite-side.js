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
const inside = ({ game }, [x, y]) => [Math.max(0, Math.min(game.width - 1, x)), Math.max(0, Math.min(game.height - 1, y))];

/**
 * Takes the place opposite to the partner nearest to the prey, so that the two of you hold it in a pincer.
 * Use when a nearer partner shares your side of the prey.
 *
 * @stage target
 * @example {"observation":{"role":"pursuer-2","me":[2,8],"pursuers":[{"role":"pursuer-0","at":[7,2],"broken":0},{"role":"pursuer-1","at":[3,4],"broken":0},{"role":"pursuer-2","at":[2,8],"broken":0}],"runners":[{"role":"runner-0","at":[4,5],"seen":null,"captured":null}]},"legal":["stay","north","east","south","west"],"previous":{"prey":[4,5]},"result":{"prey":[4,5],"goal":[5,6]}}
 */
export default function oppositeSide(observation, legal, previous) {
  const { prey } = previous;
  const others = partners(observation);
  if (others.length === 0) return { prey, goal: prey };
  const [x, y] = least(others, (one) => far(one, prey));
  return { prey, goal: inside(observation, [2 * prey[0] - x, 2 * prey[1] - y]) };
}
