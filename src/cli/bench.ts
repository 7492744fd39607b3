/** `arena bench`: plays a suite and ends with its scores and report. */
import { existsSync, readdirSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { basename, join, relative, resolve } from "node:path";
import { agents, type Loading, needsNode } from "../../agents/index.ts";
import { chromiumRunner } from "../../benchmarks/runners/chromium.ts";
import { nodeRunner } from "../../benchmarks/runners/node.ts";
import type { Runner } from "../../benchmarks/runners/runner.ts";
import { createJournal, FILES, isComplete, type Journal, openJournal, readInfo, type RunInfo } from "../../benchmarks/journal.ts";
import { LOG_FORMS } from "../../benchmarks/log-file.ts";
import { openPlayers, refuseOther, whereNow } from "../../benchmarks/players.ts";
import { type Progress, type OnMeasured, runSuite } from "../../benchmarks/run.ts";
import { absentOf, castOf, parseSuite, playersOf, type Suite, suiteDigest } from "../../benchmarks/suite.ts";
import { unscoredIn } from "../../benchmarks/scores.ts";
import { scoreTable } from "../../benchmarks/table.ts";
import { ArenaError, lookup } from "../core/index.ts";
import { readWritten } from "../platform/disk.node.ts";
import { serveGateway } from "../platform/gateway.node.ts";
import type { Listening } from "../platform/http.node.ts";
import { modelSettings } from "../platform/model-settings.node.ts";
import { pricesNow } from "../platform/prices.ts";
import { openTape } from "../platform/tape.node.ts";
import { ensureBrowser } from "../../benchmarks/runners/browser.ts";
import { contentNow, dryRun, suiteAsksModel, withModel } from "./dry-run.ts";
import { MOST_WORKERS, wholeNumber } from "./flags.ts";
import { interruptible } from "./interruption.ts";
import { budgetOf, CASSETTE, cassetteMode, type ModelAccess, openModel, spendingText } from "./model.ts";
import { loadingLine, served, withPretrained } from "./pretrained.ts";
import { progressLine } from "./progress.ts";
import { RESULTS, roots, VERSION } from "../core/package.node.mjs";
import { buildSite, serveSite, type Site } from "./site.ts";

/** The flags of `arena bench`. */
export type BenchOptions = {
  readonly runtime?: string;
  readonly resume?: string;
  readonly name?: string;
  readonly out?: string;
  readonly workers?: string;
  readonly agents?: string;
  readonly episodes?: string;
  readonly extend?: boolean;
  readonly budget?: string;
  readonly cassette?: string;
  readonly plain?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
};

const RUNTIMES = ["chromium", "node"];

/** The files of the suites beside the arena's worlds and those from elsewhere, by their ids. */
const suites = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    roots()
      .map((root) => join(root, "benchmarks", "suites"))
      .filter((folder) => existsSync(folder))
      .flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)))
      .filter((path) => path.endsWith(".json"))
      .map((path) => [basename(path, ".json"), path]),
  );

/** The ids of the suites that need no path. */
export const suiteIds = (): readonly string[] => Object.keys(suites());

/** Reads a suite by id, or from the path of a JSON file. */
export function loadSuite(name: string): Suite {
  const isPath = name.endsWith(".json");
  const path = isPath ? resolve(name) : lookup(suites(), name, "arena bench", "suite");
  if (!existsSync(path))
    throw new ArenaError(
      "BadInput",
      `suite ${name}`,
      "no such file",
      "expected the id of a suite (see `arena list`) or the path of a JSON file",
    );
  return parseSuite(readWritten(path, `suite ${name}`, "expected a file of JSON"), name);
}

