/**
 * Bids one coin more than the other's purse holds, if it would pay that.
 *
 * @stage bid
 * @when price=first
 * @example {"observation": {"other": {"purse": 3, "bought": 0, "paid": 0}}, "legal": [0, 1, 2, 3, 4, 5], "previous": {"top": 5}, "result": 4}
 */
export default function justAbove({ other }, legal, { top }) {
  return Math.min(top, legal[legal.length - 1], other.purse + 1);
}
