/** `arena functions generate`: a language model writes a function base, and what stands every check is stored. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { proposeStages, type Refused, type Staged, writeFunctions, type Writer, type Written } from "../../agents/index.ts";
import { functionSeat, type Select } from "../../agents/functions/seat.ts";

import { policyOf } from "../../agents/policies.ts";
import type { World } from "../../agents/world.ts";
import { writeWhole } from "../../benchmarks/journal.ts";
import { worldOf } from "../worlds.ts";
import {
  callNative,
  type Effect,
  type FunctionBase,
  type FunctionEntry,
  K,
  ofStage,
  type OpenSandbox,
  type Run,
  type Situation,
  situationsAlong,
  situationsOf,
  situationsUnder,
  type Stage,
  stagesOf,
  type Usual,
} from "../../function-base/index.ts";
import { ArenaError, type Exchange, fold, rng, rollout, type Seat, SPLIT_SIZE, SPLITS, type Usage, wordOf } from "../core/index.ts";
import { makeFolder, onDisk } from "../platform/disk.node.ts";
import { modelsAt } from "../platform/models.ts";
import { serveGateway } from "../platform/gateway.node.ts";
import { modelSettings } from "../platform/model-settings.node.ts";
import { costOfExchange, pricesNow } from "../platform/prices.ts";
import { usageOf, usageText } from "../platform/usage.ts";
import { openTape } from "../platform/tape.node.ts";
import { sandboxes } from "../workers/remote-sandbox.ts";
import { spawnSandboxThread } from "../workers/spawn.node.ts";
import { lookAt, withUsual, writeAgain } from "./functions-own-stages.ts";
import { wholeNumber } from "./flags.ts";
import { budgetOf, openModel, spendingText } from "./model.ts";
import { RESULTS } from "../core/package.node.mjs";

/** The flags of `arena functions generate`. */
export type GenerateOptions = {
  readonly out?: string;
  readonly count: string;
  readonly repairs: string;
  readonly episodes: string;
  readonly budget?: string;
  readonly stages?: boolean;
};

const at = (path: string) => ({ where: `arena functions generate --out ${path}` });

/** States of play of each preset and stage that a function has to stand. */
const STATES = 150;

/** Functions wanted for a notice. */
const ANSWERS = 2;

const say = (line: string) => process.stderr.write(`${line}\n`);

