import { worldOf } from "../../src/worlds.ts";
import { describe, expect, test } from "vitest";
import { find, type FindState, playDraft } from "../../agents/functions/find.ts";
import type { FindPlan } from "../../agents/world.ts";
import { ofStage, strangers, teachersChoice } from "../../function-base/index.ts";
import { world } from "./play.ts";

const { base } = worldOf("pursuit");
const plan = world.plan.find;
const seeds = Array.from({ length: 30 }, (_, i) => 1_000_000 + i);

/** The mean return in a setting. */
function mean(id: string, extend: "answers" | "none" = "answers"): number {
  const setting = plan.settings.find((one) => one.id === id)!;
  const gains = seeds.map((seed) => playDraft(world, base, setting, seed, (query) => teachersChoice(base, query), extend).gain);
  return gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
}

/** Searches on next to nothing, at most so many steps. */
function search(steps: number, from?: FindState): FindState {
  const tiny: FindPlan = {
    ...plan,
    settings: [{ id: "small", params: { width: 5, height: 5, horizon: 8 }, others: { runner: "evade" }, episodes: 4 }],
    depths: [1],
    blocks: 1,
    share: 0.5,
  };
  let state = from;
  let step = 0;
  for (const next of find(world, base, tiny, from)) {
    state = next;
    if (++step === steps) break;
  }
  return state!;
}

describe("the functions of pursuit", () => {
  test("the table names functions of its own stages only", () => {
    expect(strangers(base, base.found)).toEqual([]);
  });

  test("at least 24 functions, and every example holds", () => {
    expect(base.functions.length).toBeGreaterThanOrEqual(24);
    for (const { name, examples } of [...base.functions, ...base.emergency])
      for (const { observation, legal, previous, result } of examples) {
        const seen = { ...base.blank, ...observation };
        expect(base.native.get(name)!(seen, legal, previous, base.tools(seen)), name).toEqual(result);
      }
  });

  test("examples tell the functions of a stage apart", () => {
    for (const { id } of base.stages) {
      const all = ofStage(base.functions, id);
      for (const one of all)
        for (const other of all) {
          if (one === other) continue;
          const differs = one.examples.some(({ observation, legal, previous, result }) => {
            const seen = { ...base.blank, ...observation };
            const answer = base.native.get(other.name)!(seen, legal, previous, base.tools(seen));
            return JSON.stringify(answer) !== JSON.stringify(result);
          });
          const back = other.examples.some(({ observation, legal, previous, result }) => {
            const seen = { ...base.blank, ...observation };
            const answer = base.native.get(one.name)!(seen, legal, previous, base.tools(seen));
            return JSON.stringify(answer) !== JSON.stringify(result);
          });
          expect(differs || back, `${one.name} and ${other.name}`).toBe(true);
        }
    }
  });

  test("the teacher is strong, and functions that answer a notice help", () => {
    expect(mean("default")).toBeGreaterThan(0.6);
    expect(mean("quick")).toBeGreaterThan(0.62);
    expect(mean("restricted zone")).toBeGreaterThan(mean("restricted zone", "none") + 0.1);
  });

  test("the search is deterministic, and goes on where it stopped", () => {
    const whole = search(Infinity);
    expect(whole).toMatchObject({ pass: 1, start: whole.starts.length });
    expect(whole.starts.length).toBe(2);
    expect(whole.best).not.toBeNull();
    expect(search(Infinity)).toEqual(whole);
    expect(search(Infinity, search(4))).toEqual(whole);
  });
});
