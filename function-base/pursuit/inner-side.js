const far = (a, b) => Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]);
/** The first item with the least cost. */
const least = (items, cost) => {
  let [best, low] = [items[0], Infinity];
  for (const one of items) {
    const price = cost(one);
    if (price < low) [best, low] = [one, price];
  }
  return best;
};

/**
 * Takes the exit of the prey that leads to the middle of the board, and so drives it to the wall.
 * Use when you are first and the prey stands in the open.
 *
 * @stage target
 * @example {"observation": {}, "legal": ["stay", "north", "east", "south", "west"], "previous": {"prey": [5, 5]}, "result": {"prey":[5,5],"goal":[5,4]}}
 */
export default function innerSide(observation, legal, previous, tools) {
  const { prey } = previous;
  const { game } = observation;
  const exits = tools.beside(prey);
  const off = ([x, y]) => Math.abs(2 * x - game.width + 1) + Math.abs(2 * y - game.height + 1);
  return { prey, goal: exits.length === 0 ? prey : least(exits, (one) => off(one) + far(one, observation.me) / 100) };
}
