import { readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createJournal, FILES } from "../../benchmarks/journal.ts";
import { LOG_FORMS } from "../../benchmarks/log-file.ts";
import { jobsOf } from "../../benchmarks/suite.ts";
import { finishedOf, folder, infoOf, localRunner, logText, partialOf, smallSuite, suiteData } from "../benchmarks/runs.ts";
import { logOf } from "../workers/play.ts";
import { runSuite } from "../../benchmarks/run.ts";
import { arena, refused, spawned } from "./arena.ts";

const suite = smallSuite({ seeds: { split: "validation", count: 1 }, params: { horizon: 6 } });
const log = (await Promise.all(jobsOf(suite).map((job) => logOf(job)))).flat();

/** A file with some text, in a folder of its own. */
function file(text: string | Uint8Array, name = "log.jsonl"): string {
  const path = join(folder(), name);
  writeFileSync(path, text);
  return path;
}

/** The log with one of its lines edited. */
const edited = (number: number, from: RegExp | string, to: string): string => {
  const lines = [...log];
  expect(lines[number]).toMatch(from);
  lines[number] = lines[number]!.replace(from, to);
  return file(`${lines.join("\n")}\n`);
};

/** The line of the first step. */
const step = log.findIndex((line) => line.includes('"type":"step"'));

describe("arena, as a process of its own", () => {
  test("ends as it does here", async () => {
    const torn = file(log.join("\n").slice(0, -30));
    const [list, unknown, replay] = await Promise.all([spawned(["list"]), spawned(["bensh"]), spawned(["replay", torn])]);
    expect(list).toEqual({ ...(await arena(["list"])), code: 0, err: "" });
    refused(unknown, /^arena: unknown command 'bensh' \(Did you mean bench\?\), expected a call as `arena --help` shows$/m);
    refused(replay, /log\.jsonl line \d+: the last line is torn: the log was cut off, expected whole episodes; 2 before it were checked/m);
  });
});

