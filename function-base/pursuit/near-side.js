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
 * Takes the exit of the prey that is nearest to you.
 *
 * @stage target
 * @when capture=surround party=team near=free next=free inner=taken rank=last
 * @example {"observation":{"role":"pursuer-2","me":[0,6],"pursuers":[{"role":"pursuer-0","at":[2,6],"broken":0},{"role":"pursuer-1","at":[0,2],"broken":0},{"role":"pursuer-2","at":[0,6],"broken":0}],"runners":[{"role":"runner-0","at":[0,4],"seen":null,"captured":null}]},"legal":["stay","north","east","south"],"previous":{"prey":[0,4]},"result":{"prey":[0,4],"goal":[0,5]}}
 */
export default function nearSide(observation, legal, previous, tools) {
  const { prey } = previous;
  const { me, game } = observation;
  return { prey, goal: least(tools.beside(prey), (one) => 1000 * far(one, me) + off(one, game)) ?? prey };
}
