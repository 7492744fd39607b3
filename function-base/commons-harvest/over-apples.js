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
/** Cells of the others. */
const cells = ({ role, harvesters }) => harvesters.filter((one) => one.role !== role && one.at !== null).map(({ at }) => at);

/**
 * Steps onto a neighbouring apple with live ones beside it if there is one, else along a shortest way round others.
 *
 * @stage move
 * @when goal=close way=clear time=short
 * @example {"observation":{"me":[1,3]},"legal":["stay","up","right","down","left"],"previous":{"patch":1,"goal":[8,2]},"result":"right"}
 */
export default function overApples(observation, legal, previous, tools) {
  if (previous === null || previous.goal === null) return tools.go(null);
  const { me, apples } = observation;
  const taken = cells(observation);
  const fruit = apples.filter((one) => far(one, me) === 1 && taken.every((at) => far(at, one) > 0));
  const best = least(fruit, (one) => far(one, previous.goal) - tools.beside(one));
  const action = tools.go(best ?? tools.next(previous.goal, taken));
  return legal.includes(action) ? action : tools.go(null);
}
