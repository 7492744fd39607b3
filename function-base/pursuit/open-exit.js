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

/**
 * Takes the exit of the prey from which most free ground can be reached.
 *
 * @stage target
 * @when capture=surround party=team inner=free rank=first
 * @when capture=surround party=team inner=free distance=near
 * @when capture=surround party=team near=free next=taken
 * @when capture=surround near=taken next=free rank=middle distance=near
 * @when capture=surround party=team inner=free rank=last
 * @when capture=surround next=none
 * @when capture=surround party=team near=taken rank=first
 * @example {"observation":{"role":"pursuer-2","me":[3,9],"pursuers":[{"role":"pursuer-0","at":[1,7],"broken":0},{"role":"pursuer-1","at":[1,6],"broken":0},{"role":"pursuer-2","at":[3,9],"broken":0}],"runners":[{"role":"runner-0","at":[4,9],"seen":null,"captured":null}]},"legal":["stay","north","east","west"],"previous":{"prey":[4,9]},"result":{"prey":[4,9],"goal":[5,9]}}
 */
export default function openExit(observation, legal, previous, tools) {
  const { prey } = previous;
  const taken = partners(observation);
  const exits = tools.beside(prey).filter((one) => !taken.some((at) => far(at, one) === 0));
  if (exits.length === 0) return { prey, goal: prey };
  const room = (one) => tools.beside(one).filter((next) => !taken.some((at) => far(at, next) === 0)).length;
  const gap = (one) => Math.min(9, ...taken.map((at) => far(at, one)));
  return { prey, goal: least(exits, (one) => far(one, observation.me) / 100 - room(one) - gap(one)) };
}
