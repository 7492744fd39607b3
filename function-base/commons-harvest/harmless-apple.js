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
/** Whether two cells are within distance 2. */
const close = (a, b) => (a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]) <= 4;

/**
 * Goes for the apple whose loss slows the regrowth of fewest bare places, its own among them, the nearer one of two.
 *
 * @stage apple
 * @when time=ample stock=good
 * @when time=ample spare=harmless stock=half
 * @when time=ample spare=some
 * @when time=ample stock=thin
 * @when time=ample stock=bare
 * @example {"observation":{"me":[8,2]},"legal":[],"previous":{"patch":1},"result":{"patch":1,"goal":[8,2]}}
 */
export default function harmlessApple({ me, bare }, legal, { patch }, tools) {
  const here = tools.patches()[patch];
  // A place that three live apples are beside regrows fastest; a fourth does not help it.
  const harm = (apple) => bare.filter((one) => close(one, apple) && tools.beside(one) <= 3).length + (tools.beside(apple) < 3 ? 1 : 0);
  return { patch, goal: least(here.apples, (one) => far(me, one) + 100 * harm(one)) ?? look(here) };
}
