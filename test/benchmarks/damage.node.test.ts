/** Logs as they come back from disks, editors and mail: every run and every check of one goes on, or says what is wrong, where, and the way on. */
import fc from "fast-check";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { createJournal, openJournal } from "../../benchmarks/journal.ts";
import { LOG_FORMS, type LogForm } from "../../benchmarks/log-file.ts";
import { runSuite } from "../../benchmarks/run.ts";
import { jobsOf } from "../../benchmarks/suite.ts";
import { canonical, lineHash, lineOf, parseLine, withoutWall } from "../../src/core/index.ts";
import { isArenaError } from "../../src/cli/failure.ts";
import { arena, refused } from "../cli/arena.ts";
import { taughtBy, writeLog } from "../distill/logs.ts";
import { logOf } from "../workers/play.ts";
import { finishedOf, folder, infoOf, localRunner, logIn, logText, partialOf, smallSuite } from "./runs.ts";

const never = new AbortController().signal;
const suite = smallSuite({ seeds: { split: "validation", count: 1 }, params: { horizon: 3 } });
const jobs = jobsOf(suite);
const episodes = await Promise.all(jobs.map(({ benchmark: _, subject: __, ...request }) => logOf(request)));
const names = jobs.map(({ episode }) => episode);
const expected = episodes.flat();
/** The log of a run that was stopped after all but its last line. */
const bytes = Buffer.from(`${expected.join("\n")}\n`);

/** A run whose log was stopped with these bytes. */
async function runWith(log: Uint8Array, path = join(folder(), "run"), form: LogForm = LOG_FORMS.plain): Promise<string> {
  (await createJournal(path, infoOf(suite), { log: form })).close();
  writeFileSync(partialOf(path, form), log);
  return path;
}

/** Goes on with a run to its end; returns what was told of its log, and the episodes that were played. */
async function goOn(path: string): Promise<{ readonly told: readonly string[]; readonly played: readonly string[] }> {
  const told: string[] = [];
  const journal = await openJournal(path, { told: (line) => told.push(line) });
  const runner = localRunner();
  try {
    await runSuite(journal, runner, never, () => {});
  } finally {
    journal.close();
  }
  return { told, played: runner.played };
}

/** The log with bits of a byte flipped. */
function flipped(at: number, bits = 1): Buffer {
  const copy = Buffer.from(bytes);
  copy[at]! ^= bits;
  return copy;
}

const text = (lines: readonly string[]) => Buffer.from(`${lines.join("\n")}\n`);
const second = episodes[0]!.length;
const found = (what: string) => bytes.indexOf(what);

describe("a damaged episode is left out, told with its place, and played again", () => {
  test.each<[string, Buffer, readonly number[], RegExp]>([
    [
      "a letter of a digest",
      flipped(found('"digest":"') + 12),
      [0],
      /partial\.jsonl line 1: an episode that was changed after it was written, /,
    ],
    [
      "the name of an episode",
      flipped(found("evade/random")),
      [0],
      / line 1: an episode that was changed after it was written, .* what is missing is/,
    ],
    [
      "JSON",
      flipped(found('"type":"step"')),
      [0],
      / line \d+: not JSON: .*, expected it as it was written: evade\/random\/1000000 is played again$/,
    ],
    ["the type of a start", flipped(found('"start"') + 2), [0], / line 1: an event "[^"]*", which this version does not know, /],
    ["the newline between two", flipped(bytes.indexOf('\n{"cast"')), [0, 1], / line \d+: not JSON/],
    ["the type of an end", flipped(found('"type":"end"') + 9), [0], / line \d+: an event "[^"]*", which this version does not know, /],
    ["a line that is missing", text(expected.toSpliced(2, 1)), [0], / line 1: an episode that was changed after it was written, /],
    ["a line that is doubled", text(expected.toSpliced(2, 0, expected[2]!)), [0], / line 1: an episode that was changed/],
    ["a start that is missing", text(expected.toSpliced(second, 1)), [1], / line \d+: an episode without its start, /],
    ["an end that is missing", text(expected.toSpliced(second - 1, 1)), [0], / line 1: an episode without its end, /],
    ["a letter that is not UTF-8", flipped(found('"digest":"') + 12, 0x80), [0], / line 1: an episode that was changed/],
  ])("%s", async (_, log, again, message) => {
    const path = await runWith(log);
    const { told, played } = await goOn(path);
    expect(told.join("\n")).toMatch(message);
    expect(told.every((line) => line.startsWith(partialOf(path, LOG_FORMS.plain)))).toBe(true);
    expect(played.toSorted()).toEqual(again.map((i) => names[i]).toSorted());
    expect(logIn(path)).toEqual(expected);
  });

  test("what is whole is no longer told of", async () => {
    const path = await runWith(flipped(found('"digest":"') + 12));
    const told: string[] = [];
    (await openJournal(path, { told: (line) => told.push(line) })).close();
    expect(told).toHaveLength(1);
    expect((await goOn(path)).told).toEqual([]);
    expect(logIn(path)).toEqual(expected);
  });
});

