/** Worlds of one's own: `arena new env` writes one that passes `arena check`, and both say what is wrong. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { folder } from "../benchmarks/runs.ts";
import { type Ended, refused, spawned } from "./arena.ts";

/** A folder with one new world, which tests copy. */
let made: string;
let told: Ended;
beforeAll(async () => {
  made = mkdtempSync(join(tmpdir(), "arena-worlds-"));
  told = await spawned(["new", "env", "two-chairs", "--in", made]);
});

afterAll(() => rmSync(made, { recursive: true, force: true }));

/** A copy of the folder in which a file says something else. */
function changed(path: string, from: string, to: string): string {
  const copy = folder();
  cpSync(made, copy, { recursive: true });
  const text = readFileSync(join(copy, path), "utf8");
  expect(text).toContain(from);
  writeFileSync(join(copy, path), text.replace(from, to));
  return copy;
}

const filesIn = (home: string) => readdirSync(home, { recursive: true, encoding: "utf8" }).sort();

/** The files of a folder with what they hold. */
const held = (home: string) =>
  readdirSync(home, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => [join(entry.parentPath, entry.name), readFileSync(join(entry.parentPath, entry.name), "utf8")]);

test("a new world passes every check, by its folder and by its path", async () => {
  expect(told).toMatchObject({ code: 0, err: "" });
  expect(told.out).toMatch(/^ {2}arena check two-chairs --worlds \S+$/m);
  expect(filesIn(made)).toEqual(expect.arrayContaining(["worlds.ts", "envs/two-chairs/env.ts", "benchmarks/suites/two-chairs.json"]));
  for (const [path, text] of held(made)) expect(text, path).not.toMatch(/tally|\.\.\/src\/|test\/worlds/i);
  const [whole, byPath] = await Promise.all([
    spawned(["check", made]),
    spawned(["functions", "list", join(made, "envs", "two-chairs"), "--json"]),
  ]);
  expect(whole).toMatchObject({ code: 0, err: "" });
  expect(whole.out).toMatch(/^two-chairs@1 in \S+two-chairs\nok {6}/);
  expect(whole.out).not.toContain("FAILED");
  expect(JSON.parse(byPath.out)).toMatchObject({ env: "two-chairs" });
});

test("a second world joins the first, and both are listed with their suites", async () => {
  const home = folder();
  cpSync(made, home, { recursive: true });
  expect(await spawned(["new", "env", "pond", "--in", home])).toMatchObject({ code: 0, err: "" });
  const listed = await spawned(["list", "--json", "--worlds", home]);
  const all = JSON.parse(listed.out) as { environments: { id: string }[]; suites: { id: string }[] };
  for (const ids of [all.environments, all.suites].map((list) => list.map(({ id }) => id)))
    expect(ids).toEqual(expect.arrayContaining(["two-chairs", "pond"]));
});

describe("an id that cannot be is refused, and nothing is written", () => {
  test("by its form, by what has it, and by what is there", async () => {
    const before = held(made);
    const refusals: Readonly<Record<string, RegExp>> = {
      Chairs: /"Chairs": no id of an environment, expected at most 40 small letters/,
      "../up": /no id of an environment/,
      pursuit: /there is an environment of this id, expected another one/,
      greedy: /an agent, a suite, a role or a folder of the arena is called so/,
      student: /an agent, a suite, a role or a folder of the arena is called so/,
      class: /`class` has a meaning in the code that is written/,
      bidder: /`bidder` has a meaning in the code that is written/,
      "two-chairs": /envs\/two-chairs is there already, expected another id/,
    };
    for (const [id, message] of Object.entries(refusals)) refused(await spawned(["new", "env", id, "--in", made]), message);
    expect(held(made)).toEqual(before);
  });

  test("where a half of it is there already, or worlds.ts has no place for it", async () => {
    const home = folder();
    mkdirSync(join(home, "agents", "pond"), { recursive: true });
    refused(await spawned(["new", "env", "pond", "--in", home]), /agents\/pond is there already/);
    rmSync(join(home, "agents"), { recursive: true });
    writeFileSync(join(home, "worlds.ts"), "export const others = 1;\n");
    refused(await spawned(["new", "env", "pond", "--in", home]), /worlds\.ts: no `export const worlds = \{ \.\.\. \}`/);
    expect(held(home)).toEqual([[join(home, "worlds.ts"), "export const others = 1;\n"]]);
    expect(filesIn(home)).toEqual(["worlds.ts"]);
  });
});

