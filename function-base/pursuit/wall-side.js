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
/** How far off the middle of the board. */
const off = ([x, y], { width, height }) => Math.abs(2 * x - width + 1) + Math.abs(2 * y - height + 1);

/**
 * Takes the exit of the prey that leads to the nearest wall, and so keeps it in the open.
 *
 * @stage target
 * @when capture=surround party=pair near=taken next=taken distance=near
 * @example {"observation":{"role":"pursuer-0","me":[6,9],"pursuers":[{"role":"pursuer-0","at":[6,9],"broken":0},{"role":"pursuer-1","at":[1,9],"broken":0},{"role":"pursuer-2","at":[2,7],"broken":0}],"runners":[{"role":"runner-0","at":[3,9],"seen":null,"captured":null}]},"legal":["stay","north","east","west"],"previous":{"prey":[3,9]},"result":{"prey":[3,9],"goal":[2,9]}}
 */
export default function wallSide(observation, legal, previous, tools) {
  const { prey } = previous;
  const { me, game } = observation;
  return { prey, goal: least(tools.beside(prey), (one) => far(one, me) / 100 - off(one, game)) ?? prey };
}
