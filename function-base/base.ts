/** Puts the base of an environment together from its files and its guide. */
import { ArenaError, digest } from "../src/core/index.ts";
import { entryOf, type FunctionFile } from "./manual.ts";
import type { BaseGuide, Facts, FunctionBase, FunctionEntry } from "./types.ts";

/** The base of an environment; throws `BadFunction` when two functions share a name or one names no stage. */
export function makeBase(env: string, guide: BaseGuide, files: readonly FunctionFile[]): FunctionBase {
  const mine = files.filter(({ path }) => path.startsWith(`${env}/`));
  const entries = mine.map(({ path, source, run }) => ({
    entry: entryOf(path.slice(path.lastIndexOf("/") + 1, -".js".length), source),
    emergency: path.startsWith(`${env}/emergency/`),
    run,
  }));
  const names = new Set<string>();
  for (const { entry, emergency } of entries) {
    const bad = (found: string, expected: string) => new ArenaError("BadFunction", `function ${env}/${entry.name}`, found, expected);
    if (names.has(entry.name)) throw bad("its name is taken", "expected distinct names");
    names.add(entry.name);
    if (!guide.stages.some(({ id }) => id === entry.stage))
      throw bad(`@stage ${entry.stage}`, `expected one of ${guide.stages.map(({ id }) => id).join(", ")}`);
    if (emergency !== (entry.notice !== undefined))
      throw bad(emergency ? "no @notice" : `@notice ${entry.notice}`, "expected @notice in emergency/, and nowhere else");
  }
  return {
    ...guide,
    facts: (observation, previous) => checkedFacts(env, guide.facts(observation, previous)),
    env,
    functions: entries.filter(({ emergency }) => !emergency).map(({ entry }) => entry),
    emergency: entries.filter(({ emergency }) => emergency).map(({ entry }) => entry),
    native: new Map(entries.map(({ entry, run }) => [entry.name, run])),
  };
}

/** Facts as they have to be; throws `BadInput`. Rows of the table, manuals and students are read word by word: a space would part a value. */
function checkedFacts(env: string, facts: Facts): Facts {
  for (const [name, value] of Object.entries(facts)) {
    const where = `facts of ${env}: "${name}"`;
    if (!WORD.test(name)) throw new ArenaError("BadInput", where, "a name that is not one word", "expected one without spaces");
    if (typeof value !== "string" || !WORD.test(value))
      throw new ArenaError("BadInput", where, JSON.stringify(value), 'expected one word without spaces, as "very-low"');
  }
  return facts;
}

const WORD = /^\S+$/;

/** The functions of one stage. */
export const ofStage = (entries: readonly FunctionEntry[], stage: string): readonly FunctionEntry[] =>
  entries.filter((entry) => entry.stage === stage);

const partial = new WeakMap<FunctionBase, Map<string, FunctionBase>>();

/**
 * The base without some of its ordinary functions, as if nobody had written them: its table has no rows for them, and where one was the
 * usual choice or in the fixed sequence, the stage's function with most rows left stands in. Throws `BadFunction` for a name that is none
 * of them, and when a stage would be left without a function that the table takes.
 */
export function without(base: FunctionBase, hidden: readonly string[]): FunctionBase {
  if (hidden.length === 0) return base;
  let known = partial.get(base);
  if (known === undefined) partial.set(base, (known = new Map<string, FunctionBase>()));
  const key = [...new Set(hidden)].sort().join(" ");
  let made = known.get(key);
  if (made === undefined) known.set(key, (made = makeWithout(base, new Set(hidden))));
  return made;
}

function makeWithout(base: FunctionBase, hidden: ReadonlySet<string>): FunctionBase {
  const bad = (found: string, expected: string) => new ArenaError("BadFunction", `hidden functions of ${base.env}`, found, expected);
  for (const name of hidden)
    if (!base.functions.some((one) => one.name === name))
      throw bad(`"${name}"`, `expected some of ${base.functions.map((one) => one.name).join(", ")}`);
  const standIn = new Map<string, string>();
  const stages = Object.fromEntries(
    Object.entries(base.found.stages).map(([id, { keys, rows, usual }]) => {
      const left = Object.entries(rows).filter(([, name]) => !hidden.has(name));
      const names = [...(hidden.has(usual) ? [] : [usual]), ...left.map(([, name]) => name)];
      const most = [...new Set(names)].sort((a, b) => count(names, b) - count(names, a))[0];
      if (most === undefined) throw bad(`all that the table takes in stage ${id}`, "expected to leave one");
      standIn.set(id, most);
      return [id, { keys, rows: Object.fromEntries(left), usual: hidden.has(usual) ? most : usual }];
    }),
  );
  const fixed = Object.fromEntries(Object.entries(base.found.fixed).map(([id, name]) => [id, hidden.has(name) ? standIn.get(id)! : name]));
  const functions = base.functions.filter(({ name }) => !hidden.has(name));
  return { ...base, functions, found: { stages, fixed } };
}

const count = (names: readonly string[], name: string): number => names.filter((one) => one === name).length;

const digests = new WeakMap<FunctionBase, string>();

/** The digest of a base: of its functions' names and sources, and of what was found about them. */
export function digestOfBase(base: FunctionBase): string {
  let known = digests.get(base);
  if (known === undefined) {
    const { stages, fixed } = base.found;
    known = digest([[...base.functions, ...base.emergency].map((entry) => [entry.name, entry.digest]), stages, fixed]);
    digests.set(base, known);
  }
  return known;
}

/** The name of a base among the inputs that a log's first line tells. */
export const inputName = ({ env }: Pick<FunctionBase, "env">): string => `functions/${env}`;

/** The digest of what the ordinary functions do: of their code without their manuals. */
export const codeDigest = ({ functions }: Pick<FunctionBase, "functions">): string =>
  digest(functions.map(({ name, stage, source }) => [name, stage, source.replace(/\/\*\*(?:[^*]|\*(?!\/))*\*\//g, "")]));
