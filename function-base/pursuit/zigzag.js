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
 * Steps along the shortest way to the goal, first along the shorter axis, and so keeps both directions open.
 *
 * @stage move
 * @when capture=surround way=blocked distance=far
 * @example {"observation":{"role":"pursuer-2","me":[0,6],"pursuers":[{"role":"pursuer-0","at":[2,9],"broken":0},{"role":"pursuer-1","at":[5,5],"broken":0},{"role":"pursuer-2","at":[0,6],"broken":0}],"runners":[{"role":"runner-0","at":[3,8],"seen":null,"captured":null}]},"legal":["stay","north","east","south"],"previous":{"prey":[3,8],"goal":[2,8]},"result":"south"}
 */
export default function zigzag(observation, legal, previous, tools) {
  const { goal } = previous;
  const { me } = observation;
  const short = Math.abs(goal[0] - me[0]) < Math.abs(goal[1] - me[1]) ? 0 : 1;
  const cost = (move) => {
    const to = after(me, move);
    const steps = tools.steps(to, goal);
    return (steps < 0 ? 1000 : steps) * 10 + (to[short] !== me[short] ? 0 : 1);
  };
  return least(legal, cost);
}
