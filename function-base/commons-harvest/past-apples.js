const far = (a, b) => Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]);

/**
 * Steps along a shortest way to the goal that eats no other apple on the way, whoever is in the way.
 *
 * @stage move
 * @when way=clear time=ample
 * @when goal=away way=clear
 * @when goal=away way=fruit
 * @when goal=waiting
 * @when goal=reached
 * @when goal=close way=blocked
 * @example {"observation":{"me":[7,2]},"legal":["stay","up","right","down","left"],"previous":{"patch":1,"goal":[10,2]},"result":"right"}
 */
export default function pastApples({ apples }, legal, previous, tools) {
  if (previous === null || previous.goal === null) return tools.go(null);
  const fruit = apples.filter((one) => far(one, previous.goal) > 0);
  const action = tools.go(tools.next(previous.goal, fruit) ?? tools.next(previous.goal));
  return legal.includes(action) ? action : tools.go(null);
}
