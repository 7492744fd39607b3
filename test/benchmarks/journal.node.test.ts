import { execFileSync } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { PRICED_ON, pricesNow } from "../../src/platform/prices.ts";
import { createJournal, FILES, type Journal, openJournal, readInfo } from "../../benchmarks/journal.ts";
import { LOG_FORMS, type LogForm } from "../../benchmarks/log-file.ts";
import { runSuite } from "../../benchmarks/run.ts";
import { jobsOf, type Suite } from "../../benchmarks/suite.ts";
import { expectedLog, finishedOf, folder, infoOf, localRunner, logIn, logText, partialOf, smallSuite } from "./runs.ts";

const never = new AbortController().signal;
const suite = smallSuite();
const names = jobsOf(suite).map(({ episode }) => episode);

/** Plays on with a run; returns the episodes played, and the error if the run did not finish. */
async function go(journal: Journal, most = Infinity): Promise<{ readonly played: readonly string[]; readonly error?: unknown }> {
  const runner = localRunner(most);
  try {
    await runSuite(journal, runner, never, () => {});
    return { played: runner.played };
  } catch (error) {
    return { played: runner.played, error };
  } finally {
    journal.close();
  }
}

/** A run that stopped after a number of episodes. */
async function stopped(after: number, of: Suite = suite, log: LogForm = LOG_FORMS.gzip): Promise<string> {
  const path = join(folder(), "run");
  const { error } = await go(await createJournal(path, infoOf(of), { log }), after);
  expect(error).toMatchObject({ name: "Stopped" });
  return path;
}

const partial = (path: string) => partialOf(path);

describe("a run that was stopped", () => {
  test("says how to go on", async () => {
    const path = join(folder(), "run");
    const { error } = await go(await createJournal(path, infoOf(suite)), 5);
    expect(error).toMatchObject({
      message: `run ${path}: stopped after 5 of 12 episodes, expected to go on with: arena bench --resume ${path}`,
    });
    expect(existsSync(finishedOf(path))).toBe(false);
  });

  test("while it was scored says so, and is scored when it goes on", async () => {
    const path = join(folder(), "run");
    const journal = await createJournal(path, infoOf(suite));
    const abort = new AbortController();
    const stop = ({ phase }: { readonly phase: string }) => phase === "score" && abort.abort();
    await expect(runSuite(journal, localRunner(Infinity), abort.signal, stop)).rejects.toMatchObject({
      name: "Stopped",
      message: `run ${path}: stopped after 2 of 12 episodes were scored, expected to score them all with: arena bench --resume ${path}`,
    });
    journal.close();
    expect(existsSync(join(path, FILES.scores))).toBe(false);
    expect(await go(await openJournal(path))).toEqual({ played: [] });
    expect(existsSync(join(path, FILES.scores))).toBe(true);
  });

  test("goes on where it was, and comes to the log of an undisturbed run, in the order of the suite", async () => {
    const path = await stopped(5);
    const second = await go(await openJournal(path), 3);
    expect(second.error).toMatchObject({ message: expect.stringContaining("stopped after 8 of 12 episodes") as unknown });
    const third = await go(await openJournal(path));
    expect(third.error).toBeUndefined();
    expect([...second.played, ...third.played]).toEqual(names.toReversed().slice(5)); // nothing twice, nothing left out
    expect(logIn(path)).toEqual(await expectedLog(suite));
    expect(existsSync(partial(path))).toBe(false);
    for (const name of [FILES.scores, FILES.csv, FILES.report]) expect(statSync(join(path, name)).size).toBeGreaterThan(100);

    const again = await go(await openJournal(path));
    expect(again).toEqual({ played: [] });
  });

  test("adds up the seconds it took", async () => {
    const path = await stopped(5);
    const first = readInfo(path).seconds;
    expect(first).toBeGreaterThan(0);
    await go(await openJournal(path), 3);
    expect(readInfo(path).seconds).toBeGreaterThan(first);
  });

  test("goes on at the price that is set now; a finished one keeps its own", async () => {
    const path = join(folder(), "run");
    const [first, second, third] = [1, 2, 3].map((input) => ({ input, output: 10 * input }));
    await go(await createJournal(path, { ...infoOf(suite), prices: pricesNow() }), 5);
    expect(readInfo(path).prices).toMatchObject({ on: PRICED_ON, table: { "gpt-5": { input: 1.25, output: 10 } } });
    for (const price of [first, undefined, second]) await go(await openJournal(path, { price }), 1);
    expect(readInfo(path).prices).toEqual({ set: second });
    await go(await openJournal(path));
    await go(await openJournal(path, { price: third }));
    expect(readInfo(path).prices).toEqual({ set: second });
  });

  test("scores a finished log again that lost its scores", async () => {
    const path = await stopped(0);
    await go(await openJournal(path));
    const scores = readFileSync(join(path, FILES.scores), "utf8");
    for (const name of [FILES.scores, FILES.report]) rmSync(join(path, name));
    expect(await go(await openJournal(path))).toEqual({ played: [] });
    expect(readFileSync(join(path, FILES.scores), "utf8")).toBe(scores);
    expect(existsSync(join(path, FILES.report))).toBe(true);
  });
});

