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
/** Free runners whose cell is known, or was. */
const known = ({ runners }) =>
  runners
    .filter(({ captured }) => captured === null)
    .flatMap(({ at, seen }) => ((at ?? seen) ? [{ cell: at ?? seen, sure: at !== null }] : []));
const middle = ({ game }) => [Math.floor(game.width / 2), Math.floor(game.height / 2)];

/**
 * Foresees the prey's next step: away from the nearest pursuer, towards free ground.
 *
 * @stage assess
 * @when capture=surround sight=seen runners=single distance=touching rank=middle
 * @example {"observation":{"role":"pursuer-1","me":[0,0],"pursuers":[{"role":"pursuer-0","at":[8,6],"broken":0},{"role":"pursuer-1","at":[0,0],"broken":0},{"role":"pursuer-2","at":[3,1],"broken":0}],"runners":[{"role":"runner-0","at":[3,3],"seen":null,"captured":null},{"role":"runner-1","at":[4,6],"seen":null,"captured":null}]},"legal":["stay","east","south"],"previous":null,"result":{"prey":[4,3]}}
 */
export default function nextStep(observation, legal, previous, tools) {
  const all = known(observation);
  if (all.length === 0) return { prey: middle(observation) };
  const { cell } = least(all, (one) => (one.sure ? 0 : 1000) + far(one.cell, observation.me));
  const hunters = observation.pursuers.flatMap(({ at }) => (at === null ? [] : [at]));
  const free = [cell, ...tools.beside(cell)].filter((one) => !hunters.some((at) => far(at, one) === 0));
  if (free.length === 0) return { prey: cell };
  const worth = (one) => {
    const gap = Math.min(...hunters.map((at) => far(at, one)));
    return 10 * Math.min(gap, 4) + 7 * tools.beside(one).length;
  };
  return { prey: least(free, (one) => -worth(one)) };
}
