const inside = ({ game }, [x, y]) => [Math.max(0, Math.min(game.width - 1, x)), Math.max(0, Math.min(game.height - 1, y))];

/**
 * Takes the side of the prey a quarter turn to the left of your own.
 *
 * @stage target
 * @when capture=close-in near=free next=taken
 * @example {"observation":{"role":"pursuer-2","me":[2,8],"pursuers":[{"role":"pursuer-0","at":[7,2],"broken":0},{"role":"pursuer-1","at":[3,4],"broken":0},{"role":"pursuer-2","at":[2,8],"broken":0}],"runners":[{"role":"runner-0","at":[4,5],"seen":null,"captured":null}]},"legal":["stay","north","east","south","west"],"previous":{"prey":[4,5]},"result":{"prey":[4,5],"goal":[5,5]}}
 */
export default function leftFlank(observation, legal, previous) {
  const { prey } = previous;
  const { me } = observation;
  const [dx, dy] = [me[0] - prey[0], me[1] - prey[1]];
  const side = Math.abs(dx) >= Math.abs(dy) ? [Math.sign(dx), 0] : [0, Math.sign(dy)];
  return { prey, goal: inside(observation, [prey[0] + side[1], prey[1] - side[0]]) };
}
