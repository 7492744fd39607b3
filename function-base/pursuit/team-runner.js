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
 * Hunts the runner to which the whole team has the least way together.
 * Use when several runners are free and you are not the first.
 *
 * @stage assess
 * @example {"observation":{"role":"pursuer-0","me":[3,0],"pursuers":[{"role":"pursuer-0","at":[3,0],"broken":0},{"role":"pursuer-1","at":[4,9],"broken":0},{"role":"pursuer-2","at":[1,7],"broken":0}],"runners":[{"role":"runner-0","at":[1,0],"seen":null,"captured":null},{"role":"runner-1","at":[3,8],"seen":null,"captured":null}]},"legal":["stay","east","south","west"],"previous":null,"result":{"prey":[3,8]}}
 */
export default function teamRunner(observation) {
  const all = known(observation);
  if (all.length === 0) return { prey: middle(observation) };
  const team = observation.pursuers.flatMap(({ at }) => (at === null ? [] : [at]));
  return { prey: least(all, ({ cell }) => team.reduce((sum, at) => sum + far(at, cell), 0)).cell };
}
