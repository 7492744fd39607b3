import { describe, expect, test } from "vitest";
import { canonical, type Event, isLegal, type Json, replay, type Role, rollout, type Seat } from "../../src/core/index.ts";
import { cast, env, play, seatOf, seatThat } from "./episodes.ts";

const of = <T extends Event["type"]>(events: readonly Event[], type: T) =>
  events.filter((e): e is Extract<Event, { type: T }> => e.type === type);

/** Plays with one seat replaced. */
const playWith = (role: Role, seat: Seat | (() => Promise<Seat>), more = {}) =>
  play({ seat: (r, spec) => (r === role ? (typeof seat === "function" ? seat() : seat) : seatOf(r, spec)), ...more });

describe("an episode", () => {
  test("runs from its start to its end, each step once and in order", async () => {
    const events = await play();
    expect(events[0]).toMatchObject({ type: "start", format: 1, episode: "pursuit/5", env: "pursuit", version: 1, seed: 5, cast });
    expect(events.at(-1)).toMatchObject({ type: "end", reason: "terminated", outcome: { success: true } });
    expect(of(events, "step").map(({ t }) => t)).toEqual(of(events, "step").map((_, i) => i));
    expect(of(events, "fault")).toEqual([]);
  });

  test("is the same for the same seed and another for another", async () => {
    expect(await play()).toEqual(await play());
    expect(await play({ seed: 6 })).not.toEqual(await play());
  });

  test("is cut off at its horizon", async () => {
    const events = await play({ cast: { pursuer: { agent: "random" }, runner: { agent: "evade" } }, params: { horizon: 3 } });
    expect(events.at(-1)).toMatchObject({ type: "end", t: 6, reason: "truncated", outcome: { success: false } });
  });

  test("fills in parameters and writes them whole", async () => {
    const [start] = await play({ params: { horizon: 3 } });
    expect(start).toMatchObject({ params: { width: 10, horizon: 3, capture: "surround", emergencies: [] } });
  });

  test("carries times under wall, only with a clock, and they change nothing else", async () => {
    let now = 0;
    const timed = await play({ clock: () => (now += 3), wall: { machine: "x" } });
    expect(of(timed, "step")[0]!.wall).toHaveProperty("ms.pursuer-0");
    expect(timed.map(({ wall: _, ...rest }) => rest)).toEqual(await play());
  });

  test("asks one after the other when told, with the same result", async () => {
    const asked: string[] = [];
    expect(await play({ oneByOne: true, asking: (t, role) => asked.push(`${t} ${role}`) })).toEqual(await play());
    expect(asked.slice(0, 5)).toEqual(["0 pursuer-0", "0 pursuer-1", "0 pursuer-2", "1 runner-0", "2 pursuer-0"]);
  });

  test("makes each seat once and disposes of all, also when its consumer stops", async () => {
    let made = 0;
    let disposed = 0;
    const seat = (role: Role, spec: (typeof cast)["pursuer"]): Seat => {
      made++;
      return { ...(seatOf(role, spec) as Seat), dispose: () => void disposed++ };
    };
    await play({ seat });
    expect([made, disposed]).toEqual([4, 4]);
    for await (const event of rollout(env, { seed: 5, cast, seat })) if (event.type === "step" && event.t === 1) break;
    expect([made, disposed]).toEqual([8, 8]);
    const pulled = rollout(env, { seed: 5, cast, seat });
    while ((await pulled.next()).value?.type !== "end");
    expect([made, disposed]).toEqual([12, 12]);
  });

  test("needs somebody for every role, and refuses bad parameters", async () => {
    await expect(play({ cast: { pursuer: { agent: "greedy" } } })).rejects.toThrow(
      'cast: nobody plays "runner-0" (cast: pursuer), expected an agent for "runner-0" or for every "runner"',
    );
    await expect(play({ params: { width: "wide" } })).rejects.toThrow(
      /^pursuit parameters: "width": .*, expected values for any of width, height/,
    );
    await expect(play({ params: { widht: 3 } })).rejects.toThrow(/pursuit parameters: .*widht/);
    await expect(play({ seed: -1 })).rejects.toThrow(/^keyOf: seed -1/);
  });

  test("an exact role in the cast beats its word", async () => {
    const seated: Record<string, string> = {};
    const seat = (role: Role, spec: { readonly agent: string }) => ((seated[role] = spec.agent), seatThat(() => "stay"));
    await play({ cast: { ...cast, "pursuer-1": { agent: "random" } }, seat });
    expect(seated).toEqual({ "pursuer-0": "greedy", "pursuer-1": "random", "pursuer-2": "greedy", "runner-0": "flee" });
  });
});

