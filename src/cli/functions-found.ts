/** `arena functions find` and `values`: which function is best where, and what each is worth. */
import { accessSync, constants, existsSync, rmSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { bestAgain, find, type FindState, fixedFor } from "../../agents/functions/find.ts";
import type { FindPlan, World } from "../../agents/world.ts";
import { sentencesOf, statesMet } from "../../agents/functions/sentences.ts";
import { randomly, type Score, scoreOf, usesOf } from "../../agents/functions/values.ts";
import { writeWhole } from "../../benchmarks/journal.ts";
import { worldOf } from "../worlds.ts";
import {
  byName,
  type Clause,
  clauseText,
  codeDigest,
  fixedIn,
  type Found,
  type FunctionBase,
  teachersChoice,
} from "../../function-base/index.ts";
import { ArenaError, digest, SPLIT_SIZE, SPLITS } from "../core/index.ts";
import { makeFolder, onDisk, readJson } from "../platform/disk.node.ts";
import { wholeNumber } from "./flags.ts";
import { duration } from "./progress.ts";
import { RESULTS, ROOT, rootOf, WORKPLACE } from "../core/package.node.mjs";

/** The flags of `arena functions`. */
export type FunctionsOptions = {
  readonly state?: string;
  readonly out?: string;
  readonly episodes?: string;
  readonly measure?: boolean;
  readonly fixed?: boolean;
};

const say = (line: string) => process.stderr.write(`${line}\n`);

async function partsOf(id: string): Promise<{ readonly world: World; readonly base: FunctionBase; readonly plan: FindPlan }> {
  const world = worldOf(id, "arena functions");
  await world.env.prepare?.();
  return { world, base: world.base, plan: world.plan.find };
}

function seedsFor(options: FunctionsOptions, first: number = SPLITS.validation): readonly number[] {
  const count = wholeNumber("arena functions --episodes", options.episodes ?? "100", 1, SPLIT_SIZE);
  return Array.from({ length: count }, (_, i) => first + i);
}

/** Runs `arena functions find`; returns the exit code. */
export async function findFunctions(id: string, options: FunctionsOptions): Promise<number> {
  const { world, base, plan } = await partsOf(id);
  const seeds = seedsFor(options);
  if (options.fixed === true && options.measure === true)
    throw new ArenaError("BadInput", "arena functions find", "--fixed and --measure", "expected one of them: --fixed measures, too");
  // A table of the installed package is left as it is.
  const own = rootOf(id) !== ROOT || WORKPLACE === ROOT;
  const file = options.out ?? (own ? join(rootOf(id), "function-base", id, "found.json") : join(RESULTS, `found-${id}.json`));
  const kept = options.state ?? join(RESULTS, `find-${id}.json`);
  // A path that cannot be written is reported before the long search.
  makeFolder(dirname(kept), stateAt(kept));
  onDisk(outAt(file), () => accessSync(dirname(file), constants.W_OK));
  const functions = codeDigest(base);
  const mode = options.fixed === true ? "fixed" : options.measure === true ? "measure" : "search";
  const bases = {
    search: () => foundOn(world, base, plan, kept, digest(["search 2", functions, plan as never])),
    fixed: () => ({ ...base, found: { ...base.found, fixed: fixedFor(world, base, plan) } }),
    measure: () => base,
  };
  const fresh = bases[mode]();
  const { fixed } = fresh.found;
  say(`Measuring on ${seeds.length} validation seeds.`);
  const scores = Object.fromEntries(
    plan.settings.map((setting) => {
      const score = (of: FunctionBase) => scoreOf(world, of, setting, seeds, (query) => teachersChoice(of, query));
      const row = {
        expert: rounded(score(fresh)),
        fixed: rounded(scoreOf(world, fresh, setting, seeds, (query) => fixedIn(fixed, fresh, query))),
        random: rounded(scoreOf(world, fresh, setting, seeds, randomly(fresh))),
      };
      const before = rounded(score(base));
      const words = Object.entries({ ...row, before }).map(([who, { gain, won }]) => `${who} ${gain.toFixed(3)} (${won.toFixed(2)})`);
      process.stdout.write(`${setting.id.padEnd(16)} ${words.join("  ")}\n`);
      return [setting.id, row];
    }),
  );
  const measured = {
    command: `arena functions find ${id}${mode === "search" ? "" : ` --${mode}`} --episodes ${seeds.length}`,
    ...(mode === "measure" ? {} : { seed: plan.seed }),
    validation: { first: seeds[0], count: seeds.length },
    functions,
    scores,
  };
  const { stages } = fresh.found;
  const text = `${JSON.stringify({ stages, fixed, measured } satisfies Found & Record<string, unknown>, null, 2)}\n`;
  writeWhole(dirname(file), basename(file), text, outAt(file));
  rmSync(kept, { force: true });
  say(`Written: ${relative(process.cwd(), file)}`);
  return 0;
}

/** The base with the table that a search found. */
function foundOn(world: World, base: FunctionBase, plan: FindPlan, kept: string, of: string): FunctionBase {
  const { likely, best, tried } = searchOn(world, base, plan, kept, of);
  say(`Found with ${tried} rows tried and ${best!.changes.length} changed.`);
  return { ...base, found: { stages: best!.stages, fixed: bestAgain(world, base, plan, likely) } };
}

const outAt = (file: string) => ({ where: `arena functions find --out ${file}` });
const stateAt = (file: string) => ({ where: `arena functions find --state ${file}` });

const rounded = ({ gain, won }: Score): Score => ({ gain: Math.round(gain * 1e4) / 1e4, won: Math.round(won * 1e4) / 1e4 });

/** Runs the search, storing its progress in a file; resumes where it was stopped. */
function searchOn(world: World, base: FunctionBase, plan: FindPlan, file: string, of: string): FindState {
  let from: FindState | undefined;
  if (existsSync(file)) {
    const kept = keptIn(file);
    if ((kept as Kept | null)?.of !== of)
      throw new ArenaError(
        "BadInput",
        `state ${file}`,
        "it is of other functions or another plan",
        "expected the one of this search: delete it to start anew, or choose another file with --state",
      );
    from = kept.state;
    say(`Going on from ${file}`);
  }
  const keep = (now: FindState) => keepState(file, { of, state: now });
  const began = performance.now();
  let [told, whole, first] = [-Infinity, 0, from === undefined ? 0 : NaN];
  let state = from;
  for (const next of find(world, base, plan, from)) {
    state = next;
    if (next.left !== null && next.left.length > whole) whole = next.left.length;
    if (next.left === null) whole = 0;
    const now = performance.now();
    if (now - told < 5_000) continue;
    told = now;
    keep(next);
    const passed = next.pass + (next.left === null ? 0 : 1 - next.left.length / Math.max(1, whole));
    const done = (next.start + passed / plan.depths.length) / next.starts.length;
    if (Number.isNaN(first)) first = done;
    const seconds = (now - began) / 1000;
    const left = done > first ? (seconds / (done - first)) * (1 - done) : NaN;
    say(
      `Start ${next.start + 1} of ${next.starts.length}, pass ${Math.min(next.pass + 1, plan.depths.length)} of ${plan.depths.length}, ${next.left?.length ?? 0} rows left, ${next.changes.length} changed, about ${duration(left)} left`,
    );
  }
  if (state === undefined) throw new ArenaError("BadInput", `state ${file}`, "it is empty", "expected a search that began");
  keep(state);
  return state;
}

type Kept = { readonly of: string; readonly state: FindState };

const keptIn = (file: string): Kept =>
  readJson(file, `state ${file}`, "expected the state of a search: delete it to start anew, or choose another file with --state") as Kept;

/** Writes the state atomically: a killed process loses a few seconds, not the search. */
const keepState = (file: string, kept: Kept): void => writeWhole(dirname(file), basename(file), JSON.stringify(kept), stateAt(file));

/** States of a setting in which every function is played out. */
const SAMPLED = 120;

/** Runs `arena functions values`; returns the exit code. */
export async function functionValues(id: string, options: FunctionsOptions): Promise<number> {
  const { world, base, plan } = await partsOf(id);
  const seeds = seedsFor(options);
  const uses = plan.settings.map((setting) => {
    say(`Playing ${setting.id}`);
    return usesOf(world, base, setting, seeds, SAMPLED);
  });
  const percent = (share = 0) => (share > 0 && share < 0.005 ? "< 1" : String(Math.round(100 * share)));
  const rows = [...base.functions, ...base.emergency.filter(({ name }) => uses.some((use) => use.has(name)))].map(
    ({ name, stage, notice }) => {
      const [first] = uses;
      const all = uses.map((use, i) => ({ setting: plan.settings[i]!.id, taken: 0, best: 0, ...use.get(name) }));
      const most = all.reduce((a, b) => (b.taken > a.taken ? b : a));
      const best = all.reduce((sum, one) => sum + one.best, 0) / all.length;
      const cells = [
        percent(first!.get(name)?.taken),
        `${percent(most.taken)} (${most.setting})`,
        // Functions that answer notices are not measured.
        ...(notice === undefined ? [percent(first!.get(name)?.best), percent(best)] : ["", ""]),
      ];
      return `| ${stage} | \`${name}\` | ${cells.join(" | ")} |`;
    },
  );
  const heads = [`taken on ${plan.settings[0]!.id}`, "taken at most", `best on ${plan.settings[0]!.id}`, "best on average"];
  process.stdout.write(`| stage | function | ${heads.join(" | ")} |\n| --- | --- | ---: | --- | ---: | ---: |\n${rows.join("\n")}\n`);
  return 0;
}

/**
 * Runs `arena functions sentences`: when to use each function, as the table has it, as the tags of its file; whoever changes a table copies
 * them there. Returns the exit code: 1 where a function says something else.
 */
export async function functionSentences(id: string, options: FunctionsOptions): Promise<number> {
  const { world, base, plan } = await partsOf(id);
  const seeds = seedsFor(options, SPLITS.train);
  const sentences = sentencesOf(base, statesMet(world, base, plan.settings, seeds));
  const lines = (when: readonly Clause[]) => when.map((clause) => `  @when ${clauseText(clause)}\n`).join("");
  let others = 0;
  for (const { name, when, share } of sentences) {
    const about = when === undefined ? "no state of play" : `${(100 * share).toFixed(1)} % of its stage's decisions`;
    const asIs = when !== undefined && lines(when) === lines(byName(base).get(name)!.when);
    if (when !== undefined && !asIs) others++;
    process.stdout.write(
      `${name}: ${about}${asIs ? " (as it is)" : ""}\n${when === undefined || asIs ? "" : lines(when) || "  no @when\n"}`,
    );
  }
  process.stdout.write(`${sentences.length - others} of ${sentences.length} functions say so\n`);
  return others === 0 ? 0 : 1;
}
