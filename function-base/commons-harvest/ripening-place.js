const far = (a, b) => Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]);
/** The first item with the least cost. */
const least = (items, cost) => {
  let [best, low] = [undefined, Infinity];
  for (const one of items) {
    const price = cost(one);
    if (price < low) [best, low] = [one, price];
  }
  return best;
};
/** Where to go in a patch of which no apple suits: to its middle while parts of it are out of sight, else nowhere. */
const look = ({ middle, places, seen }) => (seen < places ? middle : null);

/**
 * Goes to stand on the nearest bare place with three or more live apples beside it, and eats what grows there.
 *
 * @stage apple
 * @when time=ample spare=none stock=half
 * @example {"observation":{"me":[4,4]},"legal":[],"previous":{"patch":0},"result":{"patch":0,"goal":[3,2]}}
 */
export default function ripeningPlace({ me, bare }, legal, { patch }, tools) {
  const here = tools.patches()[patch];
  const places = bare.filter((one) => far(one, here.middle) <= 2 && tools.beside(one) >= 3);
  return { patch, goal: least(places, (one) => far(me, one)) ?? look(here) };
}