describe("check says what is wrong, and where", () => {
  test("a rule that is broken, another play than was recorded, and a function that fails", async () => {
    const home = changed("envs/two-chairs/env.ts", "round: state.round + 1,", "round: state.round + (state.round === 4 ? 2 : 1),");
    const path = join(home, "function-base", "two-chairs", "whole-worth.js");
    writeFileSync(path, readFileSync(path, "utf8").replace("top: worth", "top: worth + 1"));
    rmSync(join(home, "envs", "two-chairs", "README.md"));
    const { code, out } = await spawned(["check", home]);
    expect(code).toBe(1);
    expect(out).toMatch(/^FAILED {2}the clock counts rounds up to the horizon: two-chairs .+, expected /m);
    expect(out).toMatch(/^FAILED {2}plays as golden\.txt records: \S+golden\.txt:\d+: it plays ".+", recorded is ".+", expected the same/m);
    expect(out).toMatch(/^FAILED {2}has a README: \S+README\.md: no such file or folder \(ENOENT\), expected the rules/m);
    expect(out).toMatch(/^FAILED {2}appraise\/whole-worth: @example 1 gives \{"top":11\}, expected \{"top":10\}/m);
  });

  test("--golden records the play anew", async () => {
    const home = changed("envs/two-chairs/text.ts", "Your purse holds", "Your bag holds");
    const { code, out } = await spawned(["check", home, "--golden"]);
    expect(code).toBe(0);
    expect(out).toMatch(/^ok {6}plays as golden\.txt records \(\S+ written: read it\)$/m);
    const golden = (of: string) => readFileSync(join(of, "envs", "two-chairs", "golden.txt"), "utf8");
    expect(golden(home)).toBe(golden(made).replaceAll("Your purse holds", "Your bag holds"));
  });

  test.each<[string, string, string, string, RegExp]>([
    [
      "a world that throws",
      "envs/two-chairs/env.ts",
      "const WORTHS",
      'throw new Error("boom");\nconst WORTHS',
      /boom, in \S+two-chairs\/env\.ts:\d+\)/,
    ],
    [
      "what is no TypeScript",
      "envs/two-chairs/env.ts",
      "const WORTHS",
      "const = WORTHS",
      /two-chairs\/env\.ts:\d+:\d+: ERROR: .+\), expected a world/,
    ],
    [
      "a missing file",
      "envs/two-chairs/env.ts",
      "./params.ts",
      "./parameters.ts",
      /Cannot find module '\S+parameters\.ts' imported from \S+env\.ts\)/,
    ],
    [
      "a function that is no module",
      "function-base/two-chairs/one-coin.js",
      "export default function",
      "export default function function",
      /one-coin\.js: .+, expected a JavaScript module/,
    ],
    [
      "an id of the arena's own",
      "worlds.ts",
      '"two-chairs": twoChairs',
      "pursuit: twoChairs",
      /^worlds\.ts: "pursuit": a world of the arena has this id/m,
    ],
    [
      "another id than its own",
      "worlds.ts",
      '"two-chairs": twoChairs',
      "chairs: twoChairs",
      /^worlds\.ts: "chairs": the world of "two-chairs"/m,
    ],
    [
      "no world",
      "worlds.ts",
      '"two-chairs": twoChairs',
      "chairs: {} as World",
      /^worlds\.ts: "chairs": no world, expected what `defineWorld` gives/m,
    ],
  ])("%s", async (_what, path, from, to, message) => {
    refused(await spawned(["check", changed(path, from, to)]), message);
  });

  test("a path without a world, two folders, and none", async () => {
    const home = folder();
    mkdirSync(join(home, "envs", "half"), { recursive: true });
    refused(await spawned(["check", join(home, "envs", "half")]), /^arena check: no world at ".+half", expected an id, or the path/m);
    refused(await spawned(["distill", home]), /^arena distill: no world at/m);
    refused(await spawned(["check", made, "--worlds", home]), /^arena: worlds of \S+ and of \S+, expected those of one folder/m);
    refused(await spawned(["list", "--worlds"]), /^arena --worlds: no folder, expected the folder of a worlds\.ts/m);
  });
});
