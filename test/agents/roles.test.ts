/** A base in which stages depend on what is seen, two roles have functions of their own, and a function answers a notice in some states. */
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { bestAt, meet, noRows, rowsMet } from "../../agents/functions/rows.ts";
import { functionPolicy } from "../../agents/functions/seat.ts";
import {
  applies,
  type BaseFunction,
  type BaseGuide,
  callNative,
  decideNow,
  everything,
  fixedIn,
  foundBest,
  lexical,
  makeBase,
  type Query,
  situationsOf,
  teachersChoice,
  without,
} from "../../function-base/index.ts";
import type { AnyEnvironment, Json, Observation } from "../../src/core/index.ts";

const guide: BaseGuide = {
  stages: [
    { id: "bid", asks: "How much?", result: z.int() },
    { id: "play", asks: "Which card?", result: z.enum(["high", "low"]) },
    { id: "pass", asks: "Pass?", result: z.enum(["high", "low"]) },
  ],
  stagesFor: ({ side, phase }) => (side === "seller" ? ["pass"] : phase === "bid" ? ["bid", "play"] : ["play"]),
  words: ["buyer", "seller"],
  found: {
    stages: {
      bid: { keys: ["purse"], rows: {}, usual: "much" },
      play: { keys: ["purse"], rows: { full: "lead" }, usual: "follow" },
      pass: { keys: ["purse"], rows: {}, usual: "hold" },
    },
    fixed: { bid: "much", play: "lead", pass: "hold" },
  },
  blank: { notices: [] },
  says: {},
  terms: { bid: { purse: ["full", "empty"] }, play: { purse: ["full", "empty"], asked: ["play"] }, pass: { purse: ["full", "empty"] } },
  facts: ({ purse }, _previous, stage) => ({ purse: purse as string, ...(stage === "play" ? { asked: stage } : {}) }),
  marks: () => [],
  tools: () => ({}),
  toolManual: "",
};

const functions: Readonly<Record<string, readonly [tags: string, run: BaseFunction]>> = {
  "table/much": [" * @stage bid\n * @role buyer\n", () => 9],
  "table/lead": [" * @stage play\n * @role buyer\n * @when purse=full\n", () => "high"],
  "table/follow": [" * @stage play\n", () => "low"],
  "table/hold": [" * @stage pass\n * @role seller\n", () => "low"],
  "table/sell": [" * @stage pass\n * @role seller\n", () => "high"],
  "table/emergency/trump": [
    " * @stage play\n * @role buyer\n * @notice trumps\n * @answers trumps count double\n * @when purse=empty\n",
    () => "high",
  ],
};

const base = makeBase(
  "table",
  guide,
  Object.entries(functions).map(([path, [tags, run]]) => ({
    path: `${path}.js`,
    source: `/**\n * Does it.\n *\n${tags} * @example {"observation":{},"legal":[],"previous":null,"result":1}\n */\nexport default function it() {}\n`,
    run,
  })),
);

const seen = (side: string, purse: string, more: Record<string, Json> = {}): Observation => ({ side, purse, notices: [], ...more });
const told = { notices: [{ id: "trumps", text: "Trumps count double." }] };
const query = (stage: string, observation: Observation, role: string): Query => ({
  observation,
  facts: base.facts(observation, null, stage),
  stage: base.stages.find(({ id }) => id === stage)!,
  previous: null,
  joined: observation.notices.length > 0 ? base.emergency : [],
  role,
});

describe("stages", () => {
  const policy = functionPolicy(base, (one) => teachersChoice(base, one));
  const LEGAL = ["high", "low"];

  test.each([
    ["buyer-0", seen("buyer", "full", { phase: "bid" }), ["bid", "play"], "high"],
    ["buyer-0", seen("buyer", "full"), ["play"], "high"],
    ["seller-0", seen("seller", "full"), ["pass"], "low"],
  ])("are those of what %s sees: the loop and the policy go the same way (%#)", (role, observation, stages, action) => {
    const heard: string[] = [];
    const result = decideNow(
      {
        base,
        joined: [],
        role,
        k: 5,
        retrieve: everything(base),
        select: (one) => ({ name: teachersChoice(base, one) }),
        call: (entry, one, legal) => callNative(base, entry, one.observation, legal, one.previous),
        heard: (stage) => void heard.push(stage.id),
      },
      observation,
      LEGAL,
    );
    expect(heard).toEqual(stages);
    expect(result).toBe(action);
    expect(policy(observation, LEGAL, role)).toBe(action);
  });

  test("facts are told theirs", () => {
    expect(query("play", seen("buyer", "full"), "buyer-0").facts).toEqual({ purse: "full", asked: "play" });
    expect(query("bid", seen("buyer", "full"), "buyer-0").facts).toEqual({ purse: "full" });
  });

  test("situations are those that each role comes to", () => {
    const env = {
      id: "table",
      params: z.object({ horizon: z.int().default(2) }),
      init: (params: { horizon: number }) => ({ round: 0, ...params }),
      turn: ({ round }: { round: number }) => (round < 2 ? ["buyer-0", "seller-0"] : []),
      legal: () => LEGAL,
      observe: ({ round }: { round: number }, role: string) => seen(role.replace("-0", ""), "full", round === 0 ? { phase: "bid" } : {}),
      step: (state: { round: number }) => ({ ...state, round: state.round + 1 }),
      clock: ({ round, horizon }: { round: number; horizon: number }) => ({ round, horizon, first: 0 }),
    } as unknown as AnyEnvironment;
    const met = situationsOf(base, env, {}, 1, 5).map(({ stage, role }) => `${role!} ${stage}`);
    expect(met).toEqual(["buyer-0 bid", "buyer-0 play", "seller-0 pass", "buyer-0 play", "seller-0 pass"]);
  });
});

