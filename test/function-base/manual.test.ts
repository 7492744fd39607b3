/** Reading functions from their files. */
import { describe, expect, test } from "vitest";
import { entryOf } from "../../function-base/index.ts";

const EXAMPLE = '{"observation":{},"legal":["stay"],"previous":null,"result":"stay"}';

const file = (comment: string, code = "export default function go() {\n  return 1;\n}\n") => `/**\n${comment} */\n${code}`;
const good = ` * Goes there,\n * somehow. Use when the\n *   way is free.\n *\n * @stage move\n * @example ${EXAMPLE}\n`;
const tagged = ` * Goes there,\n * somehow.\n *\n * @stage move\n * @when near=free distance=far\n * @when party=pair\n * @example ${EXAMPLE}\n`;

describe("an entry", () => {
  test("takes its manual, stage and examples from the doc comment", () => {
    const entry = entryOf("go-there", file(good));
    expect(entry).toMatchObject({
      name: "go-there",
      stage: "move",
      manual: "Goes there, somehow. Use when the way is free.",
      origin: { by: "committed" },
    });
    expect(entry.notice).toBeUndefined();
    expect(entry.examples).toEqual([JSON.parse(EXAMPLE)]);
    expect(entry.source).toBe(file(good));
  });

  test("has its clauses as data, and a manual that is derived from them", () => {
    expect(entryOf("go", file(tagged), { says: { near: "the near exit is" } })).toMatchObject({
      purpose: "Goes there, somehow.",
      when: [{ near: "free", distance: "far" }, { party: "pair" }],
      conditions: "Use when the near exit is free and the distance is far; or when the party is pair.",
      manual: "Goes there, somehow. Use when the near exit is free and the distance is far; or when the party is pair.",
    });
  });

  test("says which notice it answers, and in which states", () => {
    const fog = entryOf("go", file(`${tagged} * @role pursuer\n * @notice fog\n * @answers fog hides\n *   all runners\n`));
    expect(fog).toMatchObject({ role: "pursuer", notice: "fog", answers: "fog hides all runners" });
    expect(fog.conditions).toBe(
      "Use when a notice says that fog hides all runners and the near is free and the distance is far; or when a notice says that fog hides all runners and the party is pair.",
    );
    const always = entryOf("go", file(` * Goes.\n * @stage move\n * @notice fog\n * @answers fog came\n * @example ${EXAMPLE}\n`));
    expect(always).toMatchObject({ when: [], manual: "Goes. Use when a notice says that fog came." });
  });

  test("may say nothing of when, or in prose, which is kept as it is", () => {
    expect(entryOf("go", file(good.replace("Use when", "Perhaps if")))).toMatchObject({
      purpose: "Goes there, somehow. Perhaps if the way is free.",
      when: [],
      conditions: "",
      manual: "Goes there, somehow. Perhaps if the way is free.",
    });
    expect(entryOf("go", file(good))).toMatchObject({ purpose: "Goes there, somehow.", when: [], conditions: "Use when the way is free." });
  });

  test("takes examples over several lines, and several of them", () => {
    const more = ` * @example {"observation": {"a": 1},\n *   "legal": [],\n *   "previous": null, "result": [1, 2]}\n`;
    expect(entryOf("go", file(good + more)).examples[1]).toEqual({ observation: { a: 1 }, legal: [], previous: null, result: [1, 2] });
  });

  test("has a notice when it answers one, and other code before it", () => {
    const entry = entryOf(
      "go",
      `const far = (a) => a; /* no manual */\n\n${file(` * Goes. Use when told.\n * @stage move\n * @notice fog\n * @example ${EXAMPLE}\n`)}`,
    );
    expect(entry).toMatchObject({ notice: "fog", manual: "Goes. Use when told." });
  });

  test("has a digest of its source alone", () => {
    expect(entryOf("a", file(good)).digest).toBe(entryOf("b", file(good)).digest);
    expect(entryOf("a", file(good)).digest).not.toBe(entryOf("a", `${file(good)}\n`).digest);
  });

  test.each([
    ["Go", file(good), 'the name "Go"'],
    ["../etc", file(good), "the name"],
    ["go", "export default 1;", "no doc comment"],
    ["go", "/** Use when. */\nfunction go() {}\n", "not one default export"],
    ["go", `${file(good)}export default 2;\n`, "not one default export"],
    ["go", file(` * @stage move\n * @example ${EXAMPLE}\n`), "no manual"],
    ["go", file(good.replace("@stage move", "@stage move\n * @when near=free")), 'a sentence "Use when ..." beside @when or @answers'],
    ["go", file(tagged.replace("near=free", "near is free")), '@when near is free distance=far: "near"'],
    ["go", file(tagged.replace("near=free", "distance=near")), "@when distance=near distance=far: distance twice"],
    ["go", file(`${tagged} * @answers fog hides all\n`), "@answers without @notice"],
    ["go", file(`${tagged} * @notice fog\n`), "@notice fog without @answers"],
    ["go", file(`${tagged} * @role pursuer\n * @role runner\n`), "@role twice"],
    ["go", file(good.replace("@stage move", "nothing")), "not one @stage"],
    ["go", file(` * @stage assess\n${good}`), "not one @stage"],
    ["go", file(good.replace(EXAMPLE, "{")), "@example 1 is not JSON"],
    ["go", file(good.replace(EXAMPLE, '{"result":1}')), "@example 1 has the fields result"],
    ["go", file(" * Goes. Use when free.\n * @stage move\n"), "no @example"],
    ["go", file(good, `export default function go() {}\n${"//".repeat(5000)}`), "expected at most 8000"],
  ])("called %s that is wrong is refused (%#)", (name, source, message) => {
    expect(() => entryOf(name, source)).toThrow(message);
  });
});
