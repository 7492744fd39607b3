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
 * Goes for the nearest apple without which all places that still live keep three live ones beside them; else waits, in the last turns for any.
 *
 * @stage apple
 * @notice blight
 * @answers a blight and places are dead
 * @example {"observation":{"dead":[[1,2],[2,1],[2,3],[3,2],[2,2]],"bare":[]},"legal":[],"previous":{"patch":0},"result":{"patch":0,"goal":[1,1]}}
 */
export default function countTheLiving({ me, round, game, bare }, legal, { patch }, tools) {
  const here = tools.patches()[patch];
  const ending = round + 8 >= game.turns;
  const spare = (apple) => tools.beside(apple) >= 3 && !bare.some((one) => close(one, apple) && tools.beside(one) === 3);
  return { patch, goal: least(ending ? here.apples : here.apples.filter(spare), (one) => far(me, one)) ?? look(here) };
}
