/**
 * Steps up or down out of the way of the herd.
 *
 * @stage move
 * @notice herd
 * @answers a herd crosses from left to right
 * @example {"observation":{},"legal":["stay","up","right","down","left"],"previous":{"patch":1,"goal":[8,2]},"result":"up"}
 */
export default function letTheHerdPass({ me }, legal, previous, tools) {
  if (previous === null) return tools.go(null);
  const steps = [
    [me[0], me[1] - 1],
    [me[0], me[1] + 1],
  ].map((one) => tools.go(one));
  return steps.find((one) => legal.includes(one)) ?? tools.go(null);
}
