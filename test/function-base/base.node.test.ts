/** The function bases: what is written in their files holds. */
import { worlds } from "../../src/worlds.ts";
import { worldOf } from "../../src/worlds.ts";
import { beforeAll, describe, expect, test } from "vitest";
import {
  byName,
  callNative,
  checkFunctions,
  digestOfBase,
  dullness,
  effectOf,
  LEAST_EFFECT,
  makeBase,
  ofStage,
  type Run,
  situationsOf,
  strangers,
  TWINS,
  without,
  type Verdict,
} from "../../function-base/index.ts";
import { ArenaError, canonical, episodeKeys, parseInjection, parseParams } from "../../src/core/index.ts";

describe.each(Object.values(worlds).map(({ base }) => [base.env, base] as const))("the base of %s", (id, base) => {
  const all = [...base.functions, ...base.emergency];
  const env = worldOf(id).env;
  beforeAll(async () => env.prepare?.());

  test("has several functions in every stage, each with a manual that says when to use it", () => {
    expect(base.functions.length).toBeGreaterThanOrEqual(8);
    for (const { id: stage } of base.stages) expect(ofStage(base.functions, stage).length).toBeGreaterThanOrEqual(3);
    // A function that the teacher takes in no state, or in all of a stage, has no conditions.
    const taken = new Set(
      Object.values(base.found.stages).flatMap(({ rows, usual }) =>
        Object.keys(rows).length === 0 ? [] : [...Object.values(rows), usual],
      ),
    );
    for (const { name, conditions, notice } of all)
      if (taken.has(name) || notice !== undefined) expect(conditions.length, name).toBeGreaterThan(20);
  });

  test("has no two functions with one manual", () => {
    expect(new Set(all.map(({ conditions }) => conditions)).size).toBe(
      new Set(all.map(({ conditions, notice }) => `${conditions}${notice ?? ""}`)).size,
    );
    expect(new Set(base.functions.map(({ manual }) => manual)).size).toBe(base.functions.length);
  });

  test("answers every emergency, and has functions for notices that never come", () => {
    const answered = new Set(base.emergency.map(({ notice }) => notice!));
    const state = env.init(parseParams(env, {}), episodeKeys(1).init);
    const announced = Object.keys(env.emergencies).flatMap((emergency) => {
      const { params } = parseInjection(env, { emergency, params: {} });
      const after = env.emergencies[emergency]!.apply(state, params);
      return env.observe(after, env.roles(after)[0]!).notices.map(({ id: notice }) => notice);
    });
    for (const notice of announced) expect([...answered]).toContain(notice);
    expect([...answered].filter((notice) => !announced.includes(notice)).length).toBeGreaterThan(0);
  });

  test("was found out about with the functions it has", () => {
    expect(strangers(base, base.found)).toEqual([]);
  });

  test.each(Object.keys(env.presets))("every function passes its examples and gives fitting results in states of %s", async (preset) => {
    const situations = situationsOf(base, env, env.presets[preset]!.params, 11, 400);
    const verdicts = await checkFunctions(base, all, situations, (entry, { observation, legal, previous }) =>
      callNative(base, entry, observation, legal, previous),
    );
    expect(verdicts.filter(({ problems }) => problems.length > 0)).toEqual([]);
    // A preset need not come to every stage.
    const met = new Set(situations.map(({ stage }) => stage));
    for (const { stage, situations: seen } of verdicts) if (met.has(stage)) expect(seen, stage).toBeGreaterThan(40);
  });

  test("holds no near-duplicates", async () => {
    const situations = Object.values(env.presets).flatMap(({ params }) => situationsOf(base, env, params, 3, 1200));
    const verdicts = await checkFunctions(base, base.functions, situations, (entry, { observation, legal, previous }) =>
      callNative(base, entry, observation, legal, previous),
    );
    expect(verdicts.filter(({ twin }) => twin!.share >= TWINS)).toEqual([]);
  });

  test("every function changes what is played", async () => {
    const run: Run = (entry, { observation, legal, previous }) => callNative(base, entry, observation, legal, previous);
    const usual = { ...base, fixed: base.found.fixed, run };
    const situations = Object.values(env.presets).flatMap(({ params }, i) => situationsOf(base, env, params, 40 + 1000 * i, 300));
    for (const entry of base.functions) {
      const effect = (await effectOf(entry, situations, run, usual))!;
      expect.soft(dullness(effect), entry.name).toBeUndefined();
      expect.soft(effect.share, entry.name).toBeGreaterThanOrEqual(LEAST_EFFECT);
      // The usual choice is no rival of its own.
      if (entry.name !== base.found.fixed[entry.stage]) expect(effect).toMatchObject({ against: base.found.fixed[entry.stage], lost: 0 });
      else expect(effect.against).not.toBe(entry.name);
    }
  });

  test("situations are the same for the same seed", () => {
    const digest = (seed: number) => canonical(situationsOf(base, env, {}, seed, 60) as never);
    expect(digest(5)).toBe(digest(5));
    expect(digest(5)).not.toBe(digest(6));
  });

  test("its digest tells of every change", () => {
    const [first, ...rest] = base.functions;
    expect(digestOfBase(base)).toMatch(/^[0-9a-f]{32}$/);
    expect(digestOfBase({ ...base, functions: [{ ...first!, digest: "0".repeat(32) }, ...rest] })).not.toBe(digestOfBase(base));
    expect(digestOfBase({ ...base, functions: rest })).not.toBe(digestOfBase(base));
  });

  test("plays on without some of its functions, whatever they were in its table", () => {
    expect(without(base, [])).toBe(base);
    for (const hidden of [Object.values(base.found.stages).map(({ usual }) => usual), [base.functions[0]!.name]]) {
      const rest = without(base, hidden);
      expect(without(base, [...hidden].reverse())).toBe(rest);
      expect(rest.functions.map(({ name }) => name)).toEqual(
        base.functions.map(({ name }) => name).filter((name) => !hidden.includes(name)),
      );
      expect(strangers(rest, rest.found)).toEqual([]);
      expect(digestOfBase(rest)).not.toBe(digestOfBase(base));
    }
    expect(() => without(base, ["nobody"])).toThrow(/"nobody", expected some of/);
    expect(() =>
      without(
        base,
        ofStage(base.functions, base.stages[0]!.id).map(({ name }) => name),
      ),
    ).toThrow(/expected to leave one/);
  });

  test("finds functions by name", () => {
    for (const entry of all) expect(byName(base).get(entry.name)).toBe(entry);
  });
});

