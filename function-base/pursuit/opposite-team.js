const partners = ({ role, pursuers }) => pursuers.filter((one) => one.role !== role && one.at !== null).map(({ at }) => at);
const inside = ({ game }, [x, y]) => [Math.max(0, Math.min(game.width - 1, x)), Math.max(0, Math.min(game.height - 1, y))];

/**
 * Takes the place opposite to the middle of all partners, two steps beyond the prey.
 *
 * @stage target
 * @when capture=surround near=taken next=taken rank=middle distance=far place=corner
 * @example {"observation":{"role":"pursuer-0","me":[2,8],"pursuers":[{"role":"pursuer-0","at":[2,8],"broken":0},{"role":"pursuer-1","at":[1,5],"broken":0},{"role":"pursuer-2","at":[0,7],"broken":0}],"runners":[{"role":"runner-0","at":[6,3],"seen":null,"captured":null}]},"legal":["stay","north","east","south","west"],"previous":{"prey":[6,3]},"result":{"prey":[6,3],"goal":[8,3]}}
 */
export default function oppositeTeam(observation, legal, previous) {
  const { prey } = previous;
  const others = partners(observation);
  const [sx, sy] = others.reduce(([x, y], at) => [x + at[0] - prey[0], y + at[1] - prey[1]], [0, 0]);
  const step = Math.abs(sx) >= Math.abs(sy) ? [-2 * Math.sign(sx), 0] : [0, -2 * Math.sign(sy)];
  return { prey, goal: inside(observation, [prey[0] + step[0], prey[1] + step[1]]) };
}