/** Runs `arena functions generate`; returns the exit code. */
export async function generateFunctions(id: string, options: GenerateOptions): Promise<number> {
  const world = worldOf(id, "arena functions");
  const { env, base: committed } = world;
  const [count, repairs, episodes] = [
    wholeNumber("arena functions generate --count", options.count, 1),
    wholeNumber("arena functions generate --repairs", options.repairs, 0),
    wholeNumber("arena functions generate --episodes", options.episodes, 1, SPLIT_SIZE),
  ];
  const budget = budgetOf("arena functions generate", options.budget);
  const date = new Date().toISOString().slice(0, 10);
  const out = options.out ?? join(RESULTS, `functions-${id}-${date}`);
  if (existsSync(join(out, RESULT)))
    throw bad("--out", out, "expected a folder without generated functions: nothing is overwritten, choose another one");
  const tape = openTape(join(out, CASSETTE));
  makeFolder(out, at(out));
  onDisk(at(out), () => {
    const stray = existsSync(join(out, CASSETTE)) ? undefined : readdirSync(out).find((name) => name.endsWith(".js"));
    if (stray !== undefined)
      throw bad("--out", out, `expected a folder without functions, not the one of ${stray}: nothing is overwritten`);
  });
  await env.prepare?.();

  let stopped: ArenaError | undefined;
  const access = await openModel({
    tape,
    onStop: (reason) => (stopped = reason),
    ...(budget === undefined ? {} : { budget }),
  });
  const plain = await serveGateway(access.gateway);
  try {
    const open: OpenSandbox = sandboxes(spawnSandboxThread);
    const writer: Writer = {
      chat: modelsAt(plain.url).chat,
      model: access.model,
      open,
      repairs,
      maxTokens: 32_000,
      timeoutMs: 600_000,
      date,
      heard: (line) => say(`  ${line}`),
    };
    const functions: FunctionEntry[] = [];
    const emergency: FunctionEntry[] = [];
    const refused: (Refused & { readonly of: string })[] = [];
    const exchanges: Exchange[] = [];
    const effects: Record<string, Effect> = {};
    const take = (of: string, into: FunctionEntry[], written: Written) => {
      if (written.failure !== undefined || stopped !== undefined) throw failed(written.failure);
      into.push(...written.kept);
      Object.assign(effects, written.effects);
      refused.push(...written.refused.map((one) => ({ ...one, of })));
      exchanges.push(...written.exchanges);
    };
    const failed = (failure: string | undefined) =>
      new ArenaError(
        "ModelFailed",
        `arena functions generate ${id}`,
        stopped?.message ?? failure ?? "no proposal that can be used",
        `then go on with the same command and --out ${out}: what was answered is kept`,
      );
    const played = Object.values(env.presets).flatMap(({ params }, i) =>
      situationsOf(committed, env, params, 1 + 1000 * i, STATES * committed.stages.length),
    );
    let empty: FunctionBase = { ...committed, functions: [], emergency: [], native: new Map() };
    let staged: Staged | undefined;
    if (options.stages === true) {
      staged = await proposeStages(env, committed.blank, momentsOf(committed, played), writer);
      exchanges.push(...staged.exchanges);
      if (staged.stages === undefined || stopped !== undefined) throw failed(staged.failure);
      empty = withStages(empty, staged.stages);
    }
    const { stages } = empty;
    /** The situations of a stage, or of all of them: where stages are the model's, its own functions lead there. */
    const along = async (all: readonly Situation[], until = ""): Promise<readonly Situation[]> => {
      if (staged === undefined) return all;
      const sandbox = await open(id, functions);
      try {
        const run: Run = (entry, { observation, legal, previous }) => sandbox.call(entry.name, observation, legal, previous);
        return await situationsAlong(stages, functions, momentsOf(committed, all), run, until);
      } finally {
        sandbox.dispose();
      }
    };
    // The committed functions tell what a function changes in their stages; a model's own stages have none to begin with.
    const known: Usual = {
      ...committed,
      fixed: committed.found.fixed,
      run: (entry, { observation, legal, previous }) => callNative(committed, entry, observation, legal, previous),
    };
    for (const { id: stage } of stages) {
      say(`Stage ${stage}:`);
      const order = { env, base: { ...empty, functions }, stage, count, situations: await along(played, stage) };
      take(stage, functions, await writeFunctions(staged === undefined ? { ...order, usual: known } : order, writer));
    }
    const complete = () => stages.every(({ id: stage }) => ofStage(functions, stage).length > 0);
    if (staged !== undefined && complete())
      for (const { id: stage } of stages) {
        const situations = await along(played, stage);
        const looked = await withUsual({ ...empty, functions }, open, (usual) => lookAt(usual, stage, situations));
        Object.assign(effects, looked.effects);
        if (looked.dull.length === 0) continue;
        say(`Stage ${stage}, what never changes play:`);
        for (const { name } of looked.dull) {
          functions.splice(
            functions.findIndex((one) => one.name === name),
            1,
          );
          delete effects[name];
        }
        const order = { env, base: { ...empty, functions: [...functions] }, stage, count: looked.dull.length, situations };
        take(stage, functions, await writeAgain(order, looked.dull, writer, open));
      }
    for (const [name, { title }] of Object.entries(env.emergencies)) {
      const sudden = situationsUnder(committed, env, name, 5, 2 * STATES * committed.stages.length);
      // The notices are not always called like the emergency, and may differ with its parameters.
      const notices = new Map(sudden.flatMap(({ observation }) => observation.notices.map((one) => [one.id, one])));
      for (const notice of notices.values()) {
        const inForce = sudden.filter(({ observation }) => observation.notices.some(({ id: other }) => other === notice.id));
        say(`${title}:`);
        const order = { env, base: { ...empty, functions, emergency }, notice, count: ANSWERS, situations: await along(inForce) };
        const write = (usual?: Usual) => writeFunctions(usual === undefined ? order : { ...order, usual }, writer);
        const written = staged === undefined ? write(known) : complete() ? withUsual({ ...empty, functions }, open, write) : write();
        take(notice.id, emergency, await written);
      }
    }

    const fresh: FunctionBase = { ...empty, functions, emergency };
    const missing = stages.filter(({ id: stage }) => ofStage(functions, stage).length === 0);
    say(`Playing ${episodes} validation episodes by each base`);
    const scores =
      missing.length > 0
        ? []
        : [
            await scoresOf("the new base", fresh, world, open, episodes, true),
            await scoresOf("the committed base", committed, world, open, episodes, false),
          ];

    for (const [folder, entries] of [[out, functions] as const, [join(out, "emergency"), emergency] as const]) {
      if (entries.length > 0) makeFolder(folder, at(out));
      for (const { name, source } of entries) writeNew(join(folder, `${name}.js`), source.endsWith("\n") ? source : `${source}\n`);
    }
    const prices = pricesNow(modelSettings(process.env).price);
    const costs = exchanges.map((exchange) => costOfExchange(prices, exchange, access.model));
    const origin = ({ name, stage, notice, origin: by, digest }: FunctionEntry) => ({
      name,
      stage,
      notice: notice ?? null,
      digest,
      origin: by,
      /** What changes when it is used in place of the usual choice of its stage. */
      effect: effects[name] ?? null,
    });
    const report = {
      env: id,
      model: access.model,
      offline: access.offline,
      date,
      ...(staged === undefined ? {} : { stages: staged.proposed, refusedStages: staged.refused }),
      kept: [...functions, ...emergency].map(origin),
      refused: refused.map(({ of, name, problems, source }) => ({ of, name, problems, source })),
      questions: exchanges.length,
      problems: exchanges.flatMap(({ problems }) => problems),
      usage: usageOf(exchanges.map(({ usage }) => usage)),
      cost: costs.includes(undefined) ? null : costs.reduce<number>((sum, cost) => sum + cost!, 0),
      scores,
    };
    writeNew(join(out, RESULT), `${JSON.stringify(report, null, 2)}\n`);
    process.stdout.write(`${textOf(report, stages)}\n${relative(process.cwd(), out) || "."}\n`);
    return missing.length === 0 ? 0 : 1;
  } finally {
    await plain.close();
    await access.close();
    say(spendingText(access.gateway.spending()));
  }
}

