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

/**
 * Takes the exit of the prey that leads to the middle of the board, and so drives it to the wall.
 *
 * @stage target
 * @when capture=surround party=team near=free next=free inner=taken rank=first
 * @when capture=surround party=team near=taken next=taken rank=last distance=near place=open
 * @when capture=surround near=free next=free inner=taken rank=middle
 * @example {"observation":{"role":"pursuer-1","me":[1,5],"pursuers":[{"role":"pursuer-0","at":[3,1],"broken":0},{"role":"pursuer-1","at":[1,5],"broken":0},{"role":"pursuer-2","at":[1,6],"broken":0}],"runners":[{"role":"runner-0","at":[2,4],"seen":null,"captured":null}]},"legal":["stay","north","east","south","west"],"previous":{"prey":[2,4]},"result":{"prey":[2,4],"goal":[3,4]}}
 */
export default function innerSide(observation, legal, previous, tools) {
  const { prey } = previous;
  const { game } = observation;
  const exits = tools.beside(prey);
  const off = ([x, y]) => Math.abs(2 * x - game.width + 1) + Math.abs(2 * y - game.height + 1);
  return { prey, goal: exits.length === 0 ? prey : least(exits, (one) => off(one) + far(one, observation.me) / 100) };
}
