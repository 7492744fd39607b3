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
 * Steps towards the goal, but leaves a cell that a partner with a lower number could take to that partner.
 *
 * @stage move
 * @when capture=surround goal=away way=blocked distance=near exits=three
 * @when capture=surround goal=away way=blocked distance=near exits=two
 * @when capture=surround goal=away way=clear distance=near exits=one
 * @example {"observation":{"role":"pursuer-2","me":[5,9],"pursuers":[{"role":"pursuer-0","at":[4,9],"broken":0},{"role":"pursuer-1","at":[6,8],"broken":0},{"role":"pursuer-2","at":[5,9],"broken":0}],"runners":[{"role":"runner-0","at":[7,9],"seen":null,"captured":null}]},"legal":["stay","north","east","west"],"previous":{"prey":[7,9],"goal":[8,9]},"result":"stay"}
 */
export default function giveWay(observation, legal, previous, tools) {
  const { goal } = previous;
  const { me, role, pursuers } = observation;
  const mine = Number(role.split("-")[1]);
  const others = pursuers.filter((one) => one.role !== role && one.at !== null);
  const cost = (move) => {
    const to = after(me, move);
    const steps = tools.steps(to, goal);
    const contested = move !== "stay" && others.some((one) => far(one.at, to) <= (Number(one.role.split("-")[1]) < mine ? 1 : 0));
    return (steps < 0 ? 1000 : steps) + (contested ? 3 : 0);
  };
  return least(legal, cost);
}
