/** Places where nothing can be written: every command that writes says so, before its work, in the arena's own words. */
import { execFileSync } from "node:child_process";
import { closeSync, existsSync, openSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { folder, suiteData } from "../benchmarks/runs.ts";
import { taughtBy, writeLog } from "../distill/logs.ts";
import { arena, type Ended, refused, start } from "./arena.ts";

/** The commands that write, each into a folder. */
const writing: Readonly<Record<string, (to: string, home: string) => readonly string[]>> = {
  bench: (to, home) => ["bench", file(home, "suite.json", suiteData()), "--runtime", "node", "--out", to, "--name", "run"],
  data: (to, home) => ["data", join(home, "log.jsonl"), "--out", to],
  distill: (to) => ["distill", "pursuit", "--quick", "--out", to],
  "functions find --out": (to, home) => ["functions", "find", "pursuit", "--out", join(to, "found.json"), "--state", join(home, "s.json")],
  "functions find --state": (to, home) => ["functions", "find", "pursuit", "--out", join(home, "f.json"), "--state", join(to, "s.json")],
  "functions generate": (to) => ["functions", "generate", "pursuit", "--out", to],
};

/** Places in which no folder can be made. */
const places: Readonly<Record<string, (home: string) => string>> = {
  "below a file": (home) => join(file(home, "file", ""), "below"),
  "a link to nowhere": (home) => (symlinkSync("/nowhere/at/all", join(home, "link")), join(home, "link")),
  "a name that is too long": (home) => join(home, "x".repeat(300)),
  "a system folder": () => (process.platform === "linux" ? "/proc/arena" : "/dev/null/arena"),
};

function file(home: string, name: string, data: unknown): string {
  const path = join(home, name);
  writeFileSync(path, typeof data === "string" ? data : JSON.stringify(data));
  return path;
}

async function homeWithLog(): Promise<string> {
  const home = folder();
  await writeLog(join(home, "log.jsonl"), taughtBy("expert"), { train: 1, validation: 0 });
  return home;
}

const WORDS =
  /: (no such file or folder|a file stands where a folder is needed|a name in it is too long|this user has no right to it|the disk is read-only|its links lead in a circle) \(E[A-Z]+\), expected .+/;

describe.each(Object.keys(writing))("arena %s", (command) => {
  test("says that it cannot write", async () => {
    const home = await homeWithLog();
    for (const place of Object.values(places)) {
      const before = readdirSync(home).length;
      const to = place(home);
      refused(await arena(writing[command]!(to, home)), WORDS);
      expect(readdirSync(home).length - before).toBeLessThanOrEqual(2); // what the test itself made there
    }
  });
});

test("a cache of models that cannot be written is told at once", async () => {
  const home = folder();
  vi.stubEnv("ARENA_CACHE", join(file(home, "file", ""), "cache"));
  onTestFinished(() => void vi.unstubAllEnvs());
  const model = "http://127.0.0.1:9/model"; // nobody is asked before there is a place
  const subjects = { "s-llm": { agent: "s-llm", params: { model } } };
  const suite = file(home, "suite.json", suiteData({ subjects, seeds: { split: "validation", count: 1 } }));
  refused(
    await arena(["bench", suite, "--runtime", "node", "--out", home, "--name", "run"]),
    /model .* in .*: a file stands where a folder is needed \(E\w+\), expected a place for it that can be written: ARENA_CACHE names one$/m,
  );
});

test("a folder of worlds that has none is told, and without a stack", async () => {
  const home = folder();
  const broken = folder();
  const list = (worlds: string) => start(["list"], { ARENA_WORLDS: worlds }).ended;
  file(home, "worlds.ts", "export const others = {};");
  file(broken, "worlds.ts", "export const worlds = {");
  const [nowhere, none, torn] = await Promise.all([list("/nowhere"), list(home), list(broken)]);
  refused(nowhere, /^worlds \/nowhere: no worlds\.ts in it, expected a folder whose worlds\.ts exports `worlds`/m);
  refused(none, /: no `worlds` in its worlds\.ts, expected a folder/);
  refused(torn, /: its worlds\.ts cannot be loaded \(.+worlds\.ts:1:\d+: ERROR: .+\), expected a world that loads/);
});

test("data on a full disk says so, and leaves no half of it", async (context) => {
  const home = await homeWithLog();
  const small = folder();
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=8k", "tmpfs", small], { stdio: "ignore" });
  } catch {
    return context.skip("no right to mount");
  }
  onTestFinished(() => void execFileSync("umount", ["-l", small]));
  const to = join(small, "data");
  refused(
    await arena(["data", join(home, "log.jsonl"), "--out", to]),
    /^\S+\/data\/\S+: the disk is full, expected room: free some, then give the same command again$/m,
  );
  expect(readdirSync(to).filter((name) => name.endsWith(".tmp") || name === "manifest.json")).toEqual([]);
});

test.skipIf(!existsSync("/dev/full"))("a result that nobody can read or keep is no crash", async () => {
  const full = openSync("/dev/full", "w");
  const kept = start(["list"], {}, ["ignore", full, "pipe"]);
  const ended: Ended = await kept.ended;
  closeSync(full);
  expect(ended).toMatchObject({ code: 1, signal: null });
  expect(ended.err).toMatch(/^standard output: ENOSPC.*, expected a place that can be written$/m);
  expect(ended.err).not.toMatch(/^\s+at /m);

  const closed = start(["functions", "list", "pursuit", "--json"]);
  closed.child.stdout!.destroy(); // as `head` does
  const { code, signal, err } = await closed.ended;
  expect({ code, signal, err }).toEqual({ code: 0, signal: null, err: "" });
});