describe("a fault", () => {
  const cases: [string, Seat["act"], string, RegExp][] = [
    ["throws", () => { throw new Error("boom"); }, "AgentCrash", /^boom$/],
    ["rejects", () => Promise.reject(new Error("later boom")), "AgentCrash", /^later boom$/],
    ["throws what is no error", () => { throw "text"; }, "AgentCrash", /^text$/],  
    ["is late", () => Promise.reject(Object.assign(new Error("no action within 5 ms"), { name: "Timeout" })), "Timeout", /within 5 ms/],
    ["chooses what is not legal", () => "jump", "IllegalAction", /^chose "jump", expected one of "stay", /],
    ["answers nothing", () => undefined as unknown as Json, "IllegalAction", /^chose a value that is not JSON \(undefined\)/],
    ["answers an object", () => ({ move: "stay" }), "IllegalAction", /^chose {"move":"stay"}/],
    ["answers a circle", () => { const o: Record<string, unknown> = {}; o["o"] = o; return o as Json; }, "IllegalAction", /not JSON/],
    ["answers at length", () => "x".repeat(500), "IllegalAction", /x{100}\.\.\., expected/],
    ["writes to its observation", (seen) => { (seen as unknown as { round: number }).round = 9; return "stay"; }, "AgentCrash", /read only|read-only/],
  ]; // prettier-ignore

  test.each(cases)("of an agent that %s costs its turn and nothing else", async (_, act, code, message) => {
    const events = await playWith("pursuer-0", seatThat(act));
    const faults = of(events, "fault");
    expect(faults.length).toBeGreaterThan(3);
    for (const fault of faults) {
      expect(fault).toMatchObject({ role: "pursuer-0", code });
      expect(fault.message).toMatch(message);
    }
    const { frames } = await replay(env, events);
    for (const { state, step } of frames)
      if (step !== undefined && "pursuer-0" in step.actions)
        expect(isLegal(env.legal(state, "pursuer-0"), step.actions["pursuer-0"])).toBe(true);
    expect(await playWith("pursuer-0", seatThat(act))).toEqual(events);
  });

  test("falls back on a legal action by the turn's key: not always the same", async () => {
    const events = await playWith(
      "pursuer-0",
      seatThat(() => "jump"),
    );
    expect(new Set(of(events, "step").flatMap(({ actions }) => actions["pursuer-0"] ?? [])).size).toBeGreaterThan(2);
  });

  test("of a seat that cannot be made is that turn's crash; the next turn tries again", async () => {
    let tries = 0;
    const events = await playWith("runner-0", async () => {
      if (tries++ < 2) throw new Error("no memory");
      return seatOf("runner-0", cast.runner);
    });
    expect(of(events, "fault").map(({ t, message }) => [t, message])).toEqual([
      [1, "no memory"],
      [3, "no memory"],
    ]);
  });

  test("can be decided beforehand: one turn, or all from one on", async () => {
    const boom = { role: "pursuer-1", code: "AgentCrash", message: "its worker died" } as const;
    const traces = [{ type: "note", text: "last words" }] as const;
    const once = await play({ forfeits: [{ ...boom, t: 2, traces }] });
    expect(of(once, "fault")).toEqual([{ type: "fault", t: 2, role: "pursuer-1", code: "AgentCrash", message: "its worker died" }]);
    expect(of(once, "trace")).toEqual([{ type: "trace", t: 2, role: "pursuer-1", trace: traces[0] }]);
    const onward = await play({ forfeits: [{ ...boom, t: 2, onward: true }] });
    expect(of(onward, "fault").map(({ t }) => t)).toEqual(of(onward, "step").flatMap(({ t }) => (t >= 2 && t % 2 === 0 ? [t] : [])));
  });
});

