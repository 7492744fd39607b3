/**
 * Waits until picking is allowed again.
 *
 * @stage apple
 * @notice rest
 * @answers the orchard rests and picking is forbidden
 * @example {"observation":{},"legal":[],"previous":{"patch":0},"result":{"patch":0,"goal":null}}
 */
export default function restTheOrchard(observation, legal, { patch }) {
  return { patch, goal: null };
}
