import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { canonical, deepFreeze, digest, frozenCopy, lineHash, sha256Hex } from "../../src/core/digest.ts";
import type { Json } from "../../src/core/index.ts";

const json = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<Json>;

describe("canonical", () => {
  test("is RFC 8785: sorted keys by UTF-16, shortest numbers, minimal escapes", () => {
    expect(canonical({ numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 0.000000000000000000000000001], literals: [null, true, false] })).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27]}',
    );
    const keys = {
      "\u20ac": "Euro",
      "\r": "CR",
      "\ufb33": "Dalet",
      "1": "One",
      "\ud83d\ude00": "Smile",
      "\u0080": "Control",
      "\u00f6": "o",
    };
    const places = ["CR", "One", "Control", "o", "Euro", "Smile", "Dalet"].map((name) => canonical(keys).indexOf(name));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(canonical('\u20ac$\u000f\nA\'B"\\"/')).toBe('"\u20ac$\\u000f\\nA\'B\\"\\\\\\"/"');
    expect(canonical(-0)).toBe("0");
  });

  test("does not depend on the order of fields, and is JSON of the same value", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), json), (fields) => {
        const turned = Object.fromEntries(Object.entries(fields).reverse());
        expect(canonical(turned)).toBe(canonical(fields));
        expect(JSON.parse(canonical(fields))).toEqual(JSON.parse(JSON.stringify(fields)));
      }),
    );
  });

  test("is the same of what is frozen, of its parts, and asked again", () => {
    fc.assert(
      fc.property(json, (value) => {
        const text = canonical(value);
        expect(canonical(frozenCopy(value))).toBe(text);
        const frozen = deepFreeze(structuredClone(value));
        expect([canonical(frozen), canonical(frozen)]).toEqual([text, text]);
        expect(canonical([frozen, { frozen }])).toBe(`[${text},{"frozen":${text}}]`);
      }),
    );
  });

  test("does not keep the text of what may still change", () => {
    const list = [1, 2, 3, 4, 5];
    const shallow = Object.freeze({ list, a: 1, b: 2, c: 3 });
    expect(canonical(shallow)).toBe('{"a":1,"b":2,"c":3,"list":[1,2,3,4,5]}');
    list.push(6);
    expect(canonical(shallow)).toBe('{"a":1,"b":2,"c":3,"list":[1,2,3,4,5,6]}');
    deepFreeze(shallow);
    expect(() => list.push(7)).toThrow(TypeError);
  });

  test("tells names with line breaks apart", () => {
    expect(canonical({ b: 1, a: 2 })).toBe('{"a":2,"b":1}');
    expect(canonical({ "b\na": 1 })).toBe('{"b\\na":1}');
    expect(canonical({ "b\na": 1, c: 2 })).toBe('{"b\\na":1,"c":2}');
  });

  test("leaves out undefined fields and refuses what is not JSON", () => {
    expect(canonical({ a: undefined, b: 1 } as never)).toBe('{"b":1}');
    for (const bad of [NaN, Infinity, undefined, () => 1, 1n, Symbol("s")])
      expect(() => canonical(bad as never)).toThrow(/^canonical: found .*, expected plain JSON$/);
  });
});

describe("digests", () => {
  test("are SHA-256 (FIPS 180-4)", () => {
    expect(sha256Hex("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    expect(sha256Hex("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect(digest("abc")).toBe(sha256Hex('"abc"').slice(0, 32));
  });

  test("are the same here and where another program computes them", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(sha256Hex(text)).toBe(bytesToHex(sha256(utf8ToBytes(text))));
      }),
    );
    expect(sha256Hex("\ud800")).toBe(bytesToHex(sha256(utf8ToBytes("\ud800"))));
  });

  test("of lines are those of their text", () => {
    const hash = lineHash();
    expect(hash.hex()).toBe(sha256Hex(""));
    for (const line of ["a", "", "\u00e4\u20ac"]) hash.add(line);
    expect(hash.hex()).toBe(sha256Hex("a\n\n\u00e4\u20ac\n"));
    hash.add("b");
    expect(hash.hex()).toBe(sha256Hex("a\n\n\u00e4\u20ac\nb\n"));
  });

  test("tell values apart that print alike", () => {
    expect(digest([1, "1"])).not.toBe(digest(["1", 1]));
    expect(digest({ a: [] })).not.toBe(digest({ a: {} }));
  });
});

test("deepFreeze freezes all the way down", () => {
  const value = deepFreeze({ a: [{ b: 1 }] });
  expect(() => ((value.a[0] as { b: number }).b = 2)).toThrow(TypeError);
  expect(() => value.a.push({ b: 3 })).toThrow(TypeError);
});
