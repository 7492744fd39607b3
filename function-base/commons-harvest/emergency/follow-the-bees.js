/**
 * Goes to the patch with the lowest number, where the bees are.
 *
 * @stage patch
 * @notice bees
 * @answers bees have come to the patch in the upper left corner
 * @example {"observation":{},"legal":[],"previous":null,"result":{"patch":0}}
 */
export default function followTheBees(observation, legal, previous, tools) {
  return { patch: tools.patches()[0].patch };
}
