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

/**
 * Hunts the runner to which the whole team has the least way, all together.
 *
 * @stage assess
 * @notice second-runner
 * @answers another runner has entered
 * @example {"observation": {}, "legal": ["stay", "north", "east", "south", "west"], "previous": null, "result": {"prey":[5,5]}}
 */
export default function oneAfterTheOther(observation) {
  const all = known(observation);
  if (all.length === 0) return { prey: [Math.floor(observation.game.width / 2), Math.floor(observation.game.height / 2)] };
  const team = observation.pursuers.flatMap(({ at }) => (at === null ? [] : [at]));
  const way = ({ cell }) => team.reduce((sum, at) => sum + far(at, cell), 0);
  return { prey: least(all, way).cell };
}
