import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fieldTwice } from "../../src/core/index.ts";

describe("JSON that people wrote", () => {
  test.each([
    ['{"a":1,"a":2}', "a"],
    ['{"a":1,"\\u0061":2}', "a"],
    ['{"subjects":{"x":"random","y":"greedy","x":"expert"}}', "subjects.x"],
    ['{"list":[1,{"a":[],"b":0},{"a":{},"a":0}]}', "list.2.a"],
    ['[[0,"a","a"],{"a":"a","b":"a","":1,"":2}]', "1."],
    ['{"__proto__":1,"__proto__":2}', "__proto__"],
    ['{"a":"{\\"a\\":1,\\"a\\":2}","b":[],"b":"]"}', "b"],
  ])("has no field twice: %s", (text, field) => {
    expect(JSON.parse(text)).toBeDefined();
    expect(fieldTwice(text)).toBe(field);
  });

  test.each([
    '{"a":{"a":1},"b":{"a":1}}',
    '[{"a":1},{"a":2}]',
    '{"a":"b","b":"a"}',
    '{"a":": \\"a\\":","b":["a","a"]}',
    "5",
    '"a"',
    "null",
  ])("has fields of one name in different objects: %s", (text) => expect(fieldTwice(text)).toBeUndefined());

  test("has no field twice where a program wrote it, however it is set", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(3), (value, spaces) => {
        expect(fieldTwice(JSON.stringify(value, null, spaces))).toBeUndefined();
      }),
      { seed: 20, numRuns: Number(process.env["FUZZ"] ?? 300) },
    );
  });

  test("is long now and then", () => {
    const text = JSON.stringify({ a: 'x"\\'.repeat(500_000), b: Array.from({ length: 50_000 }, (_, i) => ({ i })) });
    expect(fieldTwice(text)).toBeUndefined();
  });
});
