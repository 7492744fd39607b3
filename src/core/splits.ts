/** The first seed of each split. Every split has a million seeds, so that no two splits share one. */
export const SPLITS = {
  train: 0,
  validation: 1_000_000,
  test: 2_000_000,
  shift: 3_000_000,
  emergency: 4_000_000,
  "unseen-functions": 5_000_000,
  "cross-env": 6_000_000,
  wording: 7_000_000,
} as const;

/** The number of seeds of a split. */
export const SPLIT_SIZE = 1_000_000;

/** The name of a split; it says what the seeds are for. */
export type Split = keyof typeof SPLITS;

/** The split that a seed belongs to; undefined for seeds above the last split. */
export const splitOf = (seed: number): Split | undefined =>
  (Object.keys(SPLITS) as Split[]).find((split) => seed >= SPLITS[split] && seed < SPLITS[split] + SPLIT_SIZE);