describe.each([
  ["compressed", LOG_FORMS.gzip],
  ["plain", LOG_FORMS.plain],
])("a torn log, %s,", (_, form) => {
  const heal = async (path: string, lost: number) => {
    const { played, error } = await go(await openJournal(path));
    expect(error).toBeUndefined();
    expect(played).toEqual(names.toReversed().slice(5 - lost));
    expect(logIn(path)).toEqual(await expectedLog(suite));
    expect(existsSync(finishedOf(path, form))).toBe(true);
  };
  const cut = (path: string, bytes: number) => truncateSync(partialOf(path, form), statSync(partialOf(path, form)).size - bytes);

  test("with some bytes missing at its end loses that episode alone", async () => {
    const path = await stopped(5, suite, form);
    cut(path, 20);
    await heal(path, 1);
  });

  test("with half an episode at its end loses that episode alone", async () => {
    const path = await stopped(5, suite, form);
    const lines = logText(path).trimEnd().split("\n");
    const last = lines.slice(lines.findLastIndex((line) => line.includes('"type":"start"')));
    cut(path, form.pack(names.at(-5)!, last).length >> 1);
    await heal(path, 1);
  });

  test("with zeros at its end loses nothing", async () => {
    const path = await stopped(5, suite, form);
    appendFileSync(partialOf(path, form), "\0\0\0\0\0");
    await heal(path, 0);
  });

  test("without its last byte loses no more than that episode", async () => {
    const path = await stopped(5, suite, form);
    cut(path, 1);
    await heal(path, form === LOG_FORMS.plain ? 0 : 1);
  });

  test("that is all torn starts again", async () => {
    for (const bytes of [0, 1, 12, 100]) {
      const path = await stopped(1, suite, form);
      truncateSync(partialOf(path, form), bytes);
      expect((await go(await openJournal(path), 3)).played).toEqual(names.toReversed().slice(0, 3));
      expect((await go(await openJournal(path))).error).toBeUndefined();
      expect(logIn(path)).toEqual(await expectedLog(suite));
    }
  });
});

describe("a run refuses", () => {
  const refused = (call: Promise<unknown>, message: RegExp, name = "BadInput") =>
    expect(call).rejects.toMatchObject({ name, message: expect.stringMatching(message) as unknown });
  const create = (path: string) => createJournal(path, infoOf(suite));

  test("a folder that holds another run", async () => {
    const path = await stopped(2);
    const before = readFileSync(partial(path), "utf8");
    await refused(create(path), /run: it exists already, expected another name, or `arena bench --resume .*run` to go on with it$/);
    rmSync(join(path, FILES.info));
    await refused(create(path), /the log\.partial\.jsonl\.gz of another run in it, expected an empty folder: choose another name$/);
    expect(readFileSync(partial(path), "utf8")).toBe(before);
  });

  test("a folder that is none, or cannot be written", async () => {
    const file = join(folder(), "file");
    writeFileSync(file, "");
    const way =
      /: a file stands where a folder is needed \((ENOTDIR|EEXIST)\), expected a folder that can be written: choose one with --out$/;
    await refused(create(file), way);
    await refused(create(join(file, "run")), way);
    await refused(
      create(join(folder(), "x".repeat(300))),
      /: a name in it is too long \(ENAMETOOLONG\), expected a folder that can be written/,
    );
  });

  test("a folder that cannot be written any more, with the way on", async () => {
    const path = await stopped(2);
    rmSync(partial(path));
    mkdirSync(partial(path));
    await refused(
      openJournal(path),
      /run: a folder stands where a file is needed \(EISDIR\), expected a folder that can be written: copy the run to one, and go on there with --resume$/,
    );
  });

  test("a folder that is no run, or whose run.json is broken", async () => {
    await refused(openJournal(folder()), /: no run\.json in it, expected the folder of a run/);
    const broken = async (text: string, message = /run\.json: .+, expected the JSON that `arena bench` wrote: put a copy in its place/) => {
      const path = join(folder(), "run");
      mkdirSync(path);
      writeFileSync(join(path, FILES.info), text);
      await refused(openJournal(path), message);
    };
    for (const text of ["", "{", "[]", "null", '{"arena":1}']) await broken(text);
    const newer = /run\.json: .*"more", written by version \S+ of the arena, expected what version \S+ writes: go on with the version/;
    await broken(JSON.stringify({ ...infoOf(suite), more: 1 }), newer);
  });

  test("a run.json whose suite was edited", async () => {
    const path = await stopped(2);
    const info = JSON.parse(readFileSync(join(path, FILES.info), "utf8")) as { suite: { benchmarks: { seeds: object }[] } };
    info.suite.benchmarks[0]!.seeds = { split: "validation", first: 0, count: 5 };
    writeFileSync(join(path, FILES.info), JSON.stringify(info));
    await refused(openJournal(path), /run\.json: its suite does not match its digest, expected them as written/);
  });

  test("the log of another suite", async () => {
    const path = await stopped(2);
    const other = await stopped(2, smallSuite({ id: "other" }));
    writeFileSync(partial(path), readFileSync(partial(other)));
    await refused(
      openJournal(path),
      /an episode "other\/expert\/\d+" that is not in the suite, expected the log of this run alone$/,
      "BadLog",
    );
  });

  test("a log whose lines were moved, and keeps it", async () => {
    const path = await stopped(3, suite, LOG_FORMS.plain);
    const text = `\n${logText(path)}`;
    writeFileSync(partialOf(path, LOG_FORMS.plain), text);
    await refused(openJournal(path), /empty lines or other line ends, expected the log as it was written: .*dos2unix/, "BadLog");
    expect(logText(path)).toBe(text);
  });

  test("two logs", async () => {
    const path = await stopped(2);
    writeFileSync(partialOf(path, LOG_FORMS.plain), "");
    await refused(openJournal(path), /log\.partial\.jsonl\.gz and log\.partial\.jsonl in it, expected one log: take the other one away$/);
  });

  test("a log to which another program writes", async () => {
    const path = await stopped(3);
    const [one, two] = [await openJournal(path), await openJournal(path)];
    expect((await go(one, 2)).error).toMatchObject({ name: "Stopped" });
    expect((await go(two, 2)).error).toMatchObject({
      name: "BadInput",
      message: `run ${path}: another program writes to its log, expected one \`arena bench\` at a time: end the other, then resume`,
    });
    expect((await go(await openJournal(path))).error).toBeUndefined();
    expect(logIn(path)).toEqual(await expectedLog(suite));
  });
});

