const far = (a, b) => Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]);
/** The first item with the least cost. */
const least = (items, cost) => {
  let best = items[0];
  let low = cost(best);
  for (let i = 1; i < items.length; i++) {
    const next = cost(items[i]);
    if (next < low) [best, low] = [items[i], next];
  }
  return best;
};

/**
 * Takes the exit of the prey that is nearest to you.
 * Use when you are touching the prey or first to reach it.
 *
 * @stage target
 * @example {"observation": {}, "legal": ["stay", "north", "east", "south", "west"], "previous": {"prey": [5, 5]}, "result": {"prey":[5,5],"goal":[5,4]}}
 */
export default function nearSide(observation, legal, previous, tools) {
  const { prey } = previous;
  const exits = tools.beside(prey);
  return { prey, goal: exits.length === 0 ? prey : least(exits, (one) => far(one, observation.me)) };
}
