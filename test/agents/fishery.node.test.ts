/** The players of the fishery: what partners wish, an expert that keeps the lake among them, and what search seeks. */
import { describe, expect, test } from "vitest";
import { resolveAgent } from "../../agents/index.ts";
import { policyOf } from "../../agents/policies.ts";
import { playDraft } from "../../agents/functions/find.ts";
import { fixedIn, teachersChoice } from "../../function-base/index.ts";
import { episodeKeys, type Json, keyOf, parseParams, type Role, SPLITS } from "../../src/core/index.ts";
import { worldOf } from "../../src/worlds.ts";

const world = worldOf("fishery");
const { env, base, plan } = world;

const start = (params: Json = {}): Json => env.init(parseParams(env, params), keyOf(1));

/** The state after months in which the fishers wish these numbers, by seat. */
const after = (...months: readonly (readonly number[])[]): Json =>
  months.reduce<Json>((state, wishes, t) => {
    const actions = Object.fromEntries(wishes.map((tons, seat) => [`fisher-${seat}`, tons]));
    return env.step(state, actions, episodeKeys(1).step(t));
  }, start());

const wishOf = (agent: string, state: Json, role: Role = "fisher-0", seed = 1) =>
  policyOf(world, agent, role)(env.observe(state, role), { role, legal: env.legal(state, role), key: keyOf(seed) });

describe("partners", () => {
  test("greedy wishes an equal part of all, fair what is sustainable, by the fishers and the growth there are now", () => {
    expect([wishOf("greedy", start()), wishOf("fair", start())]).toEqual([20, 10]);
    const later = after([20, 20, 10, 10, 0]); // 40 are left and double
    expect([wishOf("greedy", later), wishOf("fair", later)]).toEqual([16, 8]);
    const crowded = env.emergencies["newcomer"]!.apply(start(), {});
    expect([wishOf("greedy", crowded), wishOf("fair", crowded)]).toEqual([16, 8]);
    const slow = env.emergencies["bad-season"]!.apply(start(), { growth: 1.5 });
    expect([wishOf("greedy", slow), wishOf("fair", slow)]).toEqual([20, 6]);
  });

  test("a copycat wishes the mean catch of the others, rounded by chance", () => {
    expect(wishOf("copycat", start())).toBe(10);
    const wishes = Array.from({ length: 200 }, (_, seed) => wishOf("copycat", after([30, 11, 10, 10, 10]), "fisher-0", seed) as number);
    expect(new Set(wishes)).toEqual(new Set([10, 11]));
    // A mean of 10.25: four standard errors of a share of 1/4.
    expect(Math.abs(wishes.filter((tons) => tons === 11).length / 200 - 0.25)).toBeLessThan(4 * Math.sqrt((0.25 * 0.75) / 200));
  });

  test("a grudger never forgives somebody else's greed, and has none for its own", () => {
    expect(wishOf("grudger", start())).toBe(10);
    expect(wishOf("grudger", after([30, 10, 0, 0, 0]))).toBe(10);
    expect(wishOf("grudger", after([10, 11, 0, 0, 0], [0, 0, 0, 0, 0]))).toBe(20);
  });

  test("a steady fisher keeps its share of the lake", () => {
    expect(wishOf("steady", start())).toBe(10);
    expect(wishOf("steady", after([20, 20, 10, 10, 0]))).toBe(16);
  });

  test("a fickle fisher is greedy in a quarter of the months", () => {
    const wishes = Array.from({ length: 400 }, (_, seed) => wishOf("fickle", start(), "fisher-0", seed) as number);
    expect(new Set(wishes)).toEqual(new Set([10, 20]));
    expect(Math.abs(wishes.filter((tons) => tons === 20).length / 400 - 0.25)).toBeLessThan(4 * Math.sqrt((0.25 * 0.75) / 400));
  });
});

describe("the expert, against the best fixed functions", () => {
  const settings = plan.find.settings.filter(({ episodes }) => episodes > 0);
  const seeds = Array.from({ length: 6 }, (_, i) => SPLITS.validation + 900_000 + i);

  test.each(settings.map((setting) => ({ id: setting.id, setting })))("keeps the lake, and catches more: $id", ({ setting }) => {
    const played = seeds.map((seed) => playDraft(world, base, setting, seed, (query) => teachersChoice(base, query)));
    const fixed = seeds.map((seed) => playDraft(world, base, setting, seed, (query) => fixedIn(base.found.fixed, base, query)));
    const mean = (of: typeof played) => of.reduce((sum, { gain }) => sum + gain, 0) / of.length;
    expect(played.every(({ won }) => won)).toBe(true);
    expect(mean(played)).toBeGreaterThan(mean(fixed));
  });
});

test("search seeks what the measure counts, all catches together; for its own return it takes more", async () => {
  const decide = async (params: Json) => {
    const role = "fisher-0";
    const { kind, params: checked } = resolveAgent({ agent: "search-actions", params }, world, role);
    const seat = await kind.create(checked, { world, role, ports: {} });
    const state = start({ months: 6 });
    const [legal, range] = [env.legal(state, role), env.range!(state, role)!];
    const turn = { role, t: 0, legal, range, key: keyOf(3), deadlineMs: 60_000 };
    return (await seat.act(env.observe(state, role), turn, () => {})) as number;
  };
  const [common, own] = [await decide({ simulations: 30 }), await decide({ simulations: 30, gain: "own" })];
  // The others, who are taken for steady, wish 10 each in every month: 10 more keep the lake full.
  expect(common).toBe(10);
  expect(own).toBeGreaterThan(common);
});
