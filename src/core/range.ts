/** Actions that are the whole numbers of a range. */
import type { ActionRange } from "./types.ts";

/** Every number of a range, in ascending order: its legal actions. */
export const numbersOf = ({ min, max }: ActionRange): readonly number[] => Array.from({ length: max - min + 1 }, (_, i) => min + i);

/** A range in words: `a whole number from 0 to 100 (tons)`. */
export const rangeText = ({ min, max, unit }: ActionRange): string =>
  `a whole number from ${min} to ${max}${unit === undefined ? "" : ` (${unit})`}`;

/** Whether a value is one of the numbers of a range. */
export const inRange = ({ min, max }: ActionRange, value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
