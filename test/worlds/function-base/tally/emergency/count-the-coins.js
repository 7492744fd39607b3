/**
 * Bids what it would pay, but no more than two shares of what is left in the purse.
 *
 * @stage bid
 * @notice half-purse
 * @answers purses were cut to a half
 * @example {"observation": {}, "legal": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], "previous": {"top": 12}, "result": 8}
 */
export default function countTheCoins({ game, round, me }, legal, { top }) {
  const left = Math.max(1, game.rounds - round);
  return Math.min(top, legal[legal.length - 1], Math.ceil((2 * me.purse) / left));
}