describe("traces", () => {
  test("stay in the log in order; what comes after the answer is lost", async () => {
    let late: (() => void) | undefined;
    const events = await playWith(
      "runner-0",
      seatThat((_, { legal, t }, emit) => {
        late?.();
        late = () => emit({ type: "note", text: `late ${t}` });
        emit({ type: "note", text: `at ${t}` });
        return legal[0]!;
      }),
    );
    const texts = of(events, "trace").map(({ t, trace }) => [t, trace.type === "note" ? trace.text : ""]);
    expect(texts.length).toBeGreaterThan(2);
    for (const [t, text] of texts) expect(text).toBe(`at ${t}`);
  });

  test("of an agent that crashes are kept, and are copies", async () => {
    const shared = { type: "note" as const, text: "before" };
    const events = await playWith(
      "runner-0",
      seatThat((_, __, emit) => {
        emit(shared);
        (shared as { text: string }).text = "after";
        throw new Error("boom");
      }),
    );
    expect(of(events, "trace")[0]!.trace).toEqual({ type: "note", text: "before" });
  });
});

describe("injections", () => {
  const drop = (at: number, ...injections: { emergency: string; params: Json }[]) => {
    let t = 0;
    return () => (t++ === at ? injections : []);
  };

  test("change the rules before a step, are logged whole and replay", async () => {
    const events = await play({ injections: drop(2, { emergency: "fog", params: {} }) });
    expect(of(events, "inject")).toEqual([{ type: "inject", t: 2, emergency: "fog", params: { radius: 3 } }]);
    const { frames } = await replay(env, events);
    expect(env.observe(frames[2]!.state, "pursuer-0").notices).toHaveLength(1);
    expect(env.observe(frames[1]!.state, "pursuer-0").notices).toHaveLength(0);
  });

  test("come before one step as long as there are any", async () => {
    const queue = [[], [{ emergency: "fog", params: {} }], [{ emergency: "second-runner", params: {} }]];
    const events = await play({ injections: () => queue.shift() ?? [] });
    expect(of(events, "inject").map(({ t, emergency }) => [t, emergency])).toEqual([
      [1, "fog"],
      [1, "second-runner"],
    ]);
  });

  test("that do not exist, or with bad parameters, are refused", async () => {
    await expect(play({ injections: drop(1, { emergency: "frog", params: {} }) })).rejects.toThrow(
      /no emergency is called "frog" \(did you mean "fog"/,
    );
    await expect(play({ injections: drop(1, { emergency: "fog", params: { radius: 0 } }) })).rejects.toThrow(
      /^pursuit emergency fog: "radius"/,
    );
    await expect(play({ injections: drop(1, { emergency: "breakdown", params: { pursuer: 9 } }) })).rejects.toThrow(
      /^pursuit emergency breakdown: pursuer 9/,
    );
  });
});

describe("a branch", () => {
  test("plays the past again, then goes its own way on the same keys, and names its parent", async () => {
    const whole = await play({ cast: { pursuer: { agent: "random" }, runner: { agent: "evade" } } });
    const { frames } = await replay(env, whole);
    const branch = { episode: "pursuit/5", t: 6, frames };
    const events = await play({ branch, cast: { pursuer: { agent: "expert" }, runner: { agent: "evade" } } });
    expect(events[0]).toMatchObject({ parent: { episode: "pursuit/5", t: 6 } });
    const steps = (list: readonly Event[]) => of(list, "step").map(({ t, actions, digest }) => canonical({ t, actions, digest }));
    expect(steps(events).slice(0, 6)).toEqual(steps(whole).slice(0, 6));
    expect(steps(events)[6]).not.toEqual(steps(whole)[6]);
    await replay(env, events);
    // The same line-up branches into the same future.
    const same = await play({ branch, cast: { pursuer: { agent: "random" }, runner: { agent: "evade" } } });
    expect(steps(same)).toEqual(steps(whole));
  });

  test("keeps the emergencies of its past, the one right before its first own step too, and takes new ones", async () => {
    const fog = { emergency: "fog", params: { radius: 3 } };
    const queue = [[], [], [], [fog]];
    const whole = await play({ injections: () => queue.shift() ?? [] });
    const { frames } = await replay(env, whole);
    expect(of(whole, "inject").map(({ t }) => t)).toEqual([3]);
    const mine = [[{ emergency: "breakdown", params: {} }]];
    const events = await play({ branch: { episode: "pursuit/5", t: 3, frames: frames.slice(0, 4) }, injections: () => mine.shift() ?? [] });
    expect(of(events, "inject").map(({ t, emergency }) => [t, emergency])).toEqual([
      [3, "fog"],
      [3, "breakdown"],
    ]);
    const earlier = await play({ branch: { episode: "pursuit/5", t: 2, frames } });
    expect(of(earlier, "inject")).toEqual([]);
    await replay(env, events);
  });
});
