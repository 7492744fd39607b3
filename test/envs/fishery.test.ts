import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fishery } from "../../envs/fishery/env.ts";
import { metrics } from "../../envs/fishery/metrics.ts";
import type { EmergencyId } from "../../envs/fishery/params.ts";
import { FISHERS, grown, needed, type State, sustainable } from "../../envs/fishery/state.ts";
import { share } from "../../envs/fishery/step.ts";
import { type Episode, episodeKeys, isOver, type Json, keyOf, parseParams, replay, rollout } from "../../src/core/index.ts";
import { worldOf } from "../../src/worlds.ts";

/** The environment, its types forgotten. */
const { env } = worldOf("fishery");

const start = (params: object = {}): State => fishery.init(parseParams(fishery, params as Json) as State["params"], keyOf(1));

/** One month in which the fishers wish these numbers, by seat. */
const wish = (state: State, wishes: readonly number[], seed = 1): State =>
  fishery.step(state, Object.fromEntries(wishes.map((tons, seat) => [FISHERS[seat]!, tons])), keyOf(seed));

/** The last state of an episode in which everybody always wishes what `of` says. */
function played(of: (state: State) => number, params: object = {}, seed = 1): State {
  const keys = episodeKeys(seed);
  let state = start(params);
  for (let t = 0; !isOver(fishery, state); t++) {
    const tons = of(state);
    state = fishery.step(state, Object.fromEntries(fishery.turn(state).map((role) => [role, tons])), keys.step(t));
  }
  return state;
}

const emergency = (state: State, id: EmergencyId, params: object = {}): State => {
  const { params: schema, apply } = fishery.emergencies[id]!;
  return apply(state, schema.parse(params));
};

const together = ({ caught }: State): number => caught.reduce((sum, one) => sum + one, 0);
const measure = (id: string, state: State, seats = FISHERS.slice(0, state.caught.length)): number | null => {
  const episode = { frames: [{ t: 0, state, events: [] }] } as unknown as Episode;
  return metrics.find((one) => one.id === id)!.of(episode, seats, env);
};

describe("known points", () => {
  test("everyone always taking 10: 120 each, 600 together, the lake lives", () => {
    const end = played(() => 10);
    expect(fishery.returns(end)).toEqual(Object.fromEntries(FISHERS.slice(0, 5).map((role) => [role, 120])));
    expect(end).toMatchObject({ month: 12, pool: 100, collapsed: false });
    expect(fishery.outcome(end)).toMatchObject({ success: true, caught: 600 });
    expect([measure("survival_time", end), measure("efficiency", end), measure("equality", end), measure("over_usage", end)]).toEqual([
      12, 1, 1, 0,
    ]);
  });

  test("the most is 650: 50 a month for eleven months, all 100 in the last; 645 without a collapse", () => {
    const all = played(({ month }) => (month < 11 ? 10 : 20));
    expect(together(all)).toBe(650);
    expect(all).toMatchObject({ month: 12, pool: 0, collapsed: true });
    expect(measure("survival_time", all)).toBe(12);
    expect(fishery.outcome(all).success).toBe(true);
    const spared = played(({ month }) => (month < 11 ? 10 : 19));
    expect(together(spared)).toBe(645);
    expect(spared).toMatchObject({ collapsed: false, pool: 10 });
  });

  test("no plan of harvests gives more than 650, or more than 645 without a collapse", () => {
    // The best sum that a lake of so many tons still gives, month by month from the last one.
    const best = (ends: (left: number) => boolean) => {
      let worth: readonly number[] = Array.from({ length: 101 }, () => 0);
      for (let month = 12; month >= 1; month--)
        worth = Array.from({ length: 101 }, (_, pool) =>
          Math.max(
            ...Array.from({ length: pool + 1 }, (_, harvest) => {
              const left = pool - harvest;
              if (left < 5) return ends(left) ? harvest : -Infinity;
              return harvest + (month === 12 ? 0 : worth[Math.min(100, 2 * left)]!);
            }),
          ),
        );
      return worth[100]!;
    };
    expect(best(() => true)).toBe(650);
    expect(best(() => false)).toBe(645);
  });

  test("everyone taking 100: 100 together and a collapse in month 1; exactly 20 each in proportion", () => {
    const end = played(() => 100, { allocation: "proportional" });
    expect(end).toMatchObject({ month: 1, pool: 0, collapsed: true, caught: [20, 20, 20, 20, 20] });
    expect(fishery.turn(end)).toEqual([]);
    expect(fishery.outcome(end).success).toBe(false);
    expect(measure("survival_time", end)).toBe(1);
    expect(measure("efficiency", end)).toBeCloseTo(100 / 600, 12);
  });

  test("everyone taking 100 by lot: 20 each on average, with a standard deviation of 4", () => {
    const [n, first] = [2000, [] as number[]];
    for (let seed = 0; seed < n; seed++) {
      const end = played(() => 100, {}, seed);
      expect(together(end)).toBe(100);
      first.push(end.caught[0]!);
    }
    const mean = first.reduce((sum, one) => sum + one, 0) / n;
    const deviation = Math.sqrt(first.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (n - 1));
    // Four standard errors: of the mean, 4 / sqrt(n); of the deviation, 4 / sqrt(2 n).
    expect(Math.abs(mean - 20)).toBeLessThan(16 / Math.sqrt(n));
    expect(Math.abs(deviation - 4)).toBeLessThan(16 / Math.sqrt(2 * n));
  });
});