/** States of play, each once. */
const momentsOf = (base: FunctionBase, situations: readonly Situation[]) =>
  situations
    .filter(({ stage, observation }) => stage === stagesOf(base, observation)[0]!.id)
    .map(({ observation, legal }) => ({ observation, legal }));

/** A base with other stages: what is known of states stays, what belonged to the stages before is gone. */
const withStages = ({ stagesFor: _stagesFor, terms: _terms, ...base }: FunctionBase, stages: readonly Stage[]): FunctionBase => ({
  ...base,
  stages,
  found: { stages: {}, fixed: {} },
  facts: (observation) => base.facts(observation, null, stagesOf(base, observation)[0]!.id),
  marks: () => [],
});

/** The file that tells where everything came from, and the one that keeps what was answered. */
const [RESULT, CASSETTE] = ["generated.json", "cassette.jsonl"];

/** Writes a file that is not there yet; one that says the same is left of a run that was stopped here. */
function writeNew(path: string, text: string): void {
  if (existsSync(path) && readFileSync(path, "utf8") !== text)
    throw bad("--out", path, "expected no other file there: nothing is overwritten; move it, then go on with the same command and --out");
  writeWhole(dirname(path), basename(path), text, at(path));
}

type Scored = {
  readonly who: string;
  readonly agent: string;
  readonly episodes: number;
  readonly return: number;
  readonly success: number;
  readonly faults: number;
};
type Kept = { readonly name: string; readonly stage: string; readonly notice: string | null; readonly effect: Effect | null };
type Report = {
  readonly model: string;
  readonly offline: boolean;
  readonly kept: readonly Kept[];
  readonly refused: readonly { readonly of: string; readonly name: string; readonly problems: readonly string[] }[];
  readonly questions: number;
  readonly usage: Usage;
  readonly cost: number | null;
  readonly scores: readonly (readonly Scored[])[];
};

