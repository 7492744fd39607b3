/** Puts the base of an environment together from its files and its guide. */
import { ArenaError, digest } from "../src/core/index.ts";
import { entryOf, type FunctionFile } from "./manual.ts";
import type { BaseGuide, FunctionBase, FunctionEntry } from "./types.ts";

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
    env,
    functions: entries.filter(({ emergency }) => !emergency).map(({ entry }) => entry),
    emergency: entries.filter(({ emergency }) => emergency).map(({ entry }) => entry),
    native: new Map(entries.map(({ entry, run }) => [entry.name, run])),
  };
}

/** The functions of one stage. */
export const ofStage = (entries: readonly FunctionEntry[], stage: string): readonly FunctionEntry[] =>
  entries.filter((entry) => entry.stage === stage);

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
