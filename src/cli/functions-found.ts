/** `arena functions find` and `values`: which function is best where, and what each is worth. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { find, type FindState } from "../../agents/functions/find.ts";
import { type FindPlan, plans } from "../../agents/functions/settings.ts";
import { randomly, type Score, scoreOf, usesOf } from "../../agents/functions/values.ts";
import { envs } from "../../envs/index.ts";
import { bases, codeDigest, type Found, type FunctionBase, teachersChoice } from "../../function-base/index.ts";
import { type AnyEnvironment, ArenaError, digest, lookup, SPLITS } from "../core/index.ts";
import { duration } from "./progress.ts";
import { ROOT } from "./site.ts";

/** The flags of `arena functions`. */
export type FunctionsOptions = { readonly state?: string; readonly out?: string; readonly episodes?: string };

const say = (line: string) => process.stderr.write(`${line}\n`);

function partsOf(id: string): { readonly base: FunctionBase; readonly env: AnyEnvironment; readonly plan: FindPlan } {
  const base = lookup(bases, id, "arena functions", "function base of an environment");
  return { base, env: envs[id]!, plan: lookup(plans, id, "arena functions", "plan for a function base") };
}

function seedsFor(options: FunctionsOptions): readonly number[] {
  const count = Number(options.episodes ?? 100);
  if (!Number.isInteger(count) || count < 1)
    throw new ArenaError("BadInput", "arena functions --episodes", `"${options.episodes}"`, "expected a whole number from 1");
  return Array.from({ length: count }, (_, i) => SPLITS.validation + i);
}

/** Runs `arena functions find`; returns the exit code. */
export function findFunctions(id: string, options: FunctionsOptions): number {
  const { base, env, plan } = partsOf(id);
  const seeds = seedsFor(options);
  const file = options.out ?? join(ROOT, "function-base", id, "found.json");
  const kept = options.state ?? join(ROOT, "benchmarks", "results", `find-${id}.json`);
  const functions = codeDigest(base);
  const of = digest([functions, plan as never]);
  const found = searchOn(base, env, plan, kept, of);
  const [fixed] = found.starts;
  const fresh: FunctionBase = { ...base, found: { stages: found.best!.stages, fixed: fixed! } };
  say(`Found with ${found.tried} rows tried and ${found.best!.changes.length} changed. Measuring on ${seeds.length} validation seeds.`);
  const scores = Object.fromEntries(
    plan.settings.map((setting) => {
      const score = (of: FunctionBase) => scoreOf(of, env, setting, seeds, (query) => teachersChoice(of, query));
      const row = {
        expert: rounded(score(fresh)),
        fixed: rounded(scoreOf(fresh, env, setting, seeds, ({ stage }) => fixed![stage.id]!)),
        random: rounded(scoreOf(fresh, env, setting, seeds, randomly(fresh))),
      };
      const before = rounded(score(base));
      const words = Object.entries({ ...row, before }).map(([who, { gain, won }]) => `${who} ${gain.toFixed(3)} (${won.toFixed(2)})`);
      process.stdout.write(`${setting.id.padEnd(16)} ${words.join("  ")}\n`);
      return [setting.id, row];
    }),
  );
  const measured = {
    command: `arena functions find ${id}`,
    seed: plan.seed,
    validation: { first: seeds[0], count: seeds.length },
    functions,
    scores,
  };
  writeFileSync(file, `${JSON.stringify({ ...fresh.found, measured } satisfies Found & Record<string, unknown>, null, 2)}\n`);
  rmSync(kept, { force: true });
  say(`Written: ${relative(process.cwd(), file)}`);
  return 0;
}

const rounded = ({ gain, won }: Score): Score => ({ gain: Math.round(gain * 1e4) / 1e4, won: Math.round(won * 1e4) / 1e4 });

/** Searches to the end, keeping where it stands in a file; goes on where it was stopped. */
function searchOn(base: FunctionBase, env: AnyEnvironment, plan: FindPlan, file: string, of: string): FindState {
  let from: FindState | undefined;
  if (existsSync(file)) {
    const kept = JSON.parse(readFileSync(file, "utf8")) as { readonly of: string; readonly state: FindState };
    if (kept.of !== of)
      throw new ArenaError(
        "BadInput",
        `state ${file}`,
        "it is of other functions or another plan",
        "expected the same: delete it to start anew",
      );
    from = kept.state;
    say(`Going on from ${file}`);
  }
  mkdirSync(dirname(file), { recursive: true });
  const began = performance.now();
  let [told, whole, first] = [-Infinity, 0, from === undefined ? 0 : NaN];
  let state = from;
  for (const next of find(base, env, plan, from)) {
    state = next;
    if (next.left !== null && next.left.length > whole) whole = next.left.length;
    if (next.left === null) whole = 0;
    const now = performance.now();
    if (now - told < 5_000) continue;
    told = now;
    writeFileSync(file, JSON.stringify({ of, state: next }));
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
  writeFileSync(file, JSON.stringify({ of, state }));
  return state;
}

/** States of a setting in which every function is played out. */
const SAMPLED = 120;

/** Runs `arena functions values`; returns the exit code. */
export function functionValues(id: string, options: FunctionsOptions): number {
  const { base, env, plan } = partsOf(id);
  const seeds = seedsFor(options);
  const uses = plan.settings.map((setting) => {
    say(`Playing ${setting.id}`);
    return usesOf(base, env, setting, seeds, SAMPLED);
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
        // Functions of notices are not played out.
        ...(notice === undefined ? [percent(first!.get(name)?.best), percent(best)] : ["", ""]),
      ];
      return `| ${stage} | \`${name}\` | ${cells.join(" | ")} |`;
    },
  );
  const heads = [`taken on ${plan.settings[0]!.id}`, "taken at most", `best on ${plan.settings[0]!.id}`, "best on average"];
  process.stdout.write(`| stage | function | ${heads.join(" | ")} |\n| --- | --- | ---: | --- | ---: | ---: |\n${rows.join("\n")}\n`);
  return 0;
}
