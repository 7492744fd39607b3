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
 * Hunts a runner in sight, or where it was seen last; if it has gone from there, joins the partners, who may see
 * it, and walks the board in lanes once it is among them.
 *
 * @stage assess
 * @notice fog
 * @answers fog hides runners beyond some distance
 * @example {"observation": {}, "legal": ["stay", "north", "east", "south", "west"], "previous": null, "result": {"prey":[5,5]}}
 */
export default function sweepTheFog(observation) {
  const { game, round, role, fog, me } = observation;
  const all = known(observation);
  const seen = all.filter(({ sure }) => sure);
  if (seen.length > 0) return { prey: least(seen, ({ cell }) => far(cell, me)).cell };
  const last = all.filter(({ cell }) => far(cell, me) > 1);
  if (last.length > 0) return { prey: least(last, ({ cell }) => far(cell, me)).cell };
  const team = observation.pursuers.flatMap((one) => (one.role === role || one.at === null ? [] : [one.at]));
  if (team.length > 0) {
    const [x, y] = team.reduce((sum, at) => [sum[0] + at[0], sum[1] + at[1]], [0, 0]);
    const centre = [Math.round(x / team.length), Math.round(y / team.length)];
    if (far(centre, me) > 2) return { prey: centre };
  }
  const radius = fog ?? 3;
  const lane = Math.floor(((2 * Number(role.split("-")[1]) + 1) * game.height) / (2 * observation.pursuers.length));
  const length = 2 * Math.max(1, game.width - 1 - radius);
  const at = (round + radius) % length;
  return { prey: [Math.min(game.width - 1, Math.max(0, at <= length / 2 ? at : length - at)), lane] };
}
