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
 * Stays beside the prey if you are beside it; from elsewhere, takes the shortest way to the goal.
 * Use when you cover an exit of the prey.
 *
 * @stage move
 * @example {"observation":{"role":"pursuer-1","me":[2,6],"pursuers":[{"role":"pursuer-0","at":[8,3],"broken":0},{"role":"pursuer-1","at":[2,6],"broken":0},{"role":"pursuer-2","at":[5,3],"broken":0}],"runners":[{"role":"runner-0","at":[1,6],"seen":null,"captured":null}]},"legal":["stay","north","east","south","west"],"previous":{"prey":[1,6],"goal":[1,7]},"result":"stay"}
 */
export default function keepExit(observation, legal, previous, tools) {
  const { goal, prey } = previous;
  const { me } = observation;
  if (far(me, prey) === 1 && legal.includes("stay")) return "stay";
  const cost = (move) => {
    const steps = tools.steps(after(me, move), goal);
    return steps < 0 ? 1000 : steps;
  };
  return least(legal, cost);
}
