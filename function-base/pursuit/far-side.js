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
 * Takes the exit of the prey that is farthest from you: you go round it.
 *
 * @stage target
 * @when capture=surround party=team near=taken next=taken rank=last distance=near place=edge
 * @example {"observation":{"role":"pursuer-1","me":[2,7],"pursuers":[{"role":"pursuer-0","at":[5,3],"broken":0},{"role":"pursuer-1","at":[2,7],"broken":0},{"role":"pursuer-2","at":[2,4],"broken":0}],"runners":[{"role":"runner-0","at":[3,4],"seen":null,"captured":null}]},"legal":["stay","north","east","south","west"],"previous":{"prey":[3,4]},"result":{"prey":[3,4],"goal":[3,3]}}
 */
export default function farSide(observation, legal, previous, tools) {
  const { prey } = previous;
  const exits = tools.beside(prey);
  return { prey, goal: exits.length === 0 ? prey : least(exits, (one) => -far(one, observation.me)) };
}
