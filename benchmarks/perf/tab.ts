/** A fresh tab to the first move of a student, beside the earlier commit, over this machine's own network and over a slow one. */
import { ROOT } from "../../src/core/package.node.mjs";
import { freshTab, SLOW } from "./fresh-tab.ts";
import type { Row, Section } from "./section.ts";
import { checkout, served } from "./trees.ts";

/** Times that a tab is opened in each way; the best counts. */
const ROUNDS = 3;

/** What the best tabs of a commit took. */
type Best = { bytes: number; own: number; slow: number };

/** Opening the watch page. */
export const tab: Section = {
  title: "A fresh tab",
  async measure(context) {
    const best: readonly [Best, Best] = [
      { bytes: Infinity, own: Infinity, slow: Infinity },
      { bytes: Infinity, own: Infinity, slow: Infinity },
    ];
    for (let round = 1; round <= ROUNDS; round++)
      for (const [i, tree] of [checkout(context), ROOT].entries()) {
        context.say(`a fresh tab, round ${round} of ${ROUNDS}: ${i === 0 ? context.commit : "the present commit"}`);
        const { url, child } = await served(tree);
        try {
          const one = best[i]!;
          const own = await freshTab(url);
          const slow = await freshTab(url, { bytesPerSecond: SLOW });
          one.bytes = Math.min(one.bytes, own.bytes);
          one.own = Math.min(one.own, own.seconds);
          one.slow = Math.min(one.slow, slow.seconds);
        } finally {
          child.kill();
        }
      }
    const [before, now] = best;
    const row = (what: string, unit: string, of: (one: Best) => number, aim?: Row["aim"]): Row => ({
      what: `a fresh tab to a student's first move${what}`,
      unit,
      better: "lower",
      before: { what: context.commit, value: of(before) },
      now: of(now),
      ...(aim === undefined ? {} : { aim }),
    });
    return {
      rows: [
        row(": bytes", "MB", ({ bytes }) => bytes / 1e6, { value: 4.5 }),
        row("", "s", ({ own }) => own, { times: 2 }),
        row(", 10 Mbit a second", "s", ({ slow }) => slow, { times: 2 }),
      ],
    };
  },
};
