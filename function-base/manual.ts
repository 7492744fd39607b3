/** Reads a function's file: its doc comment is its manual. */
import { ArenaError, digest, printable } from "../src/core/index.ts";
import { clauseOf, type Says, sentenceOf } from "./clauses.ts";
import type { BaseFunction, Example, FunctionEntry, Origin } from "./types.ts";

/** A committed function: its path, its source, and the function itself. */
export interface FunctionFile {
  /** `<environment>/<name>.js`; in `<environment>/emergency/` lie those that join when a notice appears. */
  readonly path: string;
  readonly source: string;
  readonly run: BaseFunction;
}

/** What reading a function needs beside its source: who wrote it, and how its base says facts. */
export type Reading = { readonly origin?: Origin; readonly says?: Says };

/**
 * An entry from the source of a function.
 *
 * The doc comment before `export default function` is text, its purpose, then tags: `@stage <id>`; for functions of one role only `@role <word>`;
 * for functions of an emergency `@notice <id>`, with `@answers <what the notice says>`; clauses, one of which has to hold, as
 * `@when <fact>=<word> <fact>=<word>`; and at least one `@example <JSON>` with `observation` (the fields that replace those of the blank one),
 * `legal`, `previous` and `result`. In place of clauses the text may end with a sentence "Use when ...", which is kept as it is.
 * Throws `BadFunction`.
 */
export function entryOf(name: string, source: string, { origin = { by: "committed" }, says = {} }: Reading = {}): FunctionEntry {
  const where = `function ${name}`;
  const bad = (found: string, expected: string) => new ArenaError("BadFunction", where, found, expected);
  if (!/^[a-z][a-z0-9-]{0,39}$/.test(name))
    throw bad(`the name "${name}"`, "expected words of the letters a to z and digits, joined by hyphens");
  if (source.length > MAX_SOURCE) throw bad(`${source.length} characters`, `expected at most ${MAX_SOURCE}`);
  const hidden = source
    .replace(/^\ufeff/, "")
    .split(/\r?\n/)
    .find((line) => printable(line) !== line);
  if (hidden !== undefined)
    throw bad(
      `a control or invisible character in "${hidden.trim().slice(0, 80)}"`,
      "expected it written as \\u{...} in a text, or left out",
    );
  if ((source.match(/^export default /gm) ?? []).length !== 1)
    throw bad("not one default export", "expected one `export default function`");
  const comment = /\/\*\*((?:[^*]|\*(?!\/))*)\*\/\s*export default function/.exec(source)?.[1];
  if (comment === undefined) throw bad("no doc comment", "expected one right before `export default function`");
  const [text, ...tags] = comment
    .split("\n")
    .map((line) => line.replace(/^\s*\*? ?/, ""))
    .join("\n")
    .split(/^@(?=(?:stage|role|notice|answers|when|example)\b)/m);
  const tagged = (tag: string) => tags.filter((one) => one.startsWith(`${tag} `)).map((one) => plain(one.slice(tag.length)));
  const [stage, ...more] = tagged("stage");
  if (stage === undefined || more.length > 0) throw bad("not one @stage", "expected exactly one");
  const single = (tag: string): string | undefined => {
    const [first, second] = tagged(tag);
    if (second !== undefined) throw bad(`@${tag} twice`, "expected one at most");
    return first;
  };
  const [role, notice, answers] = [single("role"), single("notice"), single("answers")];
  const when = tagged("when").map((clause) => clauseOf(clause, where));
  const [purpose, prose] = partsOf(plain(text!));
  if (prose !== "" && (when.length > 0 || answers !== undefined))
    throw bad('a sentence "Use when ..." beside @when or @answers', "expected one of them: the sentence is derived from the tags");
  if (notice === undefined && answers !== undefined) throw bad("@answers without @notice", "expected the id of the notice, too");
  if (notice !== undefined && answers === undefined && prose === "")
    throw bad(`@notice ${notice} without @answers`, "expected what the notice says");
  const conditions = prose === "" ? sentenceOf({ when, ...(answers === undefined ? {} : { answers }) }, says) : prose;
  const manual = [purpose, conditions].filter((part) => part !== "").join(" ");
  if (manual === "") throw bad("no manual", "expected a sentence that says what it does");
  const examples = tags
    .filter((one) => one.startsWith("example "))
    .map((one) => one.slice("example".length).trim())
    .map((json, i): Example => {
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
  return {
    name,
    stage,
    ...(role === undefined ? {} : { role }),
    purpose,
    when,
    ...(answers === undefined ? {} : { answers }),
    conditions,
    manual,
    ...(notice === undefined ? {} : { notice }),
    source,
    digest: digest(source),
    origin,
    examples,
  };
}

/** A text on one line. */
const plain = (text: string): string => text.replace(/\s+/g, " ").trim();

/** Splits a manual in prose into its purpose and its conditions, which begin with "Use when". */
function partsOf(manual: string): readonly [purpose: string, conditions: string] {
  const at = manual.search(/\bUse when\b/);
  return at < 0 ? [manual, ""] : [manual.slice(0, at).trim(), manual.slice(at)];
}

/** The most characters that a function's source may have. */
const MAX_SOURCE = 8000;
