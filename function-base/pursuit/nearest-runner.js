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
 * Hunts the runner nearest to you, where it stands now.
 *
 * @stage assess
 * @when capture=surround distance=near
 * @when capture=surround rank=first
 * @when capture=surround distance=far rank=middle
 * @when capture=surround runners=several
 * @when capture=surround sight=seen party=pair
 * @when capture=surround sight=remembered
 * @when capture=surround distance=touching rank=last
 * @example {"observation":{"role":"pursuer-0","me":[6,5],"pursuers":[{"role":"pursuer-0","at":[6,5],"broken":0},{"role":"pursuer-1","at":[7,4],"broken":0},{"role":"pursuer-2","at":[3,8],"broken":0}],"runners":[{"role":"runner-0","at":[2,7],"seen":null,"captured":null},{"role":"runner-1","at":[2,0],"seen":null,"captured":null}]},"legal":["stay","north","east","south","west"],"previous":null,"result":{"prey":[2,7]}}
 */
export default function nearestRunner(observation) {
  const all = known(observation);
  const seen = all.filter(({ sure }) => sure);
  if (all.length === 0) return { prey: middle(observation) };
  return { prey: least(seen.length > 0 ? seen : all, ({ cell }) => far(cell, observation.me)).cell };
}
