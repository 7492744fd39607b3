/** What the parts of `npm run perf` give: lines of one table, curves of growth, and what could not be measured here. */

/** One line of the table of speed. */
export type Row = {
  readonly what: string;
  /** The unit of both figures: "steps a second", "s", "MB". */
  readonly unit: string;
  readonly better: "higher" | "lower";
  /** What the figure stands beside, measured in the same run: an earlier commit, another program, a peak of the machine. */
  readonly before?: { readonly what: string; readonly value: number };
  readonly now: number;
  /** How many times better than `before` it is to be, or the figure itself. */
  readonly aim?: { readonly times: number } | { readonly value: number };
  readonly note?: string;
};

/** How a cost grows. */
export type Curve = {
  readonly what: string;
  /** What is varied, as the axis says it: "cells of the board". */
  readonly size: string;
  /** The unit of the cost: "ms", "MB". */
  readonly unit: string;
  /** Work is what must be done at that size, in any unit; the size itself where it is left out. */
  readonly points: readonly { readonly size: number; readonly work?: number; readonly cost: number }[];
  /** What the work is, where it is not the size; why a cost grows faster, where it does. */
  readonly note?: string;
};

/** What a part of the measurement found. */
export type Found = {
  readonly rows?: readonly Row[];
  readonly curves?: readonly Curve[];
  /** What cannot be measured on this machine, and why: a line each. */
  readonly open?: readonly string[];
};

/** What a part is handed. */
export type Context = {
  /** Reports progress, a line at a time. */
  readonly say: (line: string) => void;
  /** The commit that the present one is measured beside. */
  readonly commit: string;
};

/** A part of the measurement, which can be chosen by its name. */
export type Section = {
  readonly title: string;
  readonly measure: (context: Context) => Promise<Found>;
};

/** How many times better a figure is than the one before, if there is one. */
export function timesOf({ before, better, now }: Row): number | undefined {
  if (before === undefined) return undefined;
  return better === "higher" ? now / before.value : before.value / now;
}

/** Whether a figure reaches its aim, if it has one. */
export function isReached(row: Row): boolean | undefined {
  const { aim, better, now } = row;
  if (aim === undefined) return undefined;
  if ("value" in aim) return better === "higher" ? now >= aim.value : now <= aim.value;
  const times = timesOf(row);
  return times === undefined ? undefined : times >= aim.times;
}
