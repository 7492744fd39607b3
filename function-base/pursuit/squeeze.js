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
 * Takes the step that leaves the prey the fewest free exits, and among those the nearest to the goal.
 *
 * @stage move
 * @when capture=surround way=crowded
 * @example {"observation":{"role":"pursuer-1","me":[2,6],"pursuers":[{"role":"pursuer-0","at":[8,3],"broken":0},{"role":"pursuer-1","at":[2,6],"broken":0},{"role":"pursuer-2","at":[5,3],"broken":0}],"runners":[{"role":"runner-0","at":[1,6],"seen":null,"captured":null}]},"legal":["stay","north","east","south","west"],"previous":{"prey":[1,6],"goal":[1,7]},"result":"stay"}
 */
export default function squeeze(observation, legal, previous, tools) {
  const { goal, prey } = previous;
  const { me } = observation;
  const taken = partners(observation);
  const cost = (move) => {
    const to = after(me, move);
    if (String(to) === String(prey) || taken.some((at) => far(at, to) === 0)) return 3000;
    const exits = tools.beside(prey).filter((one) => far(one, to) > 0 && !taken.some((at) => far(at, one) === 0));
    const steps = tools.steps(to, goal);
    return 100 * exits.length + (steps < 0 ? 50 : Math.min(50, steps));
  };
  return least(legal, cost);
}
