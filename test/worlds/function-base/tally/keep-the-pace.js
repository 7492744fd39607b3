/**
 * Bids what it would pay, but no more than two and a half shares of the purse, where each lot to come has one.
 *
 * @stage bid
 * @when price=second
 * @example {"observation": {}, "legal": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], "previous": {"top": 12}, "result": 10}
 */
export default function keepThePace({ game, round, me }, legal, { top }) {
  const left = Math.max(1, game.rounds - round);
  return Math.min(top, legal[legal.length - 1], Math.ceil((2.5 * me.purse) / left));
}
