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
 * Goes for the nearest apple that leaves three live ones beside every bare place, however long that takes to regrow; else waits, and clears the patch early.
 *
 * @stage apple
 * @notice drought
 * @answers a drought and apples regrow more rarely
 * @example {"observation":{},"legal":[],"previous":{"patch":1},"result":{"patch":1,"goal":[8,2]}}
 */
export default function spareTheDry({ me, round, game, bare }, legal, { patch }, tools) {
  const here = tools.patches()[patch];
  const ending = round + 10 >= game.turns;
  const spare = (apple) => tools.beside(apple) >= 3 && !bare.some((one) => close(one, apple) && tools.beside(one) === 3);
  return { patch, goal: least(ending ? here.apples : here.apples.filter(spare), (one) => far(me, one)) ?? look(here) };
}
