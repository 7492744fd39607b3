/** The first item of the least cost; undefined where there is none. */
export function least<T>(items: readonly T[], cost: (item: T) => number): T | undefined {
  let [best, low]: [T | undefined, number] = [undefined, Infinity];
  for (const one of items) {
    const price = cost(one);
    if (price < low) [best, low] = [one, price];
  }
  return best;
}
