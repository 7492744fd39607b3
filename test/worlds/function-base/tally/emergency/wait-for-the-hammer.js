/**
 * Bids nothing until the hammer is mended.
 *
 * @stage bid
 * @notice broken-hammer
 * @answers hammer is broken
 * @example {"observation": {}, "legal": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], "previous": {"top": 12}, "result": 0}
 */
export default function waitForTheHammer(observation, legal) {
  return legal[0];
}
