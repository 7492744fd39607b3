import { expect, test } from "vitest";
import { decisionTimes, metricsOf, replay, type RolloutOptions } from "../../src/core/index.ts";
import { cast, env, play, seatOf, seatThat } from "./episodes.ts";

const PURSUERS = ["pursuer-0", "pursuer-1", "pursuer-2"];

/** The metrics of an episode, by id. */
async function measure(options: Partial<RolloutOptions>, subject = PURSUERS) {
  const episode = await replay(env, await play(options));
  return { episode, ...Object.fromEntries(metricsOf(env).map((metric) => [metric.id, metric.of(episode, subject, env)])) } as {
    readonly [id: string]: number | null;
  } & { readonly episode: Awaited<ReturnType<typeof replay>> };
}

test("a captured runner: the return is what is left of the horizon", async () => {
  const found = await measure({});
  const rounds = found["steps_to_success"]!;
  expect(rounds).toBe(Math.ceil(found.episode.end.t / 2));
  expect(found["success_rate"]).toBe(1);
  expect(found["capture_rate"]).toBe(1);
  expect(found["steps_to_capture"]).toBe(rounds);
  expect(found["episode_return"]).toBeCloseTo(1 - (rounds - 1) / 25, 12);
  expect(found["fault_rate"]).toBe(0);
});

test("a runner that got away: nothing, and the whole horizon", async () => {
  const found = await measure({ cast: { pursuer: { agent: "random" }, runner: { agent: "evade" } }, params: { horizon: 4 } });
  expect(found).toMatchObject({ episode_return: 0, success_rate: 0, steps_to_success: 4, capture_rate: 0, steps_to_capture: 4 });
});

test("the runner's return is the pursuers' with the other sign", async () => {
  const [hunters, prey] = [await measure({}), await measure({}, ["runner-0"])];
  expect(prey["episode_return"]).toBeCloseTo(-hunters["episode_return"]!, 12);
});

test("faults count for the seats of the subject alone", async () => {
  const options = {
    cast: { ...cast, pursuer: { agent: "random" } },
    params: { horizon: 10 },
    seat: (role: string, spec: { agent: string }) =>
      role === "pursuer-1" ? seatThat((_, { t }) => (t % 4 === 0 ? "jump" : Promise.reject(new Error("boom")))) : seatOf(role, spec),
  };
  const all = await measure(options);
  expect(all["fault_rate"]).toBeCloseTo(1 / 3, 12);
  expect(all["invalid_action_rate"]).toBeCloseTo(1 / 6, 1);
  expect((await measure(options, ["pursuer-1"]))["fault_rate"]).toBe(1);
  expect((await measure(options, ["pursuer-0"]))["fault_rate"]).toBe(0);
  expect((await measure(options, []))["fault_rate"]).toBeNull();
});

test("decision times are those that were measured, for the subject's seats", async () => {
  let now = 0;
  const timed = await replay(env, await play({ clock: () => now++, oneByOne: true }));
  const rounds = timed.frames.filter(({ step }) => step !== undefined && "runner-0" in step.actions).length;
  expect(decisionTimes(timed, ["runner-0"])).toEqual(new Array(rounds).fill(1));
  expect(decisionTimes(timed, PURSUERS).length).toBe(
    3 * timed.frames.filter(({ step }) => step !== undefined && "pursuer-0" in step.actions).length,
  );
  expect(decisionTimes(await replay(env, await play()), PURSUERS)).toEqual([]);
});