describe("functions of a role", () => {
  test("are candidates for its seats alone", () => {
    const names = (role: string) => lexical(base)(query("play", seen("buyer", "full"), role), 5).map(({ name }) => name);
    expect(names("buyer-1").sort()).toEqual(["follow", "lead"]);
    expect(names("seller-0")).toEqual(["follow"]);
  });

  test("are not the choice of others, in a row or in the fixed sequence", () => {
    const of = (role: string) => query("play", seen("buyer", "full"), role);
    expect([foundBest(base, of("buyer-0")), foundBest(base, of("seller-0"))]).toEqual(["lead", "follow"]);
    expect([fixedIn(base.found.fixed, base, of("buyer-0")), fixedIn(base.found.fixed, base, of("seller-0"))]).toEqual(["lead", "follow"]);
  });
});

test("the only function of a table may be hidden: the first other of its stage stands in", () => {
  const rest = without(base, ["hold"]);
  expect(rest.found).toMatchObject({ stages: { pass: { usual: "sell" } }, fixed: { pass: "sell" } });
  expect(() => without(base, ["much"])).toThrow("all functions of stage bid, expected to leave one");
});

describe("a function that answers a notice", () => {
  const choice = (purse: string, of = base) => teachersChoice(of, query("play", seen("buyer", purse, told), "buyer-0"));

  test("is the teacher's choice where its clauses hold, and nobody's where its role is another", () => {
    expect([choice("empty"), choice("full")]).toEqual(["trump", "lead"]);
    expect(teachersChoice(base, query("play", seen("buyer", "empty", told), "seller-0"))).toBe("follow");
    const always = { ...base.emergency[0]!, when: [] };
    expect(applies(base, always, { purse: "full" })).toBe(true);
  });

  test("goes by the rows of the table where it has some", () => {
    const play = { ...base.found.stages["play"]!, answers: { trump: { rows: { full: true }, usual: false } } };
    const other = { ...base, found: { ...base.found, stages: { ...base.found.stages, play } } };
    expect([choice("empty", other), choice("full", other)]).toEqual(["follow", "trump"]);
    expect(without(other, ["lead"]).found.stages["play"]!.answers).toBe(play.answers);
  });

  test("has rows that are tried like others: where it applies, and where it does not", () => {
    const draft = base.found.stages;
    const met = noRows(base);
    meet(draft, query("play", seen("buyer", "full", told), "buyer-0"), met);
    meet(draft, query("play", seen("buyer", "full"), "buyer-0"), met);
    const rows = rowsMet(base, [{ met }], 1, 0.5);
    expect(rows).toEqual([
      { stage: "play", row: "full" },
      { stage: "play", answer: "trump", row: "" },
      { stage: "play", answer: "trump", row: "full" },
    ]);
    const better = bestAt(base, draft, rows[2]!, false, (one) =>
      one["play"]!.answers?.["trump"]?.rows["full"] === false ? 0.5 : undefined,
    )!;
    expect(better).toMatchObject({ gain: 0.5, change: "play, trump: full -> does not apply" });
    expect(better.stages["play"]!.answers).toEqual({ trump: { rows: { full: false }, usual: true } });
    const back = bestAt(base, better.stages, rows[2]!, false, () => 1)!;
    expect(back.stages["play"]!.answers).toEqual({ trump: { rows: { full: true }, usual: true } });
    const never = bestAt(base, better.stages, rows[1]!, false, () => 1)!;
    expect(never.stages["play"]!.answers).toEqual({ trump: { rows: {}, usual: false } });
  });
});
