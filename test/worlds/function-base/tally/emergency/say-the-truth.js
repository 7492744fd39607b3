/**
 * Would pay all that the lot is worth, since the bid is no longer what is paid.
 *
 * @stage appraise
 * @notice second-price
 * @answers from now on the winner pays the other's bid
 * @example {"observation": {}, "legal": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], "previous": null, "result": {"top": 10}}
 */
export default function sayTheTruth({ worth }) {
  return { top: worth };
}
