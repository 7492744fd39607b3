/** `arena bench`: plays a suite and ends with its scores and report. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { join, relative, resolve } from "node:path";
import { agents } from "../../agents/index.ts";
import { chromiumRunner } from "../../benchmarks/runners/chromium.ts";
import { nodeRunner } from "../../benchmarks/runners/node.ts";
import type { Runner } from "../../benchmarks/runners/runner.ts";
import { createJournal, FILES, type Journal, openJournal } from "../../benchmarks/journal.ts";
import { runSuite } from "../../benchmarks/run.ts";
import { absentOf, parseSuite, playersOf, type Suite, suiteDigest } from "../../benchmarks/suite.ts";
import { scoreTable } from "../../benchmarks/table.ts";
import { ArenaError, lookup, messageOf, parseJson } from "../core/index.ts";
import { serveGateway } from "../platform/gateway.node.ts";
import type { Listening } from "../platform/http.node.ts";
import { modelSettings } from "../platform/model-settings.node.ts";
import { pricesNow } from "../platform/prices.ts";
import { openTape } from "../platform/tape.node.ts";
import { ensureBrowser } from "../../benchmarks/runners/browser.ts";
import { dryRun, suiteAsksModel, withModel } from "./dry-run.ts";
import { MOST_WORKERS, wholeNumber } from "./flags.ts";
import { budgetOf, CASSETTE, cassetteMode, type ModelAccess, openModel, spendingText } from "./model.ts";
import { getReady, loadingLine, pretrainedIn, withPretrained } from "./pretrained.ts";
import { progressLine } from "./progress.ts";
import { ROOT } from "../core/package.node.mjs";
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
  readonly dryRun?: boolean;
  readonly json?: boolean;
};

const SUITES = join(ROOT, "benchmarks", "suites");
const RUNTIMES = ["chromium", "node"];

/** The ids of the committed suites. */
export const suiteIds = (): readonly string[] => readdirSync(SUITES).flatMap((file) => (file.endsWith(".json") ? [file.slice(0, -5)] : []));

/** Reads a suite by id, or from the path of a JSON file. */
export function loadSuite(name: string): Suite {
  const isPath = name.endsWith(".json");
  const path = isPath ? resolve(name) : join(SUITES, `${name}.json`);
  if (!isPath) lookup(Object.fromEntries(suiteIds().map((id) => [id, id])), name, "arena bench", "suite");
  if (!existsSync(path))
    throw new ArenaError(
      "BadInput",
      `suite ${name}`,
      "no such file",
      "expected the id of a suite (see `arena list`) or the path of a JSON file",
    );
  try {
    return parseSuite(parseJson(readFileSync(path, "utf8")), name);
  } catch (error) {
    if (error instanceof ArenaError) throw error;
    throw new ArenaError("BadInput", `suite ${name}`, messageOf(error), "expected a file of JSON with each name once");
  }
}

