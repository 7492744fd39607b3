const inside = ({ game }, [x, y]) => [Math.max(0, Math.min(game.width - 1, x)), Math.max(0, Math.min(game.height - 1, y))];

/**
 * Follows the prey two steps behind, on your side of it.
 *
 * @stage target
 * @when capture=surround party=pair near=taken distance=far place=corner
 * @when capture=touch near=free next=taken inner=taken rank=middle
 * @example {"observation":{"role":"pursuer-1","me":[4,6],"pursuers":[{"role":"pursuer-0","at":[8,4],"broken":0},{"role":"pursuer-1","at":[4,6],"broken":0},{"role":"pursuer-2","at":[8,5],"broken":0}],"runners":[{"role":"runner-0","at":[5,3],"seen":null,"captured":null}]},"legal":["stay","north","east","south","west"],"previous":{"prey":[5,3]},"result":{"prey":[5,3],"goal":[5,5]}}
 */
export default function shadow(observation, legal, previous) {
  const { prey } = previous;
  const { me } = observation;
  const [dx, dy] = [me[0] - prey[0], me[1] - prey[1]];
  const back = Math.abs(dx) >= Math.abs(dy) ? [2 * Math.sign(dx), 0] : [0, 2 * Math.sign(dy)];
  return { prey, goal: inside(observation, [prey[0] + back[0], prey[1] + back[1]]) };
}