describe("arena", () => {
  test("helps", async () => {
    const [long, none, sub] = await Promise.all([arena(["--help"]), arena([]), arena(["bench", "--help"])]);
    expect(long).toMatchObject({ code: 0, err: "" });
    for (const command of ["bench", "replay", "compare", "list", "watch", "browser"]) expect(long.out).toContain(`\n  ${command}`);
    expect(sub).toMatchObject({ code: 0, err: "" });
    for (const flag of ["--runtime", "--resume", "--workers", "--agents", "--episodes", "--json"]) expect(sub.out).toContain(flag);
    refused(none, /^arena: no command, expected a call as `arena --help` shows$/m);
    expect(none.err).toContain("Usage: arena");
  });

  test("lists what exists, for people and for programs", async () => {
    const [text, json] = await Promise.all([arena(["list"]), arena(["list", "--json"])]);
    expect([text.code, json.code, text.err, json.err]).toEqual([0, 0, "", ""]);
    const all = JSON.parse(json.out) as { environments: { id: string }[]; agents: { id: string }[]; suites: { id: string }[] };
    expect(all.environments.map(({ id }) => id)).toContain("pursuit");
    expect(all.suites.map(({ id }) => id)).toContain("quick");
    for (const { id } of [...all.environments, ...all.agents, ...all.suites]) expect(text.out).toContain(id);
  });

  test("refuses a command, a flag and an argument it does not know", async () => {
    const [command, flag, missing, extra] = await Promise.all([
      arena(["bensh"]),
      arena(["bench", "--wrokers", "2"]),
      arena(["replay"]),
      arena(["list", "more"]),
    ]);
    refused(command, /^arena: unknown command 'bensh'[^]*expected a call as `arena --help` shows$/m);
    refused(flag, /^arena: unknown option '--wrokers'[^]*--workers[^]*expected a call as/m);
    refused(missing, /^arena: missing required argument 'log', expected a call as/m);
    refused(extra, /^arena: too many arguments for 'list'[^]*, expected a call as/m);
  });

  test("bench refuses a suite and settings it does not know, and makes no folder", async () => {
    const out = folder();
    const bench = (...args: readonly string[]) => arena(["bench", ...args, "--out", out, "--name", "x"]);
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [["quik"], /^arena bench: no suite is called "quik" \(did you mean "quick"\?\), expected one of \S.*l-llm, pursuit-evidence, quick/m],
      [["/nowhere/suite.json"], /^suite \/nowhere\/suite\.json: no such file, expected the id of a suite \(see `arena list`\)/m],
      [["quick", "--workers", "0"], /^arena bench --workers: "0", expected a whole number from 1$/m],
      [["quick", "--episodes", "many"], /^arena bench --episodes: "many", expected a whole number from 1$/m],
      [["quick", "--runtime", "deno"], /^arena bench --runtime: no runtime is called "deno".*, expected one of chromium, node$/m],
      [["quick", "--agents", "gredy"], /^arena bench --agents: no subject of this suite is called "gredy" \(did you mean "greedy"\?\)/m],
      [[file("{", "s.json")], /^suite .*s\.json: line 1 column 2: no JSON \(it ends too early\), expected a file of JSON$/m],
      [
        [file(JSON.stringify(suiteData({ env: "chess" })), "s.json")],
        /^benchmark evade: no environment is called "chess", expected one of/m,
      ],
      [["--resume", "no-such-run"], /^arena bench --resume: --name with it, expected none: a resumed run keeps its own settings$/m],
    ];
    const ended = await Promise.all(cases.map(([args]) => bench(...args)));
    for (const [i, [, message]] of cases.entries()) refused(ended[i]!, message);
    expect(readdirSync(out)).toEqual([]);
    refused(await arena(["bench", "--resume", "no-such-run"]), /^run .*no-such-run: no run\.json in it, expected the folder of a run/m);
  });

  test("evidence refuses a training that its plan does not have, and trainings where nothing is trained", async () => {
    const [strange, idle, both, two, one] = await Promise.all([
      arena(["evidence", "fishery", "--train", "--runs", "seed-1,seed-9"]),
      arena(["evidence", "fishery", "--runs", "seed-2"]),
      arena(["evidence", "fishery", "--cross-env", "--draw"]),
      arena(["evidence", "fishery", "--efficiency", "--joint"]),
      arena(["evidence", "fishery", "--joint", "--adopt"]),
    ]);
    refused(
      strange,
      /^arena evidence --runs: no training is called "seed-9" \(did you mean "seed-1"\?\), expected one of seed-1, augmented/m,
    );
    refused(idle, /^arena evidence --runs: nothing is trained, expected --train beside it$/m);
    refused(both, /^arena evidence --cross-env: other flags with it, expected it alone: it trains and plays students of its own$/m);
    refused(two, /^arena evidence --joint: other flags with it, expected it with --adopt or alone: /m);
    refused(one, /^arena evidence --joint: "fishery", expected no environment: it measures all of them$/m);
  });

  test("suites and recipes are read in any encoding of text; what is no JSON is told with its line", async () => {
    const suite = JSON.stringify(suiteData(), null, 2);
    const dry = (bytes: string | Uint8Array) => arena(["bench", file(bytes, "s.json"), "--dry-run"]);
    for (const bytes of [`\uFEFF${suite}`, suite.replaceAll("\n", "\r\n"), Buffer.from(`\uFEFF${suite}`, "utf16le")])
      expect(await dry(bytes)).toMatchObject({ code: 0, out: "Nobody in this suite asks a language model: it costs nothing.\n", err: "" });
    const recipe = (bytes: string | Uint8Array) =>
      arena(["distill", "pursuit", "--recipe", file(bytes, "r.json"), "--out", join(folder(), "x")]);
    refused(await recipe('\uFEFF{"batch":\n"many"}'), /^recipe .*r\.json: .*batch/m);
    const bad: readonly (readonly [string | Uint8Array, RegExp])[] = [
      ['{\n  "id": "x",\n}', /r\.json: line 3 column 1: no JSON \(a comma before "\}"\), expected /m],
      [gzipSync(suite), /\.json: it is compressed \(gzip\), expected plain text: `gunzip` gives it$/m],
      [Buffer.from('{"title": "größe"}', "latin1"), /\.json: line 1: a letter that is not UTF-8, expected the file saved as UTF-8$/m],
      ["", /\.json: line 1 column 1: no JSON \(it is empty\), expected /m],
    ];
    for (const [bytes, message] of bad) {
      refused(await recipe(bytes), message);
      refused(await dry(bytes), new RegExp(message.source.replace("r\\.json", "s\\.json"), "m"));
    }
    refused(await arena(["distill", "pursuit", "--recipe", folder()]), /: a folder stands where a file is needed \(EISDIR\), expected /);
  });

  test("bench keeps a run within --out: a name is that of a folder and no way elsewhere", async () => {
    const parent = folder();
    const out = join(parent, "out");
    const names = ["../x", "../../x", "..", ".", "", "a/b", "a\\b", "/tmp/x", ".hidden", "x.", "x ", "a\nb", "C:x", "x".repeat(101)];
    const bench = (name: string) => arena(["bench", "quick", "--runtime", "node", "--out", out, "--name", name]);
    const message = /^arena bench --name: "[^]*", expected the plain name of a folder, .*; --out says where it lies$/m;
    for (const ended of await Promise.all(names.map(bench))) {
      expect.soft(ended.err).toMatch(message);
      expect.soft(ended.code).toBe(1);
    }
    expect(readdirSync(parent)).toEqual([]);
    // What is a name passes, and fails later for another reason.
    for (const name of ["run", "Réunion 2_a.b"])
      refused(await arena(["bench", "no-such", "--out", out, "--name", name]), /no suite is called "no-such"/);
  });

  test("bench refuses a folder that cannot be written, or holds a run", async () => {
    const taken = join(folder(), "run");
    (await createJournal(taken, infoOf(suite))).close();
    const [other, blocked] = await Promise.all([
      arena(["bench", "quick", "--runtime", "node", "--out", dirname(taken), "--name", "run"]),
      arena(["bench", "quick", "--runtime", "node", "--out", file("", "file")]),
    ]);
    refused(other, /^run .*run: it exists already, expected another name, or `arena bench --resume/m);
    refused(
      blocked,
      /^run .*: a file stands where a folder is needed \((ENOTDIR|EEXIST)\), expected a folder that can be written: choose one with --out$/m,
    );
  });

  test("bench stops on a full disk, and on an episode that cannot be played, and says how to go on", async () => {
    const full = join(folder(), "run");
    (await createJournal(full, infoOf(suite))).close();
    rmSync(partialOf(full));
    symlinkSync("/dev/full", partialOf(full));
    // No cell is left for a runner that enters: the rules throw in mid-episode.
    const area = { x: 0, y: 0, w: 7, h: 7 };
    const crowd = suiteData({
      params: {
        horizon: 3,
        emergencies: [
          { round: 1, emergency: "restricted-zone", params: { area } },
          { round: 1, emergency: "second-runner", params: {} },
        ],
      },
      seeds: { split: "validation", count: 1 },
      subjects: { random: "random" },
      cast: { runner: "random" },
    });
    const [ended, crowded] = await Promise.all([
      arena(["bench", "--resume", full]),
      arena(["bench", file(JSON.stringify(crowd), "s.json"), "--runtime", "node", "--out", folder(), "--name", "run"]),
    ]);
    refused(
      ended,
      /^run .*: the disk is full, expected room for its log: free some, then `arena bench --resume .*run`; all whole episodes are kept$/m,
    );
    refused(crowded, /^pursuit emergency second-runner: no room for one more runner, expected a free cell/m);
    expect(crowded.err).toMatch(/^All whole episodes are kept\. Go on with: arena bench --resume /m);
  });

  test("replay verifies a log and a run", async () => {
    const run = join(folder(), "run");
    const journal = await createJournal(run, infoOf(suite), { log: LOG_FORMS.plain });
    await runSuite(journal, localRunner(), new AbortController().signal, () => {});
    journal.close();
    const [one, whole] = await Promise.all([arena(["replay", file(`${log.join("\n")}\n`), "--json"]), arena(["replay", run])]);
    expect(one).toMatchObject({ code: 0, err: "" });
    expect(JSON.parse(one.out)).toMatchObject({ episodes: 3, faults: 0, failures: [], torn: null });
    expect(whole).toMatchObject({ code: 0, err: "", out: expect.stringContaining("3 of 3 episodes proved themselves") as unknown });

    const lines = logText(run).trimEnd().split("\n");
    const last = lines.findLastIndex((line) => line.includes('"type":"start"'));
    writeFileSync(finishedOf(run, LOG_FORMS.plain), `${lines.slice(0, last).join("\n")}\n`);
    refused(
      await arena(["replay", run]),
      /^FAILED .*log\.jsonl: 1 episodes of the suite are missing, expected each once \(the first is evade\/expert\/1000000\)$/m,
    );
    writeFileSync(finishedOf(run, LOG_FORMS.plain), `${[...lines, ...lines.slice(last)].join("\n")}\n`);
    refused(
      await arena(["replay", run]),
      /^FAILED .*log\.jsonl line \d+: episode evade\/expert\/1000000: not left in the run's suite, expected each of its episodes once$/m,
    );
  });

  test("replay refuses what is no log", async () => {
    const cases: readonly (readonly [string, RegExp])[] = [
      ["/nowhere/log.jsonl", /^\/nowhere\/log\.jsonl: no such file, expected a log, or the folder of a run$/m],
      [folder(), /^.*: no file, and no log in it, expected a log, or the folder of a run$/m],
      [file(""), /log\.jsonl: no whole episode, expected at least one$/m],
      [
        file('{"name":"logic-arena"}\n'),
        /log\.jsonl line 1: no event \(.*logic-arena.*\): .*, expected an event as written by Logic Arena$/m,
      ],
      [file("hello\nworld\n"), /log\.jsonl line 1: not JSON: "hello", expected one event of a Logic Arena log a line$/m],
      [
        file(`${log.slice(1).join("\n")}\n`),
        /log\.jsonl line 1: a "step" event outside an episode, expected each episode to run from one start to one end$/m,
      ],
      [
        edited(0, '"format":1', '"format":99'),
        /log\.jsonl line 1: log format 99, expected 1: read it with the version of the arena that wrote it$/m,
      ],
    ];
    const ended = await Promise.all(cases.map(([path]) => arena(["replay", path])));
    for (const [i, [, message]] of cases.entries()) refused(ended[i]!, message);
  });

  test("replay catches what was edited", async () => {
    const torn = file(log.join("\n").slice(0, -30));
    const half = file(`${log.slice(0, -3).join("\n")}\n`);
    const cases: readonly (readonly [string, RegExp])[] = [
      [
        edited(0, '"version":1', '"version":2'),
        /^FAILED .*log\.jsonl line 1: replay evade\/random\/1000000: it was played on pursuit@2, expected pursuit@1: replay it with/m,
      ],
      [
        edited(0, '"env":"pursuit"', '"env":"persuit"'),
        /^FAILED .*log\.jsonl line 1: .*no environment is called "persuit" \(did you mean "pursuit"\?\), expected/m,
      ],
      [
        edited(0, '"seed":1000000', '"seed":1000001'),
        /^FAILED .*log\.jsonl line 1: .*start is [0-9a-f]{32} when played again, expected [0-9a-f]{32} as recorded/m,
      ],
      [
        edited(step, /"digest":"..../, '"digest":"0000'),
        /^FAILED .*log\.jsonl line 1: .*t=0: digest is [0-9a-f]{32} when played again, expected 0000/m,
      ],
      [
        edited(step, /"pursuer-0":"\w+"/, '"pursuer-0":"fly"'),
        /^FAILED .*log\.jsonl line 1: .*t=0: action of pursuer-0 is not legal \("fly"\) when played again, expected/m,
      ],
      [
        edited(step, /("rewards":\{"pursuer-0":)0/, "$10.5"),
        /^FAILED .*log\.jsonl line 1: .*t=0: rewards is .* when played again, expected/m,
      ],
      [
        edited(log.length - 1, /"logDigest":"..../, '"logDigest":"0000'),
        /^FAILED .*log\.jsonl line \d+: replay evade\/expert\/1000000: log digest .* expected equal ones/m,
      ],
      [torn, /log\.jsonl line \d+: the last line is torn: the log was cut off, expected whole episodes; 2 before it were checked/m],
      [half, /log\.jsonl line \d+: the episode has no end: the log was cut off, expected whole episodes; 2 before it were checked/m],
    ];
    const ended = await Promise.all(cases.map(([path]) => arena(["replay", path])));
    for (const [i, [, message]] of cases.entries()) refused(ended[i]!, message);
    for (const i of [1, 3, 6]) expect(ended[i]!.out).toContain("2 of 3 episodes proved themselves"); // one bad episode spoils no other
  });

  test("compare refuses what it cannot compare", async () => {
    const [none, broken, same] = [folder(), folder(), folder()];
    writeFileSync(join(broken, FILES.scores), "{");
    const scores = {
      benchmarks: [{ id: "b", env: "pursuit", envVersion: 1, subjects: [{ subject: "s", episodes: [{ seed: 1, values: { gain: 1 } }] }] }],
    };
    writeFileSync(join(same, FILES.scores), JSON.stringify(scores));
    const [missing, unknown, json, metric, fine] = await Promise.all([
      arena(["compare", none, same]),
      arena(["compare", same, "no-such-run"]),
      arena(["compare", broken, same]),
      arena(["compare", same, same, "--metric", "pain"]),
      arena(["compare", same, same, "--metric", "gain", "--json"]),
    ]);
    refused(missing, /^run .*: no scores\.json in it, expected a finished run: `arena bench --resume .*` finishes one$/m);
    refused(unknown, /^run .*no-such-run: no scores\.json in it, expected a finished run/m);
    refused(json, /scores\.json: .*, expected the JSON that `arena bench` wrote/m);
    refused(metric, /^compare: both runs: no metric is called "pain" \(did you mean "gain"\?\), expected one of gain$/m);
    expect(fine.code).toBe(0);
    expect(JSON.parse(fine.out)).toMatchObject([{ benchmark: "b", a: "s", b: "s", n: 1, difference: 0 }]);
  });

  test("watch refuses a port that is none, or in use", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    const [none, high, taken] = await Promise.all([
      arena(["watch", "--no-open", "--port", "http"]),
      arena(["watch", "--no-open", "--port", "65536"]),
      arena(["watch", "--no-open", "--port", String(port)]),
    ]);
    server.close();
    refused(none, /^arena watch --port: "http", expected a number from 0 to 65535$/m);
    refused(high, /^arena watch --port: "65536", expected a number from 0 to 65535$/m);
    refused(
      taken,
      new RegExp(`^port ${port}: another program listens on it, expected a free port: choose one with --port, or --port 0 for any$`, "m"),
    );
  });

  test("names the way out when CHROMIUM_PATH leads nowhere", async () => {
    vi.stubEnv("CHROMIUM_PATH", "/nonexistent");
    onTestFinished(() => void vi.unstubAllEnvs());
    const [browser, bench] = await Promise.all([arena(["browser"]), arena(["bench", "quick", "--episodes", "1", "--out", folder()])]);
    for (const ended of [browser, bench])
      refused(ended, /^CHROMIUM_PATH: nothing at \/nonexistent, expected the path of a Chromium or Chrome; unset it/m);
  });
});