/** Runs `arena bench`; returns the exit code. */
export async function bench(suiteName: string | undefined, options: BenchOptions): Promise<number> {
  if (options.runtime !== undefined)
    lookup(Object.fromEntries(RUNTIMES.map((id) => [id, id])), options.runtime, "arena bench --runtime", "runtime");
  const workers = options.workers === undefined ? undefined : wholeNumber("arena bench --workers", options.workers, 1, MOST_WORKERS);
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const mode = cassetteMode("arena bench --cassette", options.cassette ?? "auto");
  const budget = budgetOf("arena bench", options.budget);
  if (options.dryRun === true && options.resume !== undefined)
    throw new ArenaError("BadInput", "arena bench --resume", "--dry-run with it", "expected the suite of the run in place of --resume");
  if (options.dryRun === true) return dryRun(suiteOf(suiteName, options), workers ?? availableParallelism(), say);
  const journal = await journalFor(suiteName, options);
  const progress = progressLine(process.stderr, options.json === true);
  const loading = loadingLine(process.stderr);
  const abort = new AbortController();
  const stop = () => abort.abort();
  let site: Site | undefined;
  let access: ModelAccess | undefined;
  let plain: Listening | undefined;
  let reason: ArenaError | undefined;
  try {
    process.once("SIGINT", stop).once("SIGTERM", stop);
    const { suite } = journal.info;
    const runtime = journal.info.runtimes.at(-1)!;
    const pretrained = journal.complete ? [] : pretrainedIn(suite);
    // Every worker holds a pretrained model of its own: unless told otherwise there is one, with all threads.
    const size = workers ?? (pretrained.length > 0 ? 1 : availableParallelism());
    process.env["ARENA_THREADS"] = String(pretrained.length === 0 ? 1 : Math.max(1, Math.floor(availableParallelism() / size)));
    say(`Suite ${suite.id}@${suite.version}, ${runtime}, ${size} workers, ${relative(process.cwd(), journal.folder) || "."}`);
    if (suiteAsksModel(suite) && !journal.complete) {
      const tape = openTape(join(journal.folder, CASSETTE));
      const onStop = (why: ArenaError) => {
        reason = why;
        abort.abort();
      };
      access = await openModel({ tape, mode, onStop, prices: journal.info.prices, ...(budget === undefined ? {} : { budget }) });
      say(access.offline ? `The offline teacher answers as ${access.model}` : `Asking ${access.model}`);
      if (runtime === "node") {
        plain = await serveGateway(access.gateway);
        process.env["ARENA_GATEWAY"] = plain.url;
      }
    }
    for (const [subject, why] of Object.entries(absentIn(suite))) say(`${subject} is absent: ${why}`);
    await getReady(pretrained, (one) => loading.show(one));
    loading.end();
    let runner: Runner = nodeRunner(size);
    if (runtime === "chromium" && !journal.complete) {
      const browser = ensureBrowser(say);
      await buildSite(say);
      const models = pretrained.map(({ model }) => model);
      site = await serveSite({ gateway: access?.gateway, pretrained: { models, onDisk: models } });
      runner = chromiumRunner({ executablePath: browser.path, url: `${site.url}bench.html`, size });
    }
    const scores = await runSuite(
      journal,
      (requests, take, signal) => runner(requests, take, signal, (one) => loading.show(one)),
      abort.signal,
      (step) => {
        loading.end();
        progress.show(step);
      },
    );
    progress.end();
    const report = relative(process.cwd(), join(journal.folder, FILES.report));
    if (options.json === true) process.stdout.write(`${JSON.stringify({ type: "scores", folder: journal.folder, scores })}\n`);
    else process.stdout.write(`\n${scoreTable(scores, { colour: process.stdout.isTTY === true })}\nReport: ${report}\n`);
    return 0;
  } catch (error) {
    loading.end();
    progress.end();
    if (reason !== undefined)
      throw new ArenaError("Stopped", `run ${journal.folder}`, reason.message, `then go on with: arena bench --resume ${journal.folder}`);
    const tells = error instanceof ArenaError && (error.name === "Stopped" || error.name === "DiskFull");
    if (!tells && existsSync(join(journal.folder, FILES.partial)))
      say(`All whole episodes are kept. Go on with: arena bench --resume ${relative(process.cwd(), journal.folder)}`);
    throw error;
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
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

/** Which subjects of a suite cannot play, and why. */
const absentIn = (suite: Suite): Readonly<Record<string, string>> =>
  Object.assign({}, ...suite.benchmarks.map(absentOf)) as Record<string, string>;

async function journalFor(suiteName: string | undefined, options: BenchOptions): Promise<Journal> {
  const { resume, name, out, agents, episodes } = options;
  if (resume !== undefined) {
    const clash = Object.entries({ name, out, agents, episodes, "no-extend": options.extend === false || undefined }).find(
      ([, value]) => value !== undefined,
    );
    if (clash !== undefined)
      throw new ArenaError(
        "BadInput",
        "arena bench --resume",
        `--${clash[0]} with it`,
        "expected none: a resumed run keeps its own settings",
      );
    const folder = existsSync(join(resume, FILES.info)) ? resume : join(ROOT, "benchmarks", "results", resume);
    return openJournal(folder, { runtime: options.runtime, price: modelSettings(process.env).price });
  }
  const runtime = options.runtime ?? RUNTIMES[0]!;
  const suite = suiteOf(suiteName, options);
  const startedAt = new Date().toISOString();
  const parent = out ?? join(ROOT, "benchmarks", "results");
  const folder = resolve(parent, name ?? `${suite.id}-${runtime}-${startedAt.slice(0, 19).replaceAll(/[:T]/g, "-")}`);
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };
  return createJournal(folder, {
    arena: version,
    suite,
    suiteDigest: suiteDigest(suite),
    runtimes: [runtime],
    machine: `${cpus()[0]?.model ?? "unknown processor"}, ${availableParallelism()} cores, ${process.platform} ${process.arch}, Node ${process.versions.node}`,
    startedAt,
    seconds: 0,
    ...(suiteAsksModel(suite) ? { prices: pricesNow(modelSettings(process.env).price) } : {}),
  });
}

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
