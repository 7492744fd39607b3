/** Texts and JSON as people's programs write them. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fileForm, jsonFault, jsonIn, textIn } from "../../src/core/index.ts";

const text = '{"größe": [1, "x"]}';
const utf16be = (of: string) => Buffer.from(of, "utf16le").swap16();

describe("textIn", () => {
  test.each<[string, Uint8Array]>([
    ["UTF-8", Buffer.from(text)],
    ["UTF-8 with a byte order mark, as Notepad and PowerShell 5 write it", Buffer.from(`\uFEFF${text}`)],
    ["UTF-16", Buffer.from(`\uFEFF${text}`, "utf16le")],
    ["UTF-16 of the other order", utf16be(`\uFEFF${text}`)],
    ["UTF-16 without a mark", Buffer.from(text, "utf16le")],
    ["UTF-16 of the other order without a mark", utf16be(text)],
  ])("reads %s", (_, bytes) => {
    expect(textIn(bytes, "file")).toBe(text);
  });

  test.each<[string, Uint8Array, string]>([
    ["gzip", Buffer.from([0x1f, 0x8b, 8, 0]), "file: it is compressed (gzip), expected plain text: `gunzip` gives it"],
    ["zip", Buffer.from("PK\u0003\u0004"), "file: it is compressed (zip), expected plain text: `unzip` gives it"],
    ["zstd", Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), "file: it is compressed (zstd), expected plain text: `unzstd` gives it"],
    ["xz", Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]), "file: it is compressed (xz), expected plain text: `unxz` gives it"],
    ["bzip2", Buffer.from("BZh9"), "file: it is compressed (bzip2), expected plain text: `bunzip2` gives it"],
    ["UTF-32", Buffer.from([0xff, 0xfe, 0, 0]), "file: it is UTF-32, expected UTF-8: `iconv -f UTF-32 -t UTF-8` gives it"],
    ["Latin-1", Buffer.from(`{\n${text}`, "latin1"), "file: line 2: a letter that is not UTF-8, expected the file saved as UTF-8"],
  ])("names %s, and the way out", (_, bytes, message) => {
    expect(() => textIn(bytes, "file")).toThrow(message);
  });

  test("takes an empty file for an empty text", () => {
    expect(fileForm(new Uint8Array())).toEqual({ text: "utf-8", mark: 0 });
    expect(textIn(new Uint8Array(), "file")).toBe("");
  });
});

describe("jsonIn", () => {
  test.each([
    ["", "line 1 column 1: no JSON (it is empty)"],
    ["{", "line 1 column 2: no JSON (it ends too early)"],
    ['{\n  "a": 1,\n}', 'line 3 column 1: no JSON (a comma before "}")'],
    ['{\n  "a": [1, 2,]\n}', 'line 2 column 14: no JSON (a comma before "]")'],
    ['{\n  // a note\n  "a": 1\n}', 'line 2 column 3: no JSON (a comment, which JSON has not: "// a note")'],
    ["{'a': 1}", 'line 1 column 2: no JSON (a text in other quotes than ": "\'a\': 1}")'],
    ["{“a”: 1}", 'line 1 column 2: no JSON (a text in other quotes than ": "“a”: 1}")'],
    ['{"a": NaN}', 'line 1 column 7: no JSON ("NaN}" does not fit there)'],
    ['{"a": 1}\n{"a": 2}', 'line 2 column 1: no JSON ("{\\"a\\": 2}" does not fit there)'],
    ['{"a": "b\n"}', "line 1 column 9: no JSON ("],
    ["seeds: 3", 'line 1 column 1: no JSON ("seeds: 3" does not fit there)'],
  ])("says where %j is wrong", (bad, message) => {
    expect(() => jsonIn(bad, "suite", "expected JSON")).toThrow(`suite: ${message}`);
  });

  test("refuses what is nested too deeply to be checked", () => {
    const nested = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;
    expect(JSON.stringify(jsonIn(nested(200), "suite", "expected JSON"))).toBe(nested(200));
    for (const depth of [201, 100_000])
      expect(() => jsonIn(`{"a": ${nested(depth)}}`, "suite", "expected JSON")).toThrow(
        "suite: lists and objects more than 200 deep, expected JSON",
      );
  });

  test("a fault is found exactly where there is one", () => {
    const edit = fc.tuple(
      fc.json(),
      fc.nat(),
      fc.nat(2),
      fc.constantFrom("", ",", "}", "]", "[", '"', "\\", "0", "1", "e", "-", ".", ":", "t", "\n", "\u0001", " ", "\\u12", "null"),
    );
    fc.assert(
      fc.property(edit, ([json, at, length, put]) => {
        const from = at % (json.length + 1);
        const edited = json.slice(0, from) + put + json.slice(from + length);
        let whole = true;
        try {
          JSON.parse(edited);
        } catch {
          whole = false;
        }
        const fault = jsonFault(edited);
        expect(fault === undefined).toBe(whole);
        if (fault !== undefined) expect(fault).toBeLessThanOrEqual(edited.length);
      }),
      { numRuns: Number(process.env["FUZZ"] ?? 1000), seed: 3 },
    );
  });
});
