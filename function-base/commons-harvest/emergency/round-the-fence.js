const far = (a, b) => Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]);
/** Cells of the others. */
const cells = ({ role, harvesters }) => harvesters.filter((one) => one.role !== role && one.at !== null).map(({ at }) => at);

/**
 * Steps along a shortest way to the goal round closed patches and others.
 *
 * @stage move
 * @notice fence
 * @answers a fence and nobody may enter a patch
 * @example {"observation":{"closed":[1],"me":[7,2],"harvesters":[{"role":"harvester-0","at":[7,2],"facing":null,"away":0,"eaten":5,"ate":false}]},"legal":["stay","up","right","down","left"],"previous":{"patch":3,"goal":[10,9]},"result":"down"}
 */
export default function roundTheFence(observation, legal, previous, tools) {
  if (previous === null || previous.goal === null) return tools.go(null);
  const { closed, apples, bare, dead } = observation;
  const fenced = tools.patches().filter(({ patch }) => closed.includes(patch));
  const shut = [...apples, ...bare, ...dead].filter((one) => fenced.some(({ middle }) => far(one, middle) <= 2));
  const action = tools.go(tools.next(previous.goal, [...cells(observation), ...shut]));
  return legal.includes(action) ? action : tools.go(null);
}
