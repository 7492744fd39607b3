/**
 * Looks for a runner that nobody sees: the quarters of the board in turn, each pursuer starting with another
 * one.
 *
 * @stage assess
 * @when capture=surround sight=hidden
 * @example {"observation":{"role":"pursuer-1","me":[0,0],"pursuers":[{"role":"pursuer-0","at":[8,6],"broken":0},{"role":"pursuer-1","at":[0,0],"broken":0},{"role":"pursuer-2","at":[3,1],"broken":0}],"runners":[{"role":"runner-0","at":[3,3],"seen":null,"captured":null},{"role":"runner-1","at":[4,6],"seen":null,"captured":null}]},"legal":["stay","east","south"],"previous":null,"result":{"prey":[7,2]}}
 */
export default function searchQuarters(observation) {
  const { game, round, role } = observation;
  const turn = Math.max(4, Math.floor((game.width + game.height) / 3));
  const quarter = (Number(role.split("-")[1]) + Math.floor(round / turn)) % 4;
  const x = quarter === 0 || quarter === 3 ? 1 : 3;
  const y = quarter < 2 ? 1 : 3;
  return { prey: [Math.floor((x * game.width) / 4), Math.floor((y * game.height) / 4)] };
}
