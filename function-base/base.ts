/** Puts the base of an environment together from its files and its guide. */
import { ArenaError, digest } from "../src/core/index.ts";
import { entryOf, type FunctionFile } from "./manual.ts";
import { misfits, strangers } from "./misfits.ts";
import { ofStage } from "./stages.ts";
import type { BaseGuide, Facts, FunctionBase } from "./types.ts";

/**
 * The base of an environment; throws `BadFunction` when its parts disagree: two functions share a name, one is for a stage or a role that
 * does not exist, or a clause or the table has an unknown fact or word.
 */
export function makeBase(env: string, guide: BaseGuide, files: readonly FunctionFile[]): FunctionBase {
  const mine = files.filter(({ path }) => path.startsWith(`${env}/`));
  const entries = mine.map(({ path, source, run }) => ({
    entry: entryOf(path.slice(path.lastIndexOf("/") + 1, -".js".length), source, { says: guide.says }),
    emergency: path.startsWith(`${env}/emergency/`),
    run,
  }));
  const names = new Set<string>();
  for (const { entry, emergency } of entries) {
    const bad = (found: string, expected: string) => new ArenaError("BadFunction", `function ${env}/${entry.name}`, found, expected);
    if (names.has(entry.name)) throw bad("its name is taken", "expected distinct names");
    names.add(entry.name);
    for (const { found, expected } of misfits(guide, entry)) throw bad(found, expected);
    if (emergency !== (entry.notice !== undefined))
      throw bad(emergency ? "no @notice" : `@notice ${entry.notice}`, "expected @notice in emergency/, and nowhere else");
  }
  const base: FunctionBase = {
    ...guide,
    facts: (observation, previous, stage) => checkedFacts(env, guide.facts(observation, previous, stage)),
    env,
    functions: entries.filter(({ emergency }) => !emergency).map(({ entry }) => entry),
    emergency: entries.filter(({ emergency }) => emergency).map(({ entry }) => entry),
    native: new Map(entries.map(({ entry, run }) => [entry.name, run])),
  };
  const [wrong] = mine.length === 0 ? [] : strangers(base, base.found);
  if (wrong !== undefined)
    throw new ArenaError(
      "BadFunction",
      `found.json of ${env}`,
      wrong,
      "expected functions, facts and words of the base: replace the others, then run `arena functions find` to search the table anew",
    );
  return base;
}

/** Names and values of facts that were checked before: they need no second check. */
const words = new Set<string>();

/**
 * Returns the facts if every name and value is one word; throws `BadInput` otherwise. Rows of the table, manuals and the texts of students
 * are read word by word, where a space would split a value.
 */
function checkedFacts(env: string, facts: Facts): Facts {
  for (const name in facts) {
    const value = facts[name]!;
    if (words.has(name) && words.has(value)) continue;
    const where = `facts of ${env}: "${name}"`;
    if (!WORD.test(name)) throw new ArenaError("BadInput", where, "a name that is not one word", "expected one without spaces");
    if (typeof value !== "string" || !WORD.test(value))
      throw new ArenaError("BadInput", where, JSON.stringify(value), 'expected one word without spaces, as "very-low"');
    words.add(name).add(value);
  }
  return facts;
}

const WORD = /^\S+$/;

const partial = new WeakMap<FunctionBase, Map<string, FunctionBase>>();

/**
 * The base without some of its ordinary functions, as if nobody had written them. Its table has no rows for them. Where one was the usual
 * choice or in the fixed sequence, the function with most rows left in the stage replaces it, or the stage's first function if no row is left.
 * Throws `BadFunction` for a name that is no ordinary function, and when a stage would be left without a function.
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
    Object.entries(base.found.stages).map(([id, { rows, usual, ...rest }]) => {
      const left = Object.entries(rows).filter(([, name]) => !hidden.has(name));
      const names = [...(hidden.has(usual) ? [] : [usual]), ...left.map(([, name]) => name)];
      const others = ofStage(base.functions, id).filter(({ name }) => !hidden.has(name));
      const most = [...new Set(names)].sort((a, b) => count(names, b) - count(names, a))[0] ?? others[0]?.name;
      if (most === undefined) throw bad(`all functions of stage ${id}`, "expected to leave one");
      standIn.set(id, most);
      return [id, { ...rest, rows: Object.fromEntries(left), usual: hidden.has(usual) ? most : usual }];
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

/** The name of a base among the inputs that a log's first line records. */
export const inputName = ({ env }: Pick<FunctionBase, "env">): string => `functions/${env}`;

/** The digest of what the ordinary functions do: of their code without their manuals. */
export const codeDigest = ({ functions }: Pick<FunctionBase, "functions">): string =>
  digest(functions.map(({ name, stage, source }) => [name, stage, source.replace(/\/\*\*(?:[^*]|\*(?!\/))*\*\//g, "")]));
