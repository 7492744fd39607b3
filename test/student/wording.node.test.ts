/** The texts that committed students were trained on are those that the clauses give now. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { worldOf } from "../../src/worlds.ts";
import { manualText } from "../../agents/index.ts";
import { formsOf } from "../../function-base/index.ts";
import { digest } from "../../src/core/index.ts";
import { wordingOf } from "../../src/student/conditions.ts";

const base = worldOf("pursuit").base;

test("the manuals, and what students read of them, are those of the committed students: whoever changes them trains anew", () => {
  const all = [...base.functions, ...base.emergency];
  expect(digest(all.map(({ name, manual }) => [name, manual]))).toBe("2252328eb833ff5c6ef6896099d971e8");
  expect(digest(all.map((entry) => [entry.name, manualText(entry, base)]))).toBe("adff1dad4990ccfbe6a83484788d2d77");
});

test("the committed student that reads conditions knows the phrases that are derived from the clauses now, and no others", () => {
  const words = (stage: string) => base.terms![stage]!;
  const path = new URL("../../agents/student/models/pursuit-ld-conditions/student.json", import.meta.url);
  const { lexicon } = JSON.parse(readFileSync(path, "utf8")) as {
    readonly lexicon: { readonly phrases: Readonly<Record<string, string>> };
  };
  for (const { id } of base.stages) {
    const clauses = base.functions.filter(({ stage }) => stage === id).flatMap(({ when }) => when);
    for (const [fact, { before, words: said }] of wordingOf(clauses, formsOf(clauses, base.says), []))
      for (const word of said) expect(lexicon.phrases[`${before} ${word}`], `${before} ${word}`).toBe(`${fact} ${word}`);
  }
  const all = base.stages.flatMap(({ id }) => Object.entries(words(id)).flatMap(([fact, some]) => some.map((word) => `${fact} ${word}`)));
  for (const phrase of Object.values(lexicon.phrases)) expect(all).toContain(phrase);
});
