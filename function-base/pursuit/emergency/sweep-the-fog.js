const far = (a, b) => Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]);
/** The first item with the least cost. */
const least = (items, cost) => {
  let best = items[0];
  let low = cost(best);
  for (let i = 1; i < items.length; i++) {
    const next = cost(items[i]);
    if (next < low) [best, low] = [items[i], next];
  }
  return best;
};
/** Free runners whose cell is known, or was. */
const known = ({ runners }) =>
  runners
    .filter(({ captured }) => captured === null)
    .flatMap(({ at, seen }) => ((at ?? seen) ? [{ cell: at ?? seen, sure: at !== null }] : []));

/**
 * Walks the board in lanes, each pursuer its own, until somebody comes within sight; a runner in sight, or seen
 * a moment ago, is the prey.
 * Use when a notice says that fog hides runners beyond some distance.
 *
 * @stage assess
 * @notice fog
 * @example {"observation": {}, "legal": ["stay", "north", "east", "south", "west"], "previous": null, "result": {"prey":[5,5]}}
 */
export default function sweepTheFog(observation) {
  const { game, round, role, fog, me } = observation;
  const all = known(observation);
  const seen = all.filter(({ sure }) => sure);
  if (seen.length > 0) return { prey: least(seen, ({ cell }) => far(cell, me)).cell };
  const last = all.filter(({ cell }) => far(cell, me) > 1);
  if (last.length > 0) return { prey: least(last, ({ cell }) => far(cell, me)).cell };
  const radius = fog ?? 3;
  const team = observation.pursuers.length;
  const lane = Math.floor(((2 * Number(role.split("-")[1]) + 1) * game.height) / (2 * team));
  const length = 2 * Math.max(1, game.width - 1 - radius);
  const at = (round + radius) % length;
  return { prey: [Math.min(game.width - 1, Math.max(0, at <= length / 2 ? at : length - at)), lane] };
}