function textOf({ model, offline, kept, refused, questions, usage, cost, scores }: Report, stages: readonly Stage[]): string {
  const changes = ({ name, effect }: Kept) => (effect === null ? name : `${name} ${Math.round(100 * effect.share)} %`);
  const lines = stages.map(
    ({ id }) =>
      `${id}: ${
        kept
          .filter((one) => one.stage === id && one.notice === null)
          .map(changes)
          .join(", ") || "none"
      }`,
  );
  const answers = kept.filter(({ notice }) => notice !== null).map((one) => `${changes(one)} (${one.notice})`);
  return [
    `Written by ${model}${offline ? " (offline: the committed functions)" : ""}: ${kept.length} kept, ${refused.length} refused, ${questions} questions, ${usageText(usage)}${cost === null ? "" : `, ${cost.toFixed(4)} $`}`,
    ...lines,
    `notices: ${answers.join(", ") || "none"}`,
    ...(kept.some(({ effect }) => effect !== null)
      ? ["(% of the states in which another action comes out than by the usual choice of the stage)"]
      : []),
    ...refused.map(({ of, name, problems }) => `refused for ${of}, ${name}: ${problems.join("; ")}`),
    ...(scores.length === 0 ? ["not played: a stage has no function"] : []),
    ...scores
      .flat()
      .map(
        (one) =>
          `${one.who}, ${one.agent}: return ${one.return.toFixed(3)}, success ${one.success.toFixed(2)}, faults ${one.faults} (${one.episodes} validation episodes)`,
      ),
  ].join("\n");
}

/** What the selectors that know nothing score with a base: a random one, and the retriever's first hit. */
async function scoresOf(
  who: string,
  base: FunctionBase,
  world: World,
  open: OpenSandbox,
  episodes: number,
  sandbox: boolean,
): Promise<readonly Scored[]> {
  const { env } = world;
  const selectors: readonly (readonly [string, Select])[] = [
    ["functions-random", ({ stage }, candidates, { key }) => ({ name: rng(fold(key, base.stages.indexOf(stage))).pick(candidates).name })],
    ["functions-top1", (_query, candidates) => ({ name: candidates[0]!.name })],
  ];
  const scored: Scored[] = [];
  for (const [agent, select] of selectors) {
    let [sum, won, faults] = [0, 0, 0];
    // One sandbox plays all: functions keep nothing from call to call.
    const one = sandbox ? await open(env.id, [...base.functions, ...base.emergency]) : undefined;
    const shared: OpenSandbox = () => Promise.resolve({ call: one!.call.bind(one), dispose: () => {} });
    for (let i = 0; i < episodes; i++) {
      const seat = (role: string): Seat => {
        if (base.words.includes(wordOf(role)))
          return functionSeat({ base, k: K, retriever: "lexical", sandbox, ports: { sandbox: shared }, extend: "both", select });
        const policy = policyOf(world, world.benchmark.usual[wordOf(role)]!, role);
        return { act: (observation, turn) => policy(observation, turn), dispose: () => {} };
      };
      const cast = Object.fromEntries(env.roles(env.init(env.params.parse({}), [0, 0])).map((role) => [wordOf(role), { agent }]));
      for await (const event of rollout(env, { seed: SPLITS.validation + i, cast, seat })) {
        if (event.type === "fault") faults++;
        if (event.type !== "end") continue;
        sum += Object.entries(event.returns).find(([role]) => base.words.includes(wordOf(role)))![1];
        won += event.outcome.success ? 1 : 0;
      }
    }
    one?.dispose();
    scored.push({ who, agent, episodes, return: sum / episodes, success: won / episodes, faults });
  }
  return scored;
}

const bad = (flag: string, found: string, expected: string) =>
  new ArenaError("BadInput", `arena functions generate ${flag}`, `"${found}"`, expected);
