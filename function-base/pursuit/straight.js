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
 *
 * @stage move
 * @when capture=surround way=clear exits=four
 * @when capture=surround way=clear exits=three
 * @when goal=close
 * @when way=none
 * @when way=clear distance=near exits=two
 * @when capture=close-in
 * @when capture=touch distance=near
 * @when way=blocked distance=touching
 * @when capture=surround way=blocked distance=near exits=four
 * @when capture=surround way=clear distance=far exits=one
 * @when capture=touch way=crowded
 * @when capture=surround way=blocked distance=near exits=one
 * @when capture=touch way=blocked
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
