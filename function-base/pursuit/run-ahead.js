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
 * Foresees where the prey will be in three steps if it runs straight away from the middle of the team.
 *
 * @stage assess
 * @when capture=surround sight=seen runners=single distance=far rank=last party=team
 * @example {"observation":{"role":"pursuer-1","me":[0,0],"pursuers":[{"role":"pursuer-0","at":[8,6],"broken":0},{"role":"pursuer-1","at":[0,0],"broken":0},{"role":"pursuer-2","at":[3,1],"broken":0}],"runners":[{"role":"runner-0","at":[3,3],"seen":null,"captured":null},{"role":"runner-1","at":[4,6],"seen":null,"captured":null}]},"legal":["stay","east","south"],"previous":null,"result":{"prey":[0,3]}}
 */
export default function runAhead(observation, legal, previous, tools) {
  const all = known(observation);
  if (all.length === 0) return { prey: middle(observation) };
  const { cell } = least(all, (one) => (one.sure ? 0 : 1000) + far(one.cell, observation.me));
  const hunters = observation.pursuers.flatMap(({ at }) => (at === null ? [] : [at]));
  const [sx, sy] = hunters.reduce(([x, y], at) => [x + at[0], y + at[1]], [0, 0]);
  const [dx, dy] = [cell[0] * hunters.length - sx, cell[1] * hunters.length - sy];
  const [ex, ey] = Math.abs(dx) >= Math.abs(dy) ? [Math.sign(dx), 0] : [0, Math.sign(dy)];
  let at = cell;
  for (let i = 0; i < 3; i++) at = tools.beside(at).find(([x, y]) => x === at[0] + ex && y === at[1] + ey) ?? at;
  return { prey: at };
}
