/** Free runners whose cell is known, or was. */
const known = ({ runners }) =>
  runners
    .filter(({ captured }) => captured === null)
    .flatMap(({ at, seen }) => ((at ?? seen) ? [{ cell: at ?? seen, sure: at !== null }] : []));
const middle = ({ game }) => [Math.floor(game.width / 2), Math.floor(game.height / 2)];

/**
 * Hunts a runner of your own: partners with other numbers take other runners.
 * Use when several runners are free, none is hemmed in and the team is scattered.
 *
 * @stage assess
 * @example {"observation":{"role":"pursuer-1","me":[0,0],"pursuers":[{"role":"pursuer-0","at":[8,6],"broken":0},{"role":"pursuer-1","at":[0,0],"broken":0},{"role":"pursuer-2","at":[3,1],"broken":0}],"runners":[{"role":"runner-0","at":[3,3],"seen":null,"captured":null},{"role":"runner-1","at":[4,6],"seen":null,"captured":null}]},"legal":["stay","east","south"],"previous":null,"result":{"prey":[4,6]}}
 */
export default function splitRunners(observation) {
  const all = known(observation);
  if (all.length === 0) return { prey: middle(observation) };
  const number = Number(observation.role.split("-")[1]);
  return { prey: all[number % all.length].cell };
}
