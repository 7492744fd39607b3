/** Cassettes as they come back from disks and editors. */
import { mkdirSync, readFileSync, symlinkSync, writeFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { openTape } from "../../src/platform/tape.node.ts";
import { folder } from "../benchmarks/runs.ts";

const take = { key: "a", type: "application/json", body: '{"pick":"größe"}' };
const more = { key: "b", type: "application/json", body: "{}" };
const whole = `${JSON.stringify(take)}\n`;

/** A cassette of these bytes. */
function cassette(bytes: string | Uint8Array): string {
  const path = join(folder(), "cassette.jsonl");
  writeFileSync(path, bytes);
  return path;
}

describe("a cassette keeps every whole answer", () => {
  test.each<[string, string, string, readonly number[]]>([
    ["behind a torn end", `${whole}{"key":"torn`, whole, []],
    ["that lacks its newline", whole.trimEnd(), whole, []],
    ["before a bad line", `${whole}nonsense\n`, `${whole}nonsense\n`, [2]],
    ["between a bad line and a torn end", `{"key":1}\n${whole}{"ke`, `{"key":1}\n${whole}`, [1]],
    ["behind a byte order mark", `\uFEFF${whole}`, `\uFEFF${whole}`, []],
    ["with other line ends", whole.replace("\n", "\r\n"), whole.replace("\n", "\r\n"), []],
    ["between empty lines", `\n${whole}\n\n`, `\n${whole}\n\n`, []],
  ])("%s", (_, bytes, kept, bad) => {
    const path = cassette(bytes);
    const told: string[] = [];
    const tape = openTape(path, (line) => told.push(line));
    expect(tape.get("a")).toEqual(take);
    const out = "not an answer, or not as it was kept: it is left out, and its question asked anew";
    expect(told).toEqual(bad.map((line) => `cassette ${path} line ${line}: ${out}`));
    expect(readFileSync(path, "utf8")).toBe(bytes); // reading alone changes nothing
    tape.put(more);
    expect(readFileSync(path, "utf8").replace(/,"digest":"\w+"/, "")).toBe(`${kept}${JSON.stringify(more)}\n`);
    expect([openTape(path).get("a"), openTape(path).get("b")]).toEqual([take, more]);
  });
});

test("an answer of which a bit was flipped is never given, wherever it was", () => {
  const path = cassette("");
  openTape(path).put(more);
  openTape(path).put(take);
  const bytes = readFileSync(path);
  const from = bytes.indexOf("\n") + 1;
  for (let at = from; at < bytes.length - 1; at++)
    for (const bit of [1, 2, 32]) {
      const flipped = Buffer.from(bytes);
      flipped[at]! ^= bit;
      writeFileSync(path, flipped);
      const told: string[] = [];
      expect(openTape(path, (line) => told.push(line)).get("a"), `byte ${at}`).toBeUndefined();
    }
});

test.each<[string, string | Uint8Array, RegExp]>([
  ["prose", "nonsense\n", /line 1: not an answer, .*, expected a cassette: delete it to ask anew, or choose another file$/],
  ["a log", '{"type":"start"}\n{"type":"end"}\n', /line 1: not an answer, .*, expected a cassette/],
  ["what is compressed", gzipSync(whole), /: it is compressed \(gzip\), expected plain text: `gunzip` gives it$/],
  ["UTF-16", Buffer.from(`\uFEFF${whole}`, "utf16le"), /: it is UTF-16, expected UTF-8.*: `iconv -f UTF-16 -t UTF-8` gives it$/],
])("%s is no cassette, and stays as it is", (_, bytes, message) => {
  const path = cassette(bytes);
  expect(() => openTape(path)).toThrow(message);
  expect(readFileSync(path)).toEqual(Buffer.from(bytes));
});

test("an answer that cannot be kept says why, and the way on", () => {
  const file = cassette("");
  expect(() => openTape(join(file, "more.jsonl")).put(more)).toThrow(
    /^cassette .*more\.jsonl: a file stands where a folder is needed \(EN?OTDIR|EEXIST\), expected a place that can be written/,
  );
  const path = join(folder(), "cassette.jsonl");
  mkdirSync(path);
  expect(() => openTape(path)).toThrow(/: a folder stands where a file is needed \(EISDIR\), expected a file that can be read$/);
  if (!existsSync("/dev/full")) return;
  const full = join(folder(), "cassette.jsonl");
  const tape = openTape(full);
  symlinkSync("/dev/full", full);
  expect(() => tape.put(more)).toThrow(
    `cassette ${full}: the disk is full, expected room for an answer that was paid for: free some, then go on`,
  );
});
