/**
 * Holds your cell.
 *
 * @stage target
 * @when capture=surround next=free inner=free rank=middle distance=far
 * @example {"observation":{"role":"pursuer-2","me":[2,8],"pursuers":[{"role":"pursuer-0","at":[7,2],"broken":0},{"role":"pursuer-1","at":[3,4],"broken":0},{"role":"pursuer-2","at":[2,8],"broken":0}],"runners":[{"role":"runner-0","at":[4,5],"seen":null,"captured":null}]},"legal":["stay","north","east","south","west"],"previous":{"prey":[4,5]},"result":{"prey":[4,5],"goal":[2,8]}}
 */
export default function hold(observation, legal, previous) {
  const { prey } = previous;
  return { prey, goal: observation.me };
}
