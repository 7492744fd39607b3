/** Texts in invented words: the control for what words mean. */
import { expect, test } from "vitest";
import { manualText, stageText } from "../../agents/index.ts";
import { NOTICE, reading } from "../../function-base/index.ts";
import { tokenizerFor } from "../../src/distill/assembly.ts";
import { decisionsIn, lessonsOf, manualsRead } from "../../src/distill/dataset.ts";
import { recipeFor, recipeSchema } from "../../src/distill/recipe.ts";
import { nodeRuntime } from "../../src/platform/ort.node.ts";
import { factsOf, lexiconOf } from "../../src/student/lessons.ts";
import { renamed, renamedFacts } from "../../src/student/renamed.ts";
import { openStudent } from "../../src/student/student.ts";
import { wordTable } from "../../src/workers/open-student.ts";
import { worlds } from "../../src/worlds.ts";
import { played, taughtBy, world } from "../distill/logs.ts";
import { tinyStudent } from "./tiny.ts";

test("no two words of a game become one, none keeps a meaning, and numbers and notices stay", async () => {
  const table = await wordTable();
  for (const { base } of Object.values(worlds)) {
    const read = reading(base, "purpose");
    const words = [...new Set([...read.functions, ...read.emergency].flatMap((entry) => manualText(entry, read).split(" ")))];
    const put = words.filter((word) => word !== NOTICE && !/^[\d:;()]+$/.test(word));
    expect(put.length).toBeGreaterThan(30);
    const invented = put.map(renamed);
    expect(new Set(invented).size).toBe(put.length);
    for (const word of invented) expect(table.vectorOf(word), word).toBeUndefined();
  }
  const state = stageText("act", { exit: "near 2" }, [{ id: "a", text: "Fog comes" }]);
  expect(renamed(state)).toBe(`${renamed("act")} ${renamed("exit")} ${renamed("near")} 2 ${NOTICE} fog comes`);
  expect(renamedFacts({ exit: "near 2" })).toEqual({ [renamed("exit")]: `${renamed("near")} 2` });
});

test("a student reads what it is asked in the words that it learned", async () => {
  const plain = openStudent("plain", tinyStudent("ld", 1), nodeRuntime(1));
  const files = tinyStudent("ld", 1);
  const invented = { ...files, student: JSON.stringify({ ...(JSON.parse(files.student) as object), renamed: true }) };
  const student = openStudent("invented", invented, nodeRuntime(1));
  const [state, manuals] = ["assess distance near", ["take near exit", "surround party"]];
  expect(await student.judge(state, manuals)).toEqual(await plain.judge(renamed(state), manuals.map(renamed)));
  expect(await student.judge(state, manuals)).not.toEqual(await plain.judge(state, manuals));
  expect(student.digest).not.toBe(plain.digest);
  for (const one of [student, plain]) await one.dispose();
});

test("lessons in invented words have none of the others, and the same facts and answers", async () => {
  const data = await decisionsIn(world, await played(1, taughtBy("expert")));
  const read = await manualsRead(world, { reads: "purpose", renamed: true });
  const [plain, invented] = [lessonsOf("ld", world, data, { reads: "purpose" }), lessonsOf("ld", world, data, read)];
  const before = new Set(lexiconOf(plain).words);
  expect(lexiconOf(invented).words.filter((word) => word !== NOTICE && !/^[\d:;()]+$/.test(word) && before.has(word))).toEqual([]);
  expect(factsOf(invented)).toHaveLength(factsOf(plain).length);
  expect(invented.choices.map(({ right }) => right)).toEqual(plain.choices.map(({ right }) => right));
  for (const { state, facts } of invented.choices)
    for (const [fact, word] of Object.entries(facts)) expect(state).toContain(` ${fact} ${word}`);
  const usual = recipeFor(world, "default");
  const tokens = JSON.stringify(tokenizerFor(world, usual, data, read));
  expect(tokens).toContain(Object.entries(invented.choices[0]!.facts)[0]!.join(" "));
  expect(() => recipeSchema.parse({ ...usual, reads: "both", renamed: true })).toThrow(/conditions are read by the words of facts/);
  expect(() => recipeSchema.parse({ ...usual, reads: "purpose", renamed: true, words: true })).toThrow(/invented words have no vectors/);
});