describe("a month", () => {
  test("wishes are granted where the lake has enough; what is left doubles, up to what it holds", () => {
    expect(wish(start(), [1, 2, 3, 4, 40])).toMatchObject({ caught: [1, 2, 3, 4, 40], pool: 100, month: 1 });
    expect(wish(start(), [20, 20, 20, 10, 0])).toMatchObject({ pool: 60 });
  });

  test("5 tons left survive, 4 do not, in the last month either", () => {
    expect(wish(start(), [95, 0, 0, 0, 0])).toMatchObject({ pool: 10, collapsed: false });
    expect(wish(start(), [96, 0, 0, 0, 0])).toMatchObject({ pool: 4, collapsed: true });
    expect(wish(start({ months: 1 }), [96, 0, 0, 0, 0])).toMatchObject({ collapsed: true });
    expect(fishery.outcome(wish(start({ months: 1 }), [96, 0, 0, 0, 0])).success).toBe(true);
  });

  test("the sustainable wish is floor(floor(pool / 2) / fishers), of the fishers there are now", () => {
    for (let pool = 0; pool <= 200; pool++)
      for (const fishers of [2, 5, 6]) expect(sustainable(pool, 2, fishers)).toBe(Math.floor(Math.floor(pool / 2) / fishers));
    expect(sustainable(100, 1.5, 5)).toBe(6);
  });

  test("growth counts in hundredths, so that no binary fraction costs a ton", () => {
    expect(grown(20, 1.15)).toBe(23); // 1.15 * 20 is 22.999999999999996
    for (let tons = 0; tons <= 500; tons++)
      for (const growth of [1, 1.15, 1.5, 1.7, 2]) {
        expect(grown(needed(tons, growth), growth)).toBeGreaterThanOrEqual(tons);
        if (tons > 0) expect(grown(needed(tons, growth) - 1, growth)).toBeLessThan(tons);
      }
  });

  test("everybody sees the catches, and only the own wish", () => {
    const end = wish(start(), [90, 90, 0, 0, 0]);
    const seen = fishery.observe(end, "fisher-0");
    expect(seen.fishers.map(({ last }) => last)).toEqual(end.caught);
    expect(seen.wish).toBe(90);
    expect(fishery.observe(end, "fisher-2").wish).toBe(0);
    expect(JSON.stringify(fishery.observe(end, "fisher-2"))).not.toContain("90");
    expect(fishery.describe(fishery.observe(end, "fisher-2"))).not.toContain("90");
    const texts = fishery.draw(end, "fisher-2").shapes.flatMap((shape) => (shape.kind === "text" ? [`${shape.id} ${shape.text}`] : []));
    expect(texts).toContain("fisher-0-wished ?");
    expect(texts.filter((text) => text.includes("90"))).toEqual([]);
    expect(fishery.draw(end).shapes.some((shape) => shape.kind === "text" && shape.text === "90")).toBe(true);
  });
});