describe("a full disk", () => {
  const full = (path: string) => ({
    name: "DiskFull",
    message: `run ${path}: the disk is full, expected room for its log: free some, then \`arena bench --resume ${path}\`; all whole episodes are kept`,
  });

  test.skipIf(!existsSync("/dev/full"))("ends a run that goes on when there is room", async () => {
    const path = await stopped(0);
    rmSync(partial(path));
    symlinkSync("/dev/full", partial(path));
    expect((await go(await openJournal(path))).error).toMatchObject(full(path));
    rmSync(partial(path));
    expect((await go(await openJournal(path))).played).toHaveLength(12);
    expect(logIn(path)).toEqual(await expectedLog(suite));
  });

  /** The path of a small disk; undefined where the system does not let us mount one. */
  function disk(kilobytes: number): string | undefined {
    const path = folder();
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", `size=${kilobytes}k`, "tmpfs", path], { stdio: "ignore" });
    } catch {
      return undefined;
    }
    onTestFinished(() => void execFileSync("umount", ["-l", path]));
    return path;
  }
  const grow = (path: string) => execFileSync("mount", ["-o", "remount,size=16m", path]);

  test("in the midst of an episode keeps the whole ones", async (context) => {
    const small = disk(40);
    if (small === undefined) return context.skip("no right to mount");
    const path = join(small, "run");
    const first = await go(await createJournal(path, infoOf(suite), { log: LOG_FORMS.plain }));
    expect(first.error).toMatchObject(full(path));
    const kept = first.played.length - 1;
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(12);
    grow(small);
    const second = await go(await openJournal(path));
    expect(second.error).toBeUndefined();
    expect(second.played).toEqual(names.toReversed().slice(kept));
    expect(logIn(path)).toEqual(await expectedLog(suite));
  });

  test("while the finished log is put in order loses nothing", async (context) => {
    const room = Math.ceil(Buffer.byteLength((await expectedLog(suite)).join("\n")) / 1024);
    const small = disk(Math.ceil(room * 1.6));
    if (small === undefined) return context.skip("no right to mount");
    const path = join(small, "run");
    const first = await go(await createJournal(path, infoOf(suite), { log: LOG_FORMS.plain }));
    expect(first.error).toMatchObject(full(path));
    expect(first.played).toHaveLength(12);
    expect(existsSync(finishedOf(path, LOG_FORMS.plain))).toBe(false);
    expect(existsSync(`${finishedOf(path, LOG_FORMS.plain)}.tmp`)).toBe(false);
    grow(small);
    expect(await go(await openJournal(path))).toEqual({ played: [] });
    expect(logIn(path)).toEqual(await expectedLog(suite));
  });
});
