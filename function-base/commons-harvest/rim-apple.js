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
 * Goes for the apple that has fewest live ones beside it, and so helps fewest to regrow.
 *
 * @stage apple
 * @when time=ample stock=last
 * @example {"observation":{},"legal":[],"previous":{"patch":1},"result":{"patch":1,"goal":[8,2]}}
 */
export default function rimApple({ me }, legal, { patch }, tools) {
  const here = tools.patches()[patch];
  return { patch, goal: least(here.apples, (one) => far(me, one) + 100 * tools.beside(one)) ?? look(here) };
}
