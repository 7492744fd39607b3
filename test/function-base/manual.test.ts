/** Reading functions from their files. */
import { describe, expect, test } from "vitest";
import { entryOf } from "../../function-base/index.ts";

const EXAMPLE = '{"observation":{},"legal":["stay"],"previous":null,"result":"stay"}';

const file = (comment: string, code = "export default function go() {\n  return 1;\n}\n") => `/**\n${comment} */\n${code}`;
const good = ` * Goes there,\n * somehow. Use when the\n *   way is free.\n *\n * @stage move\n * @example ${EXAMPLE}\n`;

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
    ["go", file(good.replace("Use when", "Perhaps if")), 'expected a sentence "Use when ..."'],
    ["go", file(good.replace("@stage move", "nothing")), "not one @stage"],
    ["go", file(` * @stage assess\n${good}`), "does not say when"],
    ["go", file(` * @stage move\n${good}`.replace(" * Goes", " * Goes")), "does not say when"],
    ["go", file(good.replace(EXAMPLE, "{")), "@example 1 is not JSON"],
    ["go", file(good.replace(EXAMPLE, '{"result":1}')), "@example 1 has the fields result"],
    ["go", file(" * Goes. Use when free.\n * @stage move\n"), "no @example"],
    ["go", file(good, `export default function go() {}\n${"//".repeat(5000)}`), "expected at most 8000"],
  ])("called %s that is wrong is refused (%#)", (name, source, message) => {
    expect(() => entryOf(name, source)).toThrow(message);
  });
});