describe("nothing is lost of", () => {
  test.each<[string, Buffer, readonly number[]]>([
    ["a log with a byte order mark", Buffer.concat([Buffer.from("\uFEFF"), bytes]), []],
    ["a log whose torn end an editor ended", Buffer.concat([bytes.subarray(0, -20), Buffer.from("\n")]), [2]],
    ["a log whose torn end is followed by empty lines", Buffer.concat([bytes.subarray(0, -20), Buffer.from("\n\n\r\n")]), [2]],
    ["a log whose torn end is followed by zeros", Buffer.concat([bytes.subarray(0, -20), Buffer.from("\n\0\0\0\0")]), [2]],
    ["a log without its last newline", bytes.subarray(0, -1), []],
  ])("%s", async (_, log, again) => {
    const path = await runWith(log);
    expect(await goOn(path)).toEqual({ told: [], played: again.map((i) => names[i]) });
    expect(logIn(path)).toEqual(expected);
  });

  test("a log joined to itself, which is told", async () => {
    const path = await runWith(Buffer.concat([bytes, bytes]));
    const line = `${partialOf(path, LOG_FORMS.plain)} line ${expected.length + 1}: 3 episodes stand in it again, expected each once: the first of each is taken`;
    expect(await goOn(path)).toEqual({ told: [line], played: [] });
    expect(logIn(path)).toEqual(expected);
  });

  test("a log damaged in one episode and torn in another", async () => {
    const path = await runWith(flipped(found('"digest":"') + 12).subarray(0, -20));
    const { told, played } = await goOn(path);
    expect(told).toHaveLength(1);
    expect(played).toEqual([names[2], names[0]]);
    expect(logIn(path)).toEqual(expected);
  });
});

/** The log as a version of tomorrow would write it: with a field more in each end. */
const tomorrow = text(
  episodes.flatMap((lines) => {
    const events = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    events[0]!["engine"] = "x";
    const hash = lineHash();
    for (const event of events.slice(0, -1)) hash.add(canonical(withoutWall(event as never)));
    return events.map((event, i) => canonical((i === events.length - 1 ? { ...event, logDigest: hash.hex() } : event) as never));
  }),
);

