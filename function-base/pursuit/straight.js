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
 * Steps along the shortest way to the goal, first along the longer axis.
 * Use when the capture is surround and the way is clear and open exits are four; or when the capture is surround and
 * the way is clear and open exits are three; or when the goal is close; or when the way is none; or when the way is
 * clear and the distance is near and open exits are two; or when the capture is close-in; or when the capture is touch
 * and the distance is near; or when the way is blocked and the distance is touching; or when the capture is surround
 * and the way is blocked and the distance is near and open exits are four; or when the capture is surround and the way
 * is clear and the distance is far and open exits are one; or when the capture is touch and the way is crowded; or
 * when the capture is surround and the way is blocked and the distance is near and open exits are one; or when the
 * capture is touch and the way is blocked.
 *
 * @stage move
 * @example {"observation":{"role":"pursuer-1","me":[6,0],"pursuers":[{"role":"pursuer-0","at":[6,4],"broken":0},{"role":"pursuer-1","at":[6,0],"broken":0},{"role":"pursuer-2","at":[4,2],"broken":0}],"runners":[{"role":"runner-0","at":[4,1],"seen":null,"captured":null}]},"legal":["stay","east","south","west"],"previous":{"prey":[4,1],"goal":[4,2]},"result":"west"}
 */
export default function straight(observation, legal, previous, tools) {
  const { goal } = previous;
  const { me } = observation;
  const long = Math.abs(goal[0] - me[0]) >= Math.abs(goal[1] - me[1]) ? 0 : 1;
  const cost = (move) => {
    const to = after(me, move);
    const steps = tools.steps(to, goal);
    return (steps < 0 ? 1000 : steps) * 10 + (to[long] !== me[long] ? 0 : 1);
  };
  return least(legal, cost);
}
