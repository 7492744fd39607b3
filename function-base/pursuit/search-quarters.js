/**
 * Looks for a runner that nobody sees: the quarters of the board in turn, each pursuer starting with another
 * one.
 * Use when the runner is hidden.
 *
 * @stage assess
 * @example {"observation": {}, "legal": ["stay", "north", "east", "south", "west"], "previous": null, "result": {"prey":[2,2]}}
 */
export default function searchQuarters(observation) {
  const { game, round, role } = observation;
  const turn = Math.max(4, Math.floor((game.width + game.height) / 3));
  const quarter = (Number(role.split("-")[1]) + Math.floor(round / turn)) % 4;
  const x = quarter === 0 || quarter === 3 ? 1 : 3;
  const y = quarter < 2 ? 1 : 3;
  return { prey: [Math.floor((x * game.width) / 4), Math.floor((y * game.height) / 4)] };
}
