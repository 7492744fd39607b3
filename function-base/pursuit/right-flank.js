const inside = ({ game }, [x, y]) => [Math.max(0, Math.min(game.width - 1, x)), Math.max(0, Math.min(game.height - 1, y))];

/**
 * Takes the side of the prey a quarter turn to the right of your own.
 *
 * @stage target
 * @when capture=surround party=team near=taken next=taken rank=last distance=far
 * @when capture=surround party=team next=taken rank=last place=corner
 * @example {"observation":{"role":"pursuer-0","me":[8,8],"pursuers":[{"role":"pursuer-0","at":[8,8],"broken":0},{"role":"pursuer-1","at":[4,6],"broken":0},{"role":"pursuer-2","at":[9,9],"broken":0}],"runners":[{"role":"runner-0","at":[6,8],"seen":null,"captured":null}]},"legal":["stay","north","east","south","west"],"previous":{"prey":[6,8]},"result":{"prey":[6,8],"goal":[6,9]}}
 */
export default function rightFlank(observation, legal, previous) {
  const { prey } = previous;
  const { me } = observation;
  const [dx, dy] = [me[0] - prey[0], me[1] - prey[1]];
  const side = Math.abs(dx) >= Math.abs(dy) ? [Math.sign(dx), 0] : [0, Math.sign(dy)];
  return { prey, goal: inside(observation, [prey[0] - side[1], prey[1] + side[0]]) };
}