describe("allocation", () => {
  const wishes = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 2, maxLength: 8 });

  test.each(["stochastic", "proportional"] as const)("%s: no ton is created or lost, and nobody gets more than the wish", (allocation) => {
    fc.assert(
      fc.property(wishes, fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 1000 }), (all, pool, seed) => {
        const granted = share(all, pool, allocation, keyOf(seed));
        const sum = (list: readonly number[]) => list.reduce((a, b) => a + b, 0);
        expect(sum(granted)).toBe(Math.min(pool, sum(all)));
        expect(granted.every((tons, i) => Number.isInteger(tons) && tons >= 0 && tons <= all[i]!)).toBe(true);
      }),
    );
  });

  test("in proportion: what is rounded down, and the rest one ton each to some who were, by what they lack", () => {
    const [n, gained] = [3000, [0, 0, 0]];
    for (let seed = 0; seed < n; seed++) {
      // 10 x (1, 2, 4) / 7 = 1.43, 2.86, 5.71: 8 tons are sure, and two of the three get one more.
      const granted = share(
        [1, 2, 4].map((one) => 10 * one),
        10,
        "proportional",
        keyOf(seed),
      );
      for (const [i, floor] of [1, 2, 5].entries()) gained[i]! += granted[i]! - floor;
      expect(granted.every((tons, i) => tons - [1, 2, 5][i]! <= 1)).toBe(true);
    }
    expect(gained[0]! + gained[1]! + gained[2]!).toBe(2 * n);
    // Lacks of 3, 6 and 5 sevenths: without the first with 6/14 x 5/8 + 5/14 x 6/9, and so on.
    const without = [
      (6 / 14) * (5 / 8) + (5 / 14) * (6 / 9),
      (3 / 14) * (5 / 11) + (5 / 14) * (3 / 9),
      (3 / 14) * (6 / 11) + (6 / 14) * (3 / 8),
    ];
    for (const [i, share] of without.entries())
      expect(Math.abs(gained[i]! / n - (1 - share))).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / n));
  });

  test("by lot: a met wish gets nothing more", () => {
    for (let seed = 0; seed < 50; seed++) expect(share([2, 100], 50, "stochastic", keyOf(seed))[0]).toBeLessThanOrEqual(2);
    const shares = Array.from({ length: 400 }, (_, seed) => share([1, 100], 2, "stochastic", keyOf(seed))[0]!);
    // The first of two tons goes to either; where it goes to the second fisher, so does the next with probability 1/2.
    expect(shares.reduce((a, b) => a + b, 0) / 400).toBeGreaterThan(0.75 - 0.09);
    expect(shares.reduce((a, b) => a + b, 0) / 400).toBeLessThan(0.75 + 0.09);
  });

  test("whole episodes keep their tons: what was caught, poached, and what is left", () => {
    const keys = episodeKeys(3);
    for (const allocation of ["stochastic", "proportional"]) {
      let state = emergency(emergency(start({ allocation }), "poacher"), "newcomer");
      for (let t = 0; !isOver(fishery, state); t++) {
        const before = state;
        state = fishery.step(state, Object.fromEntries(fishery.turn(state).map((role, seat) => [role, (3 * t + seat) % 30])), keys.step(t));
        const { pool, catches, newcomers, poached } = state.history.at(-1)!;
        const left = pool - [...catches, ...newcomers, poached].reduce((a, b) => a + b, 0);
        expect(pool).toBe(before.pool);
        expect(left).toBeGreaterThanOrEqual(0);
        expect(state.pool).toBe(left < 5 ? left : Math.min(100, 2 * left));
        expect(state.caught).toEqual(before.caught.map((sum, seat) => sum + catches[seat]!));
      }
    }
  });
});

