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
 * Goes for the apple that lies nearest to the middle of the patch.
 *
 * @stage apple
 * @notice market
 * @answers the market pays for apples from the middle of a patch
 * @example {"observation":{},"legal":[],"previous":{"patch":0},"result":{"patch":0,"goal":[2,0]}}
 */
export default function sellTheCore({ me }, legal, { patch }, tools) {
  const here = tools.patches()[patch];
  return { patch, goal: least(here.apples, (one) => far(me, one) + 100 * far(one, here.middle)) ?? look(here) };
}
