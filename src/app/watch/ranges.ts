/** A number as a person chooses it: typed, slid or stepped to, within the range of a turn. */
import { type ActionRange, inRange } from "../../core/index.ts";

/** The number that a text stands for, if it is a whole number within the range. */
export function numberIn(text: string, range: ActionRange): number | undefined {
  if (!/^\s*[-+]?\d+\s*$/.test(text)) return undefined;
  const value = Number(text) + 0; // never a negative zero
  return inRange(range, value) ? value : undefined;
}

/** The number nearest to one that may lie outside the range. */
const within = (value: number, { min, max }: ActionRange): number => Math.max(min, Math.min(max, Math.round(value)));

/** The initial number in the field: the one played last, else the middle of the range. */
export const firstNumber = (range: ActionRange, last?: unknown): number =>
  within(typeof last === "number" ? last : (range.min + range.max) / 2, range);

/** How far a key moves the number: arrows by one, page keys by a tenth of the range. */
const STEPS: Readonly<Record<string, (tenth: number) => number>> = {
  ArrowUp: () => 1,
  ArrowRight: () => 1,
  ArrowDown: () => -1,
  ArrowLeft: () => -1,
  PageUp: (tenth) => tenth,
  PageDown: (tenth) => -tenth,
};

/** The number that a key leads to from the one in the field; undefined for keys that do not move it. */
export function stepped(text: string, key: string, range: ActionRange): number | undefined {
  const by = STEPS[key]?.(Math.max(1, Math.round((range.max - range.min) / 10)));
  if (by === undefined) return undefined;
  const value = Number(text);
  return text.trim() === "" || !Number.isFinite(value) ? firstNumber(range) : within(value + by, range);
}

/** Whether a key begins a number of the range. */
export const beginsNumber = (key: string, { min }: ActionRange): boolean => /^\d$/.test(key) || (key === "-" && min < 0);
