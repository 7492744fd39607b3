/** The quick suite in Chromium, beside the earlier commit, and the memory that it takes. */
import { spawn } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../src/core/package.node.mjs";
import type { Section } from "./section.ts";
import { checkout, served } from "./trees.ts";

/** Milliseconds between two looks at the memory of a run. */
const LOOK_MS = 1_000;

/** Processes below one, itself included, by the parents that Linux names. */
function below(pid: number): readonly number[] {
  const parents = readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const after = readFileSync(`/proc/${name}/stat`, "utf8").split(") ").at(-1)!;
      return [[Number(name), Number(after.split(" ")[1])] as const];
    } catch {
      return []; // it has ended
    }
  });
  const all = [pid];
  for (const one of all) for (const [child, parent] of parents) if (parent === one) all.push(child);
  return all;
}

/** Megabytes that processes take, each with its share of what several have; nothing where the system does not tell. */
function megabytesOf(pids: readonly number[]): number {
  let sum = 0;
  for (const pid of pids)
    try {
      sum += Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1] ?? 0) / 1e3;
    } catch {
      // it has ended, or this is no Linux
    }
  return sum;
}

/** Seconds that the quick suite takes from start to report in a tree, and megabytes at each look. */
async function quickIn(tree: string): Promise<{ readonly seconds: number; readonly looks: readonly number[] }> {
  const folder = join(tree, "benchmarks", "results", "perf-quick");
  rmSync(folder, { recursive: true, force: true });
  (await served(tree)).child.kill(); // its pages are built
  const began = performance.now();
  const child = spawn(process.execPath, [join("src", "cli", "arena.mjs"), "bench", "quick", "--name", "perf-quick"], {
    cwd: tree,
    stdio: "ignore",
  });
  const looks: number[] = [];
  const timer = setInterval(() => looks.push(megabytesOf(below(child.pid!))), LOOK_MS);
  const code = await new Promise<number | null>((resolve) => child.on("exit", resolve));
  clearInterval(timer);
  rmSync(folder, { recursive: true, force: true });
  if (code !== 0) throw new Error(`bench quick in ${tree} ended with ${code}`);
  return { seconds: (performance.now() - began) / 1000, looks };
}

/** The quick suite. */
export const bench: Section = {
  title: "The quick suite",
  async measure(context) {
    context.say(`the quick suite: ${context.commit}`);
    const before = await quickIn(checkout(context));
    context.say("the quick suite: the present commit");
    const now = await quickIn(ROOT);
    const tenth = Math.ceil(now.looks.length / 10);
    return {
      rows: [
        {
          what: "npm run bench, from its start to the report",
          unit: "s",
          better: "lower",
          before: { what: context.commit, value: before.seconds },
          now: now.seconds,
          aim: { times: 3 },
          note: "of the clock on the wall: whatever else the machine does is in it",
        },
        {
          what: "npm run bench, the most memory of all its processes",
          unit: "MB",
          better: "lower",
          before: { what: context.commit, value: Math.max(...before.looks) },
          now: Math.max(...now.looks),
          note: `in the first tenth ${Math.max(...now.looks.slice(0, tenth)).toFixed(0)} MB`,
        },
      ],
    };
  },
};
