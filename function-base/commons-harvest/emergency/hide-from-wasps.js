/**
 * Stays where it is while the wasps are out.
 *
 * @stage move
 * @notice wasps
 * @answers wasps sting whoever moves
 * @example {"observation":{},"legal":["stay","up","right","down","left"],"previous":{"patch":1,"goal":[8,2]},"result":"stay"}
 */
export default function hideFromWasps(observation, legal, previous, tools) {
  return tools.go(null);
}
