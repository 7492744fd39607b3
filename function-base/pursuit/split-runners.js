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
 * @example {"observation": {}, "legal": ["stay", "north", "east", "south", "west"], "previous": null, "result": {"prey":[5,5]}}
 */
export default function splitRunners(observation) {
  const all = known(observation);
  if (all.length === 0) return { prey: middle(observation) };
  const number = Number(observation.role.split("-")[1]);
  return { prey: all[number % all.length].cell };
}
