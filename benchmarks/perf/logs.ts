/** Logs: what they take on the disk, how long a check of one takes, and how soon the watch page shows an episode of a long one. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lineOf } from "../../src/core/index.ts";
import { ROOT } from "../../src/core/package.node.mjs";
import { LOG_FORMS } from "../log-file.ts";
import { play } from "./growth.ts";
import { logInPage } from "./log-in-page.ts";
import { wallSeconds } from "./measure.ts";
import type { Row, Section } from "./section.ts";
import { checkout, served } from "./trees.ts";

/** Episodes of the long log. */
const EPISODES = 3200;

/** Times that a log is checked in each tree, in turns; the best counts. */
const ROUNDS = 3;

/** Seconds of `arena replay`, as a tree has it. */
function secondsOfReplay(tree: string, log: string): number {
  const began = wallSeconds();
  execFileSync(process.execPath, [join(tree, "src", "cli", "arena.mjs"), "replay", log], {
    cwd: tree,
    stdio: ["ignore", "ignore", "inherit"],
  });
  return wallSeconds() - began;
}

/** Logs of runs. */
export const logs: Section = {
  title: "Logs",
  async measure(context) {
    const folder = mkdtempSync(join(tmpdir(), "arena-perf-"));
    try {
      const [plain, packed] = [join(folder, LOG_FORMS.plain.log), join(folder, LOG_FORMS.gzip.log)];
      const parts: { readonly plain: Uint8Array; readonly packed: Uint8Array }[] = [];
      for (let i = 0; i < EPISODES; i++) {
        const name = `perf/expert/${i}`;
        const lines = (await play(i, {}, undefined, name)).map(lineOf);
        parts.push({ plain: LOG_FORMS.plain.pack(name, lines), packed: LOG_FORMS.gzip.pack(name, lines) });
        if ((i + 1) % 800 === 0) context.say(`a log of ${i + 1} of ${EPISODES} episodes`);
      }
      writeFileSync(plain, Buffer.concat(parts.map((part) => part.plain)));
      writeFileSync(packed, Buffer.concat(parts.map((part) => part.packed)));

      const megabytes = (path: string) => statSync(path).size / 1e6;
      const rows: Row[] = [
        {
          what: `a log of ${EPISODES} episodes on the disk`,
          unit: "MB",
          better: "lower",
          before: { what: "plain text", value: megabytes(plain) },
          now: megabytes(packed),
          aim: { times: 8 },
        },
      ];
      const best = { before: Infinity, now: Infinity };
      const before = checkout(context);
      for (let round = 1; round <= ROUNDS; round++) {
        context.say(`arena replay, round ${round} of ${ROUNDS}`);
        best.before = Math.min(best.before, secondsOfReplay(before, plain));
        best.now = Math.min(best.now, secondsOfReplay(ROOT, packed));
      }
      rows.push({
        what: `arena replay of ${EPISODES} episodes`,
        unit: "s",
        better: "lower",
        before: { what: context.commit, value: best.before },
        now: best.now,
        aim: { times: 4 },
        note: "on all cores, start included",
      });

      const { url, child } = await served(ROOT);
      try {
        context.say("the log in the watch page");
        const { list, episode } = await logInPage(url, packed, EPISODES);
        rows.push(
          {
            what: `the watch page lists ${EPISODES} episodes and verifies the first`,
            unit: "s",
            better: "lower",
            now: list,
            aim: { value: 2 },
          },
          {
            what: "the watch page opens and verifies another of them, the slowest of 5",
            unit: "s",
            better: "lower",
            now: episode,
            aim: { value: 1 },
          },
        );
      } finally {
        child.kill();
      }
      return { rows };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