describe("a base that is wrong", () => {
  const { base } = worldOf("pursuit");
  const source = (tags: string) =>
    `/**\n * Goes. Use when it is right.\n *\n${tags} * @example {"observation":{},"legal":[],"previous":null,"result":1}\n */\nexport default function one() {\n  return 1;\n}\n`;
  const made = (...paths: readonly (readonly [string, string])[]) =>
    makeBase(
      "pursuit",
      base,
      paths.map(([path, text]) => ({ path, source: text, run: () => 1 })),
    );

  test.each([
    ["a stage that does not exist", [["pursuit/one.js", source(" * @stage fly\n")]], /one: @stage fly, expected one of assess/],
    [
      "one name twice",
      [
        ["pursuit/one.js", source(" * @stage move\n")],
        ["pursuit/emergency/one.js", source(" * @stage move\n * @notice fog\n")],
      ],
      /its name is taken/,
    ],
    ["a notice among the ordinary ones", [["pursuit/one.js", source(" * @stage move\n * @notice fog\n")]], /expected @notice in emergency/],
    ["no notice among those of emergencies", [["pursuit/emergency/one.js", source(" * @stage move\n")]], /no @notice/],
  ] as const)("has %s", (_what, files, message) => {
    expect(() => made(...(files as readonly (readonly [string, string])[]))).toThrow(message);
    expect(() => made(...(files as readonly (readonly [string, string])[]))).toThrow(ArenaError);
  });

  test("but another environment's files are none of its business", () => {
    expect(made(["other/one.js", source(" * @stage fly\n")]).functions).toEqual([]);
  });
});

describe("checks", () => {
  const { base } = worldOf("pursuit");
  const world = worldOf("pursuit");
  const { env } = world;
  const [entry] = ofStage(base.functions, "move");
  const situations = situationsOf(base, env, {}, 1, 60);
  const verdict = async (run: Run, one = entry!): Promise<Verdict> => (await checkFunctions(base, [one], situations, run))[0]!;

  const wrong: readonly (readonly [string, Run, RegExp])[] = [
    ["throws", () => Promise.reject(new Error("no way")), /no way/],
    ["returns what is no action", () => "jump", /does not fit stage move/],
    ["returns nothing", () => undefined as never, /found undefined/],
    ["returns what is no JSON", () => (() => 1) as never, /found function/],
  ];
  test.each(wrong)("find out that a function %s", async (_what, run, message) => {
    const { problems } = await verdict(run);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.join("\n")).toMatch(message);
  });

  test("find out that a function does not repeat itself", async () => {
    let calls = 0;
    const { problems } = await verdict((_entry, { legal }) => legal[calls++ % 2]!);
    expect(problems.join("\n")).toMatch(/repeat|gives/);
  });

  test("find out that a move is not legal", async () => {
    const { problems } = await verdict(() => "north");
    expect(problems.join("\n")).toMatch(/not legal/);
  });

  test("find out that nothing comes out after a function, and have nothing to say where a stage has no other", async () => {
    const native: Run = (one, { observation, legal, previous }) => callNative(base, one, observation, legal, previous);
    const usual = { ...base, fixed: base.found.fixed, run: native };
    const target = base.functions.find(({ name }) => name === "hold")!;
    const failing: Run = (one, state) => (one.stage === "move" ? Promise.reject(new Error("no way")) : native(one, state));
    const states = situations.filter(({ stage }) => stage === "target").length;
    const against = base.found.fixed["target"]!;
    const lost = (await effectOf(target, situations, native, { ...usual, run: failing }))!;
    expect(lost).toEqual({ against, share: 0, states, lost: states });
    expect(dullness(lost)).toBe(
      `it never changes what is played: used in place of ${against} in ${states} states of play, another action came out in 0; in ${states} of them the stages after it fail on its result`,
    );
    const alone = { ...usual, functions: base.functions.filter(({ name, stage }) => stage !== "target" || name === "hold") };
    expect(await effectOf(target, situations, native, alone)).toBeUndefined();
  });

  test("find out that an example does not hold", async () => {
    const wrong = { ...entry!, examples: entry!.examples.map((one) => ({ ...one, result: "nowhere" })) };
    const { problems } = await verdict(
      (one, { observation, legal, previous }) => callNative(base, one, observation, legal, previous),
      wrong,
    );
    expect(problems.join("\n")).toMatch(/@example 1 gives .* expected "nowhere"/);
  });
});
