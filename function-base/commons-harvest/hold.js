/**
 * Stays where it is.
 *
 * @stage move
 * @when goal=away way=blocked
 * @example {"observation":{},"legal":["stay","up","right","down","left"],"previous":{"patch":1,"goal":[8,2]},"result":"stay"}
 */
export default function hold(observation, legal, previous, tools) {
  return tools.go(null);
}