describe("emergencies", () => {
  test("bad season: what is left grows by half only", () => {
    expect(wish(emergency(start(), "bad-season"), [10, 10, 10, 10, 10])).toMatchObject({ pool: 75 });
    expect(wish(emergency(start(), "bad-season"), [7, 7, 7, 6, 6])).toMatchObject({ pool: 100 });
  });

  test("poacher: fish vanishes after the harvest, and can bring the collapse", () => {
    const state = emergency(start(), "poacher", { tons: 10 });
    expect(wish(state, [10, 10, 10, 10, 10])).toMatchObject({ pool: 80, caught: [10, 10, 10, 10, 10] });
    const dry = wish(state, [95, 0, 0, 0, 0]);
    expect(dry).toMatchObject({ pool: 0, collapsed: true });
    expect(dry.history[0]!.poached).toBe(5);
  });

  test("newcomer: a sixth, greedy fisher, whose catch nobody here scores", () => {
    const next = wish(emergency(start(), "newcomer"), [10, 10, 10, 10, 10]);
    expect(next.history[0]).toMatchObject({ catches: [10, 10, 10, 10, 10], newcomers: [16] });
    expect(next.pool).toBe(68);
    expect(fishery.returns(next)["fisher-0"]).toBe(10);
    // Over-usage counts the sixth: 8 tons each are sustainable then.
    expect(measure("over_usage", next)).toBe(1);
    expect(measure("over_usage", wish(emergency(start(), "newcomer"), [8, 8, 8, 8, 9]))).toBe(0.2);
    const two = emergency(emergency(start(), "newcomer"), "newcomer");
    expect(wish(two, [0, 0, 0, 0, 0]).history[0]!.newcomers).toEqual([14, 14]);
  });

  test("quota: each ton caught above it costs, and the tons stay caught", () => {
    const next = wish(emergency(start(), "quota", { tons: 8, fine: 2 }), [8, 9, 12, 0, 0]);
    expect(fishery.returns(next)).toEqual({ "fisher-0": 8, "fisher-1": 7, "fisher-2": 4, "fisher-3": 0, "fisher-4": 0 });
    expect(next.caught).toEqual([8, 9, 12, 0, 0]);
    expect(next.pool).toBe(100);
  });

  test("come by the schedule in their month", () => {
    const state = start({ emergencies: [{ round: 1, emergency: "bad-season", params: { growth: 1.25 } }] });
    expect(state.notices).toEqual([]);
    const next = wish(state, [10, 10, 10, 10, 10]);
    expect(next).toMatchObject({ pool: 100, rules: { growth: 1.25 } });
    expect(next.notices.map(({ id }) => id)).toEqual(["bad-season"]);
  });
});

describe("measures", () => {
  test("equality is 1 - the Gini coefficient, 1 where nobody caught anything", () => {
    expect(measure("equality", start())).toBe(1);
    expect(measure("equality", wish(start(), [50, 0, 0, 0, 0]))).toBeCloseTo(0.2, 12);
    expect(measure("equality", wish(start(), [10, 20, 0, 0, 0]))).toBeCloseTo(1 - (2 * 10 + 6 * 10 + 6 * 20) / (10 * 30), 12);
  });

  test("over-usage is told of the subject's catches alone", () => {
    const next = wish(start(), [11, 10, 20, 0, 0]);
    expect(measure("over_usage", next)).toBe(0.4);
    expect(measure("over_usage", next, ["fisher-0"])).toBe(1);
    expect(measure("over_usage", next, ["fisher-1"])).toBe(0);
    expect(measure("over_usage", start())).toBeNull();
  });
});

