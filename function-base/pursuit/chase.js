/**
 * Goes for the prey's own cell, the shortest way.
 * Use when the capture is touch and the near exit is taken; or when the capture is touch and the next exit is free; or
 * when the capture is touch and the inner exit is free; or when the capture is touch and your rank is last; or when
 * the capture is touch and your rank is first.
 *
 * @stage target
 * @example {"observation":{"role":"pursuer-2","me":[2,8],"pursuers":[{"role":"pursuer-0","at":[7,2],"broken":0},{"role":"pursuer-1","at":[3,4],"broken":0},{"role":"pursuer-2","at":[2,8],"broken":0}],"runners":[{"role":"runner-0","at":[4,5],"seen":null,"captured":null}]},"legal":["stay","north","east","south","west"],"previous":{"prey":[4,5]},"result":{"prey":[4,5],"goal":[4,5]}}
 */
export default function chase(observation, legal, previous) {
  const { prey } = previous;
  return { prey, goal: prey };
}
