/**
 * Bids a single coin.
 *
 * @stage bid
 * @example {"observation": {}, "legal": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], "previous": {"top": 5}, "result": 1}
 */
export default function oneCoin(observation, legal, { top }) {
  return Math.min(top, 1, legal[legal.length - 1]);
}
