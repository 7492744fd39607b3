const far = (a, b) => Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]);
/** How far off the middle of the board. */
const off = ([x, y], { width, height }) => Math.abs(2 * x - width + 1) + Math.abs(2 * y - height + 1);

/**
 * Takes the exit of the prey that is second nearest to you.
 * Use when the capture is close-in and the near exit is taken; or when the capture is surround and the party is pair
 * and the near exit is taken and the next exit is taken and the distance is far and the place is open; or when the
 * capture is surround and the party is team and the near exit is taken and the next exit is free and your rank is
 * last; or when the capture is close-in and the next exit is free and the inner exit is taken; or when the capture is
 * close-in and the next exit is free and your rank is middle; or when the capture is surround and the party is pair
 * and the near exit is taken and the next exit is taken and the distance is far and the place is edge; or when the
 * capture is close-in and the next exit is free and your rank is last.
 *
 * @stage target
 * @example {"observation":{"role":"pursuer-1","me":[4,3],"pursuers":[{"role":"pursuer-0","at":[6,1],"broken":0},{"role":"pursuer-1","at":[4,3],"broken":0},{"role":"pursuer-2","at":[4,2],"broken":0}],"runners":[{"role":"runner-0","at":[5,2],"seen":null,"captured":null}]},"legal":["stay","north","east","south","west"],"previous":{"prey":[5,2]},"result":{"prey":[5,2],"goal":[4,2]}}
 */
export default function nextSide(observation, legal, previous, tools) {
  const { prey } = previous;
  const { me, game } = observation;
  const exits = [...tools.beside(prey)].sort((a, b) => far(a, me) - far(b, me) || off(a, game) - off(b, game));
  return { prey, goal: exits[1] ?? exits[0] ?? prey };
}
