/** Reads a function's file: its doc comment is its manual. */
import { ArenaError, digest } from "../src/core/index.ts";
import type { BaseFunction, Example, FunctionEntry, Origin } from "./types.ts";

/** A committed function: where it lies, what is written there, and what that came to. */
export interface FunctionFile {
  /** `pursuit/chase.js`; in `pursuit/emergency/` lie those that join when a notice appears. */
  readonly path: string;
  readonly source: string;
  readonly run: BaseFunction;
}

/**
 * An entry from the source of a function.
 *
 * The doc comment before `export default function` is text (the manual, with "Use when ..."), then tags:
 * `@stage <id>`, for functions of an emergency `@notice <id>`, and at least one `@example <JSON>` with
 * `observation` (fields beside those of the blank one), `legal`, `previous` and `result`.
 * Throws `BadFunction`.
 */
export function entryOf(name: string, source: string, origin: Origin = { by: "committed" }): FunctionEntry {
  const bad = (found: string, expected: string) => new ArenaError("BadFunction", `function ${name}`, found, expected);
  if (!/^[a-z][a-z0-9-]{0,39}$/.test(name)) throw bad(`the name "${name}"`, "expected words of small letters, joined by hyphens");
  if (source.length > MAX_SOURCE) throw bad(`${source.length} characters`, `expected at most ${MAX_SOURCE}`);
  if ((source.match(/^export default /gm) ?? []).length !== 1)
    throw bad("not one default export", "expected one `export default function`");
  const comment = /\/\*\*((?:[^*]|\*(?!\/))*)\*\/\s*export default function/.exec(source)?.[1];
  if (comment === undefined) throw bad("no doc comment", "expected one right before `export default function`");
  const [text, ...tags] = comment
    .split("\n")
    .map((line) => line.replace(/^\s*\*? ?/, ""))
    .join("\n")
    .split(/^@(?=stage|notice|example)/m);
  const manual = text!.replace(/\s+/g, " ").trim();
  if (!/\bUse when\b/.test(manual)) throw bad("a manual that does not say when to use it", 'expected a sentence "Use when ..."');
  const tagged = (tag: string) => tags.filter((one) => one.startsWith(`${tag} `)).map((one) => one.slice(tag.length).trim());
  const [stage, ...more] = tagged("stage");
  if (stage === undefined || more.length > 0) throw bad("not one @stage", "expected exactly one");
  const [notice] = tagged("notice");
  const examples = tagged("example").map((json, i): Example => {
    let value: unknown;
    try {
      value = JSON.parse(json);
    } catch {
      throw bad(`@example ${i + 1} is not JSON`, 'expected {"observation": ..., "legal": ..., "previous": ..., "result": ...}');
    }
    const fields = Object.keys(value as object)
      .sort()
      .join();
    if (fields !== "legal,observation,previous,result")
      throw bad(`@example ${i + 1} has the fields ${fields}`, "expected observation, legal, previous and result");
    return value as Example;
  });
  if (examples.length === 0) throw bad("no @example", "expected at least one: it is the function's test");
  return { name, stage, manual, ...(notice === undefined ? {} : { notice }), source, digest: digest(source), origin, examples };
}

/** The part of a manual that says when to use a function. */
export const useWhen = (manual: string): string => manual.slice(manual.search(/\bUse when\b/));

/** Characters a function may have. */
const MAX_SOURCE = 8000;
