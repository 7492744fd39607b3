/** The best of several scores, on every backend alike. */
/** Scores that differ by less count as equal: the candidate that comes first is taken, on every backend. */
const TIE = 1e-4;

/** The index of the largest number; of several that count as equal, the first. */
export function first(numbers: readonly number[]): number {
  const most = Math.max(...numbers);
  return numbers.findIndex((one) => one >= most - TIE);
}
