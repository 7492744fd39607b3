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
const STEPS = { stay: [0, 0], north: [0, -1], east: [1, 0], south: [0, 1], west: [-1, 0] };
const after = ([x, y], move) => [x + STEPS[move][0], y + STEPS[move][1]];

/**
 * Steps along the shortest way that leads round all other pieces.
 * Use when a partner or the prey stands between you and the goal.
 *
 * @stage move
 * @example {"observation":{"role":"pursuer-2","me":[4,9],"pursuers":[{"role":"pursuer-0","at":[6,9],"broken":0},{"role":"pursuer-1","at":[1,5],"broken":0},{"role":"pursuer-2","at":[4,9],"broken":0}],"runners":[{"role":"runner-0","at":[4,8],"seen":null,"captured":null}]},"legal":["stay","north","east","west"],"previous":{"prey":[4,8],"goal":[2,7]},"result":"west"}
 */
export default function walkRound(observation, legal, previous, tools) {
  const { goal, prey } = previous;
  const { me, role, pursuers } = observation;
  const pieces = pursuers.filter((one) => one.role !== role && one.at !== null).map(({ at }) => at);
  const cost = (move) => {
    const to = after(me, move);
    const steps = tools.steps(to, goal);
    const taken = far(to, prey) === 0 || pieces.some((at) => far(at, to) === 0);
    return (steps < 0 ? 1000 : steps) + (taken ? 2.5 : 0);
  };
  return least(legal, cost);
}
