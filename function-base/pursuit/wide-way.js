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
const STEPS = { stay: [0, 0], north: [0, -1], east: [1, 0], south: [0, 1], west: [-1, 0] };
const after = ([x, y], move) => [x + STEPS[move][0], y + STEPS[move][1]];

/**
 * Steps towards the goal on the way that keeps farthest from the partners, so that the team comes from several
 * sides.
 *
 * @stage move
 * @when capture=surround way=clear distance=far exits=two
 * @when capture=touch way=clear distance=far
 * @example {"observation":{"role":"pursuer-0","me":[6,0],"pursuers":[{"role":"pursuer-0","at":[6,0],"broken":0},{"role":"pursuer-1","at":[9,0],"broken":0},{"role":"pursuer-2","at":[7,2],"broken":0}],"runners":[{"role":"runner-0","at":[6,2],"seen":null,"captured":null}]},"legal":["stay","east","south","west"],"previous":{"prey":[6,2],"goal":[3,1]},"result":"west"}
 */
export default function wideWay(observation, legal, previous, tools) {
  const { goal } = previous;
  const { me } = observation;
  const others = partners(observation);
  const cost = (move) => {
    const to = after(me, move);
    const steps = tools.steps(to, goal);
    return (steps < 0 ? 1000 : steps) * 20 - Math.min(9, ...others.map((at) => far(at, to)));
  };
  return least(legal, cost);
}
