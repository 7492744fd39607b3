/**
 * Bids what it would pay, as far as the purse reaches.
 *
 * @stage bid
 * @example {"observation": {}, "legal": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], "previous": {"top": 5}, "result": 5}
 */
export default function bidItAll(observation, legal, { top }) {
  return Math.min(top, legal[legal.length - 1]);
}
