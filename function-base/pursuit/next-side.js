const far = (a, b) => Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]);
/** How far off the middle of the board. */
const off = ([x, y], { width, height }) => Math.abs(2 * x - width + 1) + Math.abs(2 * y - height + 1);

/**
 * Takes the exit of the prey that is second nearest to you.
 *
 * @stage target
 * @when capture=close-in near=taken
 * @when capture=surround party=pair near=taken next=taken distance=far place=open
 * @when capture=surround party=team near=taken next=free rank=last
 * @when capture=close-in next=free inner=taken
 * @when capture=close-in next=free rank=middle
 * @when capture=surround party=pair near=taken next=taken distance=far place=edge
 * @when capture=close-in next=free rank=last
 * @example {"observation":{"role":"pursuer-1","me":[4,3],"pursuers":[{"role":"pursuer-0","at":[6,1],"broken":0},{"role":"pursuer-1","at":[4,3],"broken":0},{"role":"pursuer-2","at":[4,2],"broken":0}],"runners":[{"role":"runner-0","at":[5,2],"seen":null,"captured":null}]},"legal":["stay","north","east","south","west"],"previous":{"prey":[5,2]},"result":{"prey":[5,2],"goal":[4,2]}}
 */
export default function nextSide(observation, legal, previous, tools) {
  const { prey } = previous;
  const { me, game } = observation;
  const exits = [...tools.beside(prey)].sort((a, b) => far(a, me) - far(b, me) || off(a, game) - off(b, game));
  return { prey, goal: exits[1] ?? exits[0] ?? prey };
}
