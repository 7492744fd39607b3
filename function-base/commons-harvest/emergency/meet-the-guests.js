const far = (a, b) => Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]);
/** The first item with the least cost. */
const least = (items, cost) => {
  let [best, low] = [undefined, Infinity];
  for (const one of items) {
    const price = cost(one);
    if (price < low) [best, low] = [one, price];
  }
  return best;
};

/**
 * Goes to the patch that is nearest to the middle of the board.
 *
 * @stage patch
 * @notice guests
 * @answers guests arrive in the middle of the orchard
 * @example {"observation":{},"legal":[],"previous":null,"result":{"patch":0}}
 */
export default function meetTheGuests({ game }, legal, previous, tools) {
  const middle = [Math.floor(game.width / 2), Math.floor(game.height / 2)];
  return { patch: least(tools.patches(), (one) => far(one.middle, middle)).patch };
}