describe("a log that is not damaged, but is no log of this run, is refused and kept", () => {
  const way = /, expected .+/;
  test.each<[string, Buffer, RegExp]>([
    ["compressed", gzipSync(bytes), /partial\.jsonl: it is compressed \(gzip\), expected plain text: `gunzip` gives it$/],
    [
      "in UTF-16",
      Buffer.from(`\uFEFF${bytes.toString()}`, "utf16le"),
      /it is UTF-16, expected UTF-8.*: `iconv -f UTF-16 -t UTF-8` gives it$/,
    ],
    ["in UTF-16 without a mark", Buffer.from(bytes.toString(), "utf16le"), /it is UTF-16/],
    ["of a newer format", Buffer.from(bytes.toString().replaceAll('"format":1', '"format":2')), /line 1: log format 2, expected/],
    [
      "with newer fields",
      tomorrow,
      /line 1: a "start" event: "engine", which this version does not know, expected .*: read it with the version/,
    ],
    [
      "of a cassette",
      text(['{"key":"a","type":"application/json","body":"{}"}', '{"key":"b","type":"x","body":"{}"}']),
      /line 1: an answer on a cassette/,
    ],
    ["of pretty JSON", Buffer.from(JSON.stringify(infoOf(suite), null, 2)), /line 1: not JSON: "\{" \(JSON over several lines/],
    ["of prose", Buffer.from("dear\ndiary"), /line 1: not JSON: "dear"/],
    ["with other line ends", Buffer.from(bytes.toString().replaceAll("\n", "\r\n")), /line 1: empty lines or other line ends, expected/],
  ])("%s", async (_, log, message) => {
    const path = await runWith(log);
    const error = (await openJournal(path).catch((error: unknown) => error)) as Error;
    expect(isArenaError(error)).toBe(true);
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(way);
    expect(readFileSync(partialOf(path, LOG_FORMS.plain))).toEqual(log);
  });

  test("played by other rules", async () => {
    const lines = episodes[0]!.map((line) => JSON.parse(line) as Record<string, unknown>);
    lines[0]!["version"] = 99;
    const hash = lineHash();
    for (const line of lines.slice(0, -1)) hash.add(canonical(line as never));
    lines.at(-1)!["logDigest"] = hash.hex();
    const path = await runWith(text([...lines.map((line) => canonical(line as never)), ...episodes[1]!]));
    await expect(openJournal(path)).rejects.toMatchObject({
      name: "Diverged",
      message: expect.stringMatching(
        /partial\.jsonl line 1: as it was written, but not as this arena plays it .*pursuit@99.*, expected the version/,
      ) as string,
    });
  });
});

test("a finished log that was damaged says where, and how its run goes on; and so it does", async () => {
  const path = await runWith(bytes);
  await goOn(path);
  writeFileSync(finishedOf(path, LOG_FORMS.plain), flipped(found('"digest":"') + 12));
  const way = `arena bench --resume ${path}, once ${path}/log\\.jsonl is renamed to log\\.partial\\.jsonl$`;
  refused(await arena(["bench", "--resume", path]), new RegExp(`^${path}/log\\.jsonl line 1: .*${way}`, "m"));
  const checked = await arena(["replay", path]);
  expect(checked.code).toBe(1);
  expect(checked.err).toMatch(new RegExp(`^FAILED ${path}/log\\.jsonl line 1: `, "m"));
  expect(checked.out).toMatch(new RegExp(way, "m"));
  renameSync(finishedOf(path, LOG_FORMS.plain), partialOf(path, LOG_FORMS.plain));
  expect((await goOn(path)).played).toEqual([names[0]]);
  expect(logIn(path)).toEqual(expected);
});

test("a check names every damaged place of a log, and proves the other episodes", async () => {
  const path = join(folder(), "log.jsonl");
  const text = bytes.toString().trimEnd().split("\n");
  const starts = text.flatMap((line, i) => (line.includes('"type":"start"') ? [i] : []));
  writeFileSync(path, text.with(starts[1]! + 2, "nonsense").join("\n"));
  const { code, err, out } = await arena(["replay", path]);
  expect(code).toBe(1);
  expect(err).toMatch(new RegExp(`^FAILED ${path} line ${starts[1]! + 3}: not JSON: "nonsense", expected one event`, "m"));
  expect(out).toContain(`${starts.length - 1} of ${starts.length} episodes proved themselves`);
});

test("a log joined to itself does not pass a check", async () => {
  const path = join(folder(), "log.jsonl");
  writeFileSync(path, Buffer.concat([bytes, bytes]));
  const { code, err, out } = await arena(["replay", path]);
  expect(code).toBe(1);
  const place = `${path} line ${expected.length + 1}: episode ${names[0]}: it begins at line 1 already`;
  expect(err).toMatch(new RegExp(`^FAILED ${place}, expected each episode of a log once: take one of them out$`, "m"));
  expect(out).toContain("3 of 6 episodes proved themselves");
});

test("data of a log that was cut off is that of its whole episodes, and says so", async () => {
  const home = folder();
  const log = join(home, "log.jsonl");
  await writeLog(log, taughtBy("expert"), { train: 2, validation: 0 });
  const whole = readFileSync(log, "utf8");
  writeFileSync(log, whole.slice(0, -30));
  const line = whole.split("\n").findLastIndex((one) => one.includes('"type":"start"')) + 1;
  const { code, err } = await arena(["data", log, "--out", join(home, "data"), "--examples", "0"]);
  expect(code).toBe(0);
  expect(err).toBe(
    `Reading a log\n${log} line ${line}: the last line is torn: the log was cut off, expected whole episodes: those before it are read\n`,
  );
});

/** What happens to files. */
const accident = fc.oneof(
  fc.record({ kind: fc.constant("flip" as const), at: fc.nat(), bit: fc.nat(7) }),
  fc.record({ kind: fc.constant("cut" as const), at: fc.nat() }),
  fc.record({ kind: fc.constantFrom("remove" as const, "double" as const, "swap" as const, "join" as const), at: fc.nat() }),
  fc.record({
    kind: fc.constant("insert" as const),
    at: fc.nat(),
    what: fc.constantFrom("\n", "\r", "\0\0\0", "\uFEFF", "{}", "null\n", '{"type":"end"}\n', "é", "\n\n"),
  }),
);

function happened(before: Buffer, one: typeof accident extends fc.Arbitrary<infer T> ? T : never): Buffer {
  const at = one.at % Math.max(1, before.length);
  if (one.kind === "flip") {
    const copy = Buffer.from(before);
    if (copy.length > 0) copy[at]! ^= 1 << one.bit;
    return copy;
  }
  if (one.kind === "cut") return before.subarray(0, at);
  if (one.kind === "insert") return Buffer.concat([before.subarray(0, at), Buffer.from(one.what), before.subarray(at)]);
  const lines = before.toString("latin1").split("\n");
  const line = one.at % lines.length;
  if (one.kind === "remove") lines.splice(line, 1);
  if (one.kind === "double") lines.splice(line, 0, lines[line]!);
  if (one.kind === "swap") lines.push(...lines.splice(line, 1));
  if (one.kind === "join") lines.push(...lines);
  return Buffer.from(lines.join("\n"), "latin1");
}

const RUNS = Number(process.env["FUZZ"] ?? 150);

test.each([
  ["plain", LOG_FORMS.plain],
  ["compressed", LOG_FORMS.gzip],
])(
  "whatever happens to a %s log, its run goes on to the same log, or says what is wrong; and a check is never wrongly passed",
  async (_, form) => {
    const whole = Buffer.concat(episodes.map((lines, i) => form.pack(names[i]!, lines)));
    const home = folder();
    let number = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(accident, { minLength: 1, maxLength: 3 }), async (accidents) => {
        const log = accidents.reduce(happened, whole);
        const path = join(home, String(number++));
        mkdirSync(path);
        writeFileSync(join(path, form.log), log);
        const { code, err, out } = await arena(["replay", join(path, form.log)]);
        expect(err).not.toMatch(/^\s+at /m);
        if (code === 0) {
          // What passed is whole episodes as they were, each once.
          const lines = logText(join(path, form.log))
            .replace(/^\uFEFF/, "")
            .split("\n")
            .filter((line) => line.trim() !== "");
          const bare = lines.map((line, i) => lineOf(withoutWall(parseLine(line, i + 1)) as never));
          expect(out).toContain("episodes proved themselves");
          const left = new Set(episodes.map((lines) => lines.join("\n")));
          for (let at = 0; at < bare.length;) {
            const end = bare.findIndex((line, i) => i >= at && line.includes('"type":"end"')) + 1;
            expect(left.delete(bare.slice(at, end).join("\n"))).toBe(true);
            at = end;
          }
        } else expect(err).toMatch(/: .+, expected .+/);

        await runWith(log, join(path, "run"), form);
        try {
          const journal = await openJournal(join(path, "run"));
          for (const [i, name] of names.entries()) if (!journal.done.has(name)) journal.append(name, episodes[i]!);
          journal.finish();
          journal.close();
        } catch (error) {
          expect(isArenaError(error)).toBe(true);
          expect((error as Error).message).toMatch(/: .+, expected .+/);
          expect(readFileSync(partialOf(join(path, "run"), form))).toEqual(log);
          return;
        }
        expect(logIn(join(path, "run"))).toEqual(expected);
      }),
      { numRuns: RUNS, seed: 5 },
    );
  },
  3_600_000,
);
