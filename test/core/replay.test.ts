import { describe, expect, test } from "vitest";
import { type Event, replay, replayFrames } from "../../src/core/index.ts";
import { env, play } from "./episodes.ts";

let dropped = false;
const events = await play({ injections: () => (dropped ? [] : ((dropped = true), [{ emergency: "breakdown", params: { rounds: 2 } }])) });
const lastStep = events.length - 2;

describe("replay", () => {
  test("gives every state, from the first to the last", async () => {
    const { start, frames, end } = await replay(env, events);
    const steps = events.filter(({ type }) => type === "step");
    expect(frames.length).toBe(steps.length + 1);
    expect(start).toBe(events[0]);
    expect(end).toBe(events.at(-1));
    expect(frames.at(-1)!.step).toBeUndefined();
    expect(env.outcome(frames.at(-1)!.state)).toEqual(end.outcome);
    expect(frames[0]!.events.map(({ type }) => type)).toEqual(["inject"]);
  });

  test("goes frame by frame, so that a long log can be shown while it is checked", () => {
    const walk = replayFrames(env, events);
    expect(walk.next()).toMatchObject({ done: false, value: { t: 0 } });
    expect(walk.next()).toMatchObject({ done: false, value: { t: 1 } });
  });

  const edit = (at: number, change: Record<string, unknown>) => events.map((event, i) => (i === at ? { ...event, ...change } : event));
  const step = (at: number) => events[at] as Extract<Event, { type: "step" }>;
  const first = events.findIndex(({ type }) => type === "step");

  test.each<[string, readonly Event[], RegExp]>([
    ["nothing", [], /^replay: it begins with nothing, expected a start event/],
    ["no start", events.slice(1), /begins with "inject"/],
    ["another environment", edit(0, { env: "chess" }), /played on chess@1, expected pursuit@1/],
    ["another version", edit(0, { version: 2 }), /played on pursuit@2, expected pursuit@1: replay it with the version/],
    ["another format", edit(0, { format: 3 }), /log format 3, expected 1/],
    ["another seed", edit(0, { seed: 77 }), /start is .* when played again, expected .* as recorded/],
    ["another cast", edit(0, { cast: { pursuer: { agent: "random" } } }), /log digest .*: a line was edited/],
    ["incomplete parameters", edit(0, { params: { width: 7, height: 7, horizon: 25 } }), /parameters are incomplete/],
    ["another first digest", edit(0, { digest: "0" }), /start is/],
    ["an injection left out", events.filter(({ type }) => type !== "inject"), /t=0/],
    ["other parameters of an injection", edit(1, { params: { pursuer: 1, rounds: 2 } }), /t=0/],
    [
      "an illegal action",
      edit(first, { actions: { ...step(first).actions, "pursuer-0": "fly" } }),
      /t=0: action of pursuer-0 is not legal \("fly"\)/,
    ],
    ["a missing action", edit(first, { actions: {} }), /t=0: action of pursuer-0 is not legal \(missing\)/],
    ["an action of nobody", edit(first, { actions: { ...step(first).actions, "ghost-0": "stay" } }), /t=0: actions is /],
    ["another reward", edit(lastStep, { rewards: { ...step(lastStep).rewards, "pursuer-0": 1 } }), /: rewards is /],
    ["another digest", edit(lastStep, { digest: "f".repeat(32) }), /: digest is /],
    ["a step left out", events.filter((_, i) => i !== first + 1), /a "step" event of t=2 at t=1/],
    ["a step twice", [...events.slice(0, first + 1), step(first), ...events.slice(first + 1)], /a "step" event of t=0 at t=1/],
    ["no end", events.slice(0, -1), /no end after t=\d+, expected a whole episode/],
    ["an early end", [...events.slice(0, first + 1), { ...events.at(-1)!, t: 1 } as Event], /an end at t=1, expected more steps/],
    ["other returns", edit(events.length - 1, { returns: { "pursuer-0": 1 } }), /end is /],
    ["another outcome", edit(events.length - 1, { outcome: { success: false } }), /end is /],
    ["another reason", edit(events.length - 1, { reason: "truncated" }), /end is /],
    ["another log digest", edit(events.length - 1, { logDigest: "0" }), /log digest .*, expected equal ones/],
    [
      "a fault that was not",
      [...events.slice(0, first), { type: "fault", t: 0, role: "pursuer-0", code: "Timeout", message: "" }, ...events.slice(first)],
      /log digest/,
    ],
    ["events after the end", [...events, events.at(-1)!], /events after the end/],
    ["two starts", [events[0]!, ...events], /a second start/],
  ])("refuses %s", async (_, edited, message) => {
    await expect(replay(env, edited)).rejects.toThrow(message);
    await expect(replay(env, JSON.parse(JSON.stringify(edited)) as Event[])).rejects.toThrow(/, expected /);
  });

  test("names the step where a trajectory first parts from its record", async () => {
    const moved = events.findIndex((event) => event.type === "step" && event.t === 4);
    const was = step(moved).actions["pursuer-1"];
    const legal = env.legal((await replay(env, events)).frames[4]!.state, "pursuer-1");
    const edited = edit(moved, { actions: { ...step(moved).actions, "pursuer-1": legal.find((action) => action !== was)! } });
    await expect(replay(env, edited)).rejects.toThrow(/^replay pursuit\/5: t=4: digest is/);
  });
});