/** Runs `arena bench`; returns the exit code. With `onMeasured` the decisions are measured where the run is scored. */
export async function bench(suiteName: string | undefined, options: BenchOptions, onMeasured?: OnMeasured): Promise<number> {
  if (options.runtime !== undefined)
    lookup(Object.fromEntries(RUNTIMES.map((id) => [id, id])), options.runtime, "arena bench --runtime", "runtime");
  const workers = options.workers === undefined ? undefined : wholeNumber("arena bench --workers", options.workers, 1, MOST_WORKERS);
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const mode = cassetteMode("arena bench --cassette", options.cassette ?? "auto");
  const budget = budgetOf("arena bench", options.budget);
  if (options.dryRun === true && options.resume !== undefined)
    throw new ArenaError("BadInput", "arena bench --resume", "--dry-run with it", "expected the suite of the run in place of --resume");
  if (options.dryRun === true) return dryRun(suiteOf(suiteName, options), workers ?? availableParallelism(), say);
  const loading = loadingLine(process.stderr);
  const journal = await journalFor(suiteName, options, (one) => loading.show(one), say).finally(() => loading.end());
  const progress = progressLine(process.stderr, options.json === true);
  const work = interruptible((line) => {
    progress.end();
    say(line);
  });
  let site: Site | undefined;
  let access: ModelAccess | undefined;
  let plain: Listening | undefined;
  let reason: ArenaError | undefined;
  try {
    const { suite } = journal.info;
    const runtime = journal.info.runtimes.at(-1)!;
    if (!journal.complete) refusePrograms(suite, runtime);
    const players = journal.complete ? [] : Object.values(journal.info.players ?? {});
    const pretrained = players.some(({ kind }) => kind === "model");
    // Every worker holds a pretrained model of its own: unless told otherwise there is one, with all threads.
    const size = workers ?? (pretrained ? 1 : availableParallelism());
    process.env["ARENA_THREADS"] = String(pretrained ? Math.max(1, Math.floor(availableParallelism() / size)) : 1);
    say(`Suite ${suite.id}@${suite.version}, ${runtime}, ${size} workers, ${relative(process.cwd(), journal.folder) || "."}`);
    if (suiteAsksModel(suite) && !journal.complete) {
      const tape = openTape(join(journal.folder, CASSETTE), say);
      const onStop = (why: ArenaError) => {
        reason = why;
        work.stop();
      };
      access = await openModel({ tape, mode, onStop, prices: journal.info.prices, ...(budget === undefined ? {} : { budget }) });
      say(access.offline ? `The offline teacher answers as ${access.model}` : `Asking ${access.model}`);
      if (runtime === "node") {
        plain = await serveGateway(access.gateway);
        process.env["ARENA_GATEWAY"] = plain.url;
      }
    }
    for (const [subject, why] of Object.entries(absentIn(suite))) say(`${subject} is absent: ${why}`);
    let runner: Runner = nodeRunner(size);
    if (runtime === "chromium" && !journal.complete) {
      const browser = ensureBrowser(say);
      await buildSite(say);
      const folders = players.flatMap(({ at }) => at ?? []);
      site = await serveSite({ gateway: access?.gateway, pretrained: { models: folders, onDisk: folders } });
      runner = served(chromiumRunner({ executablePath: browser.path, url: `${site.url}bench.html`, size }), journal.info.players);
    }
    const show = (step: Progress) => {
      loading.end();
      progress.show(step);
    };
    const scores = await runSuite(journal, runner, work.signal, show, { onLoading: (one) => loading.show(one), onMeasured });
    progress.end();
    const report = relative(process.cwd(), join(journal.folder, FILES.report));
    if (options.json === true) process.stdout.write(`${JSON.stringify({ type: "scores", folder: journal.folder, scores })}\n`);
    else process.stdout.write(`\n${scoreTable(scores, { colour: process.stdout.isTTY === true })}\nReport: ${report}\n`);
    const unscored = unscoredIn(scores);
    for (const line of unscored) say(line);
    return unscored.length === 0 ? 0 : 1;
  } catch (error) {
    loading.end();
    progress.end();
    if (reason !== undefined)
      throw new ArenaError("Stopped", `run ${journal.folder}`, reason.message, `then go on with: arena bench --resume ${journal.folder}`);
    const tells = error instanceof ArenaError && (error.name === "Stopped" || error.name === "DiskFull");
    if (!tells && !isComplete(journal.folder))
      say(`All whole episodes are kept. Go on with: arena bench --resume ${relative(process.cwd(), journal.folder) || "."}`);
    throw error;
  } finally {
    work.end();
    journal.close();
    await site?.close();
    await plain?.close();
    await access?.close();
    if (access !== undefined) say(spendingText(access.gateway.spending()));
  }
}