describe("bad input is refused, with the place and the way out", () => {
  const schedule = (emergency: string, params: object = {}, round = 3) => ({ emergencies: [{ round, emergency, params }] });
  test.each<[string, object, RegExp]>([
    ["a negative capacity", { capacity: -1 }, /^fishery parameters: "capacity"/],
    ["half a fisher", { fishers: 2.5 }, /"fishers"/],
    ["one fisher", { fishers: 1 }, /"fishers"/],
    ["more fishers than seats", { fishers: 9 }, /"fishers"/],
    ["a lake that has always collapsed", { collapse: 100 }, /"collapse": 100 in a lake of 100 tons, expected fewer/],
    ["more fish than the lake holds", { stock: 101 }, /"stock": 101 tons, expected 5 \(the collapse\) to 100/],
    ["less fish than a lake needs", { stock: 4 }, /"stock": 4 tons, expected 5/],
    ["an allocation that does not exist", { allocation: "fair" }, /"allocation"/],
    ["an unknown emergency", schedule("flood"), /no such emergency, expected one of bad-season, poacher, newcomer, quota/],
    ["an emergency that never comes", schedule("poacher", {}, 12), /poacher before month 12, expected a month below the horizon of 12/],
    ["a bad season that is none", schedule("bad-season", { growth: 2 }), /a bad season with a growth of 2, expected less than the usual 2/],
    ["a poacher of more than the lake", schedule("poacher", { tons: 101 }), /a poacher of 101 tons, expected at most the 100/],
    ["a quota that binds nobody", schedule("quota", { tons: 100 }), /a quota of 100 tons, which nobody can exceed/],
  ])("%s", (_what, params, message) => {
    expect(() => parseParams(fishery, params as Json)).toThrow(message);
  });

  test("an emergency by hand that the lake does not allow", () => {
    expect(() => emergency(start({ growth: 1.2 }), "bad-season")).toThrow(
      /^fishery emergency bad-season: a growth of 1.5, expected less than/,
    );
    expect(() => emergency(start({ capacity: 20 }), "poacher", { tons: 21 })).toThrow(/^fishery emergency poacher: 21 tons/);
    expect(() => emergency(start({ capacity: 20 }), "quota", { tons: 20 })).toThrow(/^fishery emergency quota: a quota of 20 tons/);
  });

  test.each<[string, () => Promise<Json> | Json, string]>([
    ["half a ton", () => 7.5, "IllegalAction"],
    ["more than the lake can hold", () => 101, "IllegalAction"],
    ["less than nothing", () => -1, "IllegalAction"],
    ["a number in words", () => "10", "IllegalAction"],
    ["nothing, in time", () => Promise.reject(Object.assign(new Error("no answer in 10000 ms"), { name: "Timeout" })), "Timeout"],
  ])("a partner that wishes %s forfeits its turns, and no ton is lost", async (_what, answer, code) => {
    const events = [];
    const cast = { fisher: { agent: "fair" } };
    const seat = (role: string) => ({ act: () => (role === "fisher-3" ? answer() : 8), dispose: () => {} });
    for await (const event of rollout(env, { seed: 4, params: {}, cast, seat })) events.push(event);
    const steps = events.filter(({ type }) => type === "step").length;
    const faults = events.flatMap((event) => (event.type === "fault" ? [event] : []));
    expect(faults.map((event) => [event.role, event.code])).toEqual(Array.from({ length: steps }, () => ["fisher-3", code]));
    const { frames } = await replay(env, events);
    for (const { pool, catches } of (frames.at(-1)!.state as unknown as State).history)
      expect(catches.reduce((sum, tons) => sum + tons, 0)).toBeLessThanOrEqual(pool);
    // What is played in its place is a legal wish, drawn by the seed.
    const wishes = events.flatMap((event) => (event.type === "step" ? [event.actions["fisher-3"] as number] : []));
    expect(wishes.every((tons) => Number.isInteger(tons) && tons >= 0 && tons <= 100)).toBe(true);
  });
});