/** The suite of a command; agents without a model get the one that the environment variables name. */
function suiteOf(name: string | undefined, options: BenchOptions): Suite {
  // What --agents leaves out may be missed: a suite is looked through again before its folder is made.
  const suite = parseSuite(withModel(withPretrained(modify(loadSuite(name ?? "quick"), options))), name ?? "quick");
  const empty = suite.benchmarks.find((benchmark) => Object.keys(playersOf(benchmark)).length === 0);
  if (empty === undefined) return suite;
  const [why] = Object.values(absentOf(empty));
  throw new ArenaError("BadAgent", `benchmark ${empty.id}`, "nobody who can play", `expected somebody: ${why}`);
}

/** Refuses agents that start programs where there are none. */
function refusePrograms({ benchmarks }: Suite, runtime: string): void {
  if (runtime === "node") return;
  const found = benchmarks.find((one) =>
    Object.values(one.subjects).some((subject) => Object.values(castOf(one, subject)).some(needsNode)),
  );
  if (found === undefined) return;
  throw new ArenaError("BadAgent", `benchmark ${found.id}`, `an agent that is a program, in ${runtime}`, "expected Node: --runtime node");
}

/** Which subjects of a suite cannot play, and why. */
const absentIn = (suite: Suite): Readonly<Record<string, string>> =>
  Object.assign({}, ...suite.benchmarks.map(absentOf)) as Record<string, string>;

/** The run of a command: a new one, or one that goes on. Whoever plays in it is opened before anything is written. */
async function journalFor(
  suiteName: string | undefined,
  options: BenchOptions,
  heard: (loading: Loading) => void,
  told: (line: string) => void,
): Promise<Journal> {
  const opening = { threads: availableParallelism(), heard, say: told };
  const { resume, name, out, agents, episodes } = options;
  if (resume !== undefined) {
    const { plain } = options;
    const clash = Object.entries({ name, out, agents, episodes, plain, "no-extend": options.extend === false || undefined }).find(
      ([, value]) => value !== undefined,
    );
    if (clash !== undefined)
      throw new ArenaError(
        "BadInput",
        "arena bench --resume",
        `--${clash[0]} with it`,
        "expected none: a resumed run keeps its own settings",
      );
    const folder = runFolder(resume);
    const info = readInfo(folder);
    const settings = { runtime: options.runtime, price: modelSettings(process.env).price, told };
    const { players: before = {}, ...rest } = info;
    const complete = isComplete(folder);
    if (!complete) refuseOther(folder, rest, { arena: VERSION, content: contentNow(info.suite) });
    const given = suiteName === undefined ? undefined : await openPlayers(suiteOf(suiteName, {}), opening);
    if (given !== undefined && suiteDigest(given.suite) !== info.suiteDigest)
      throw new ArenaError(
        "BadInput",
        "arena bench --resume",
        `the suite ${suiteName} has the digest ${suiteDigest(given.suite)}${withNames(given.players)}`,
        `expected that of the run, ${info.suiteDigest}${withNames(before)}, or no suite: a run keeps its own`,
      );
    if (complete) return openJournal(folder, settings);
    const { players } = given ?? (await openPlayers(info.suite, { ...opening, known: whereNow(before) }).catch(keptStill(folder)));
    refuseOther(folder, { arena: VERSION, players: before }, { arena: VERSION, players });
    return openJournal(folder, { ...settings, players });
  }
  const runtime = options.runtime ?? RUNTIMES[0]!;
  const wanted = suiteOf(suiteName, options);
  refusePrograms(wanted, runtime);
  const { suite, players } = await openPlayers(wanted, opening);
  const startedAt = new Date().toISOString();
  const parent = out ?? RESULTS;
  const folder = resolve(parent, name ?? `${suite.id}-${runtime}-${startedAt.slice(0, 19).replaceAll(/[:T]/g, "-")}`);
  const about: RunInfo = {
    arena: VERSION,
    suite,
    suiteDigest: suiteDigest(suite),
    runtimes: [runtime],
    machine: `${cpus()[0]?.model ?? "unknown processor"}, ${availableParallelism()} cores, ${process.platform} ${process.arch}, Node ${process.versions.node}`,
    startedAt,
    seconds: 0,
    content: contentNow(suite),
    players,
    ...(suiteAsksModel(suite) ? { prices: pricesNow(modelSettings(process.env).price) } : {}),
  };
  return createJournal(folder, about, options.plain === true ? { log: LOG_FORMS.plain } : {});
}

/** The folder of a run: at a path, or one of its name among the results. */
function runFolder(run: string): string {
  const found = [run, resolve(RESULTS, run)].find((place) => existsSync(join(place, FILES.info)));
  if (found !== undefined) return found;
  throw new ArenaError(
    "BadInput",
    `run ${run}`,
    `no ${FILES.info} in it`,
    "expected the folder of a run, or the name of one in benchmarks/results",
  );
}

/** Says how a run goes on of which a player is not where it was, and throws what was thrown. */
const keptStill =
  (folder: string) =>
  (error: unknown): never => {
    process.stderr.write(
      `All whole episodes are kept. Where a pretrained model lies elsewhere now, say so by ARENA_SLLM; where a student does, name the suite with its new place, too: arena bench <suite> --resume ${relative(process.cwd(), folder) || "."}\n`,
    );
    throw error;
  };

/** The players of a run in words: " with a, b". */
const withNames = (players: object): string => (Object.keys(players).length === 0 ? "" : ` with ${Object.keys(players).join(", ")}`);

/** A suite cut to some agents or episodes, or without functions that join; its title says so, and its digest differs. */
function modify(suite: Suite, { agents: only, episodes, extend }: BenchOptions): Suite {
  if (only === undefined && episodes === undefined && extend !== false) return suite;
  const names = only === undefined ? undefined : [...new Set(only.split(",").map((name) => name.trim()))];
  const most = episodes === undefined ? undefined : wholeNumber("arena bench --episodes", episodes, 1);
  const known = new Set(suite.benchmarks.flatMap(({ subjects }) => Object.keys(subjects)));
  for (const name of names ?? [])
    lookup(Object.fromEntries([...known].map((id) => [id, id])), name, "arena bench --agents", "subject of this suite");
  const benchmarks = suite.benchmarks.flatMap((benchmark) => {
    const subjects = Object.fromEntries(Object.entries(benchmark.subjects).filter(([name]) => names === undefined || names.includes(name)));
    if (Object.keys(subjects).length === 0) return [];
    return [
      {
        ...benchmark,
        subjects: extend === false ? withoutExtension(subjects) : subjects,
        seeds: { ...benchmark.seeds, count: Math.min(benchmark.seeds.count, most ?? Infinity) },
      },
    ];
  });
  const what = [
    ...(names === undefined ? [] : [`agents ${names.join(", ")}`]),
    ...(most === undefined ? [] : [`${most} episodes each`]),
    ...(extend === false ? ["no functions join when a notice appears"] : []),
  ];
  return { ...suite, title: `${suite.title} (cut to ${what.join("; ")})`, benchmarks };
}

/** The same subjects; for those that decide by functions, notices bring no new functions. */
function withoutExtension(subjects: Suite["benchmarks"][number]["subjects"]): Suite["benchmarks"][number]["subjects"] {
  return Object.fromEntries(
    Object.entries(subjects).map(([name, spec]) => {
      const params = { ...(spec.params as object | undefined), extend: "none" };
      return [name, agents[spec.agent]?.params.safeParse(params).success === true ? { ...spec, params } : spec];
    }),
  );
}
