/** What a sandbox must withstand, on every platform. */
import { worldOf } from "../../src/worlds.ts";
import type * as Comlink from "comlink";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { callNative, type OpenSandbox, type Sandbox, situationsOf } from "../../function-base/index.ts";
import { type AgentSpec, canonical, lineOf, type Observation, rollout } from "../../src/core/index.ts";
import { sandboxes } from "../../src/workers/remote-sandbox.ts";
import { remoteSeat } from "../../src/workers/remote-seat.ts";
import { attacks } from "./attacks.ts";
import { recursions } from "./recursion.ts";
import { counted, handAlarm, logOf, type Platform, requestOf, until } from "./play.ts";

const base = worldOf("pursuit").base;
const env = worldOf("pursuit").env;
const LEGAL = ["stay", "north", "east", "south", "west"];
const HONEST = {
  name: "honest",
  source: "export default function honest(observation, legal) { return [observation.round, legal.length, [1, 2].map((x) => x + 1)]; }",
};

/** Attacks that share a sandbox. */
const SHARED = 40;

const COUNTING = {
  name: "counting",
  source:
    "let n = 0; export default function counting() { globalThis.shared = (globalThis.shared ?? 0) + 1; Object.prototype.left = 1; return ++n; }",
};

/** Registers the tests of sandboxes. `spawn` starts a sandbox's worker, `seats` a seat's. */
export function sandboxCases({
  spawn,
  seats,
  kill,
}: {
  readonly spawn: Platform["spawn"];
  readonly seats: Platform["spawn"];
  readonly kill: Platform["kill"];
}): void {
  const observation = { ...base.blank, round: 7 } as Observation;

  describe("attacks", () => {
    const workers = counted(spawn);
    // An alarm that nobody rings: every attack ends by itself.
    const open: OpenSandbox = sandboxes(workers.spawn, handAlarm());
    let sandbox: Promise<Sandbox> | undefined;
    let [kept, opened] = [0, 0];
    // Attacks share a sandbox: whatever one of them leaves behind would show in the next. But not all: a page has room for some 120 machines.
    const named = attacks.map((attack, i) => ({ ...attack, name: `attack-${i}` }));
    const sandboxFor = async (i: number): Promise<Sandbox> => {
      if (sandbox === undefined || i % SHARED === 0) {
        (await sandbox)?.dispose();
        sandbox = open("pursuit", [HONEST, COUNTING, ...named.slice(i - (i % SHARED), i - (i % SHARED) + SHARED)]);
        [kept, opened] = [0, opened + 1];
      }
      return sandbox;
    };
    afterAll(async () => (await sandbox)?.dispose());

    test.each(attacks.map((attack, i) => [attack.name, i] as const))("a function that %s", async (_name, i) => {
      const one = await sandboxFor(i);
      const attack = named[i]!;
      const before = JSON.stringify(observation);
      const ended = await one.call(attack.name, observation, LEGAL, null).then(
        (value) => ({ value }),
        (error: unknown) => ({ error: error as Error }),
      );
      expect(await one.call("honest", observation, LEGAL, null)).toEqual([7, 5, [2, 3]]);
      // Nothing that a function does ends the worker of the others, or costs them what they keep.
      expect(await one.call("counting", observation, LEGAL, null)).toBe(++kept);
      expect(workers.all.length).toBe(opened);
      if ("gives" in attack) expect(ended).toEqual({ value: attack.gives });
      else {
        expect("error" in ended ? ended.error : ended).toMatchObject({ name: "FunctionFault" });
        const { message } = (ended as { error: Error }).error;
        expect(message.startsWith(`function ${attack.name}: `), message).toBe(true);
        expect(message).toMatch(attack.fault);
        expect(message.length).toBeLessThan(400);
        // eslint-disable-next-line no-control-regex
        expect(message).not.toMatch(/[\0-\x1f\x7f-\x9f\u202e\u200b]|\p{Cs}/u);
      }
      expect(JSON.stringify(observation)).toBe(before);
    });
  });

  describe("a sandbox", () => {
    const opened: Sandbox[] = [];
    afterEach(() => {
      for (const one of opened.splice(0)) one.dispose();
    });
    const sandboxOf = async (functions: Parameters<OpenSandbox>[1], options: Parameters<typeof sandboxes>[1] = {}) => {
      const workers = counted(spawn);
      const one = await sandboxes(workers.spawn, options)("pursuit", functions);
      opened.push(one);
      return { sandbox: one, workers };
    };
    const reading = { name: "reading", source: "export default function reading() { return [typeof shared, typeof ({}).left]; }" };

    test("gives what the committed functions give natively, on states of every preset", async () => {
      const all = [...base.functions, ...base.emergency];
      const { sandbox } = await sandboxOf(all);
      const presets = Object.values(env.presets);
      let calls = 0;
      for (const [p, { params }] of presets.entries()) {
        const situations = situationsOf(base, env, params, 900 + p, 24);
        for (const entry of all)
          for (const { observation, legal, previous } of situations.filter(({ stage }) => stage === entry.stage)) {
            const given = await sandbox.call(entry.name, observation, legal, previous);
            expect(canonical(given), `${entry.name} natively and in the sandbox`).toBe(
              canonical(callNative(base, entry, observation, legal, previous)),
            );
            calls++;
          }
      }
      expect(calls).toBeGreaterThan(1000);
    });

    test("ends what recurses alike in every engine, at the first call and later", async () => {
      const all = Object.values(recursions);
      const { sandbox } = await sandboxOf(all.map(([source], i) => ({ name: `recursion-${i}`, source })));
      for (let round = 0; round < 2; round++)
        for (const [i, [source, ends]] of all.entries()) {
          const given = await sandbox.call(`recursion-${i}`, observation, LEGAL, null).catch((error: Error) => error.message);
          if (typeof ends === "number") expect(given, source).toBe(ends);
          else expect(given, source).toMatch(ends);
        }
    });

    test("gives a function whose machine is full a fresh one", async () => {
      const source =
        "const kept = []; export default function f({ round }) { kept.push(1); if (round === 7) for (;;) kept.push(new Array(1000).fill(1)); return kept.length; }";
      const { sandbox } = await sandboxOf([{ name: "hoarding", source }, COUNTING]);
      const call = (round: number) => sandbox.call("hoarding", { ...observation, round }, LEGAL, null);
      await sandbox.call("counting", observation, LEGAL, null);
      expect([await call(1), await call(1)]).toEqual([1, 2]);
      await expect(call(7)).rejects.toThrow("function hoarding: InternalError: out of memory, expected a result of its stage");
      expect([await call(1), await call(1)]).toEqual([1, 2]);
      expect(await sandbox.call("counting", observation, LEGAL, null)).toBe(2);
    });

    test("keeps functions apart: none sees what another left", async () => {
      const { sandbox } = await sandboxOf([COUNTING, reading]);
      await sandbox.call("counting", observation, LEGAL, null);
      expect(await sandbox.call("reading", observation, LEGAL, null)).toEqual(["undefined", "undefined"]);
    });

    test("begins every episode afresh, and ends alike", async () => {
      const play = async () => {
        const { sandbox } = await sandboxOf([COUNTING]);
        return [await sandbox.call("counting", observation, LEGAL, null), await sandbox.call("counting", observation, LEGAL, null)];
      };
      expect(await play()).toEqual([1, 2]);
      expect(await play()).toEqual([1, 2]);
    });

    test("takes as many steps each time before it stops a function", async () => {
      const source =
        "export default function long(observation) { let n = 0; for (let i = 0; i < observation.round; i++) n += i; return n; }";
      const { sandbox } = await sandboxOf([{ name: "long", source }], handAlarm());
      const ends = async (round: number) =>
        sandbox.call("long", { ...observation, round }, LEGAL, null).then(
          () => true,
          () => false,
        );
      expect([await ends(10_000), await ends(10_000), await ends(100_000_000), await ends(100_000_000)]).toEqual([
        true,
        true,
        false,
        false,
      ]);
    });

    /** Workers that never hear of a call while they are deaf: no function hangs one. */
    const muted = () => {
      const workers = counted(spawn);
      let deaf = false;
      const mute: Platform["spawn"] = () => {
        const handle = workers.spawn();
        const endpoint = handle.endpoint as Comlink.Endpoint;
        return {
          ...handle,
          endpoint: {
            postMessage: (message: unknown, transfer?: Transferable[]) => void (deaf || endpoint.postMessage(message, transfer)),
            addEventListener: endpoint.addEventListener.bind(endpoint),
            removeEventListener: endpoint.removeEventListener.bind(endpoint),
            start: () => endpoint.start?.(),
          },
        };
      };
      return { workers, mute, deafen: (now: boolean) => void (deaf = now) };
    };

    test("is replaced when it had to be ended, and only then", async () => {
      const watchdog = handAlarm();
      const { workers, mute, deafen } = muted();
      const sandbox = await sandboxes(mute, watchdog)("pursuit", [HONEST]);
      opened.push(sandbox);
      const honest = () => sandbox.call("honest", observation, LEGAL, null);
      expect(await honest()).toBeDefined();
      expect(workers.all.length).toBe(1);
      deafen(true);
      const lost = expect(honest()).rejects.toThrow("function honest: no answer within 60000 ms: its sandbox was ended, expected a result");
      await until(() => watchdog.waiting() === 1);
      watchdog.ring();
      await lost;
      deafen(false);
      expect(await honest()).toBeDefined();
      expect(workers.all.length).toBe(2);
      // A call that was answered leaves no alarm behind that could end the next one.
      expect(watchdog.waiting()).toBe(0);
      watchdog.ring();
      expect(await honest()).toBeDefined();
      expect(workers.all.length).toBe(2);
    });

    test("says which function was lost when its worker dies", async () => {
      const watchdog = handAlarm();
      const { workers, mute, deafen } = muted();
      const sandbox = await sandboxes(mute, watchdog)("pursuit", [HONEST]);
      opened.push(sandbox);
      await sandbox.call("honest", observation, LEGAL, null);
      deafen(true);
      const lost = expect(sandbox.call("honest", observation, LEGAL, null)).rejects.toThrow(/^function honest: its worker died: /);
      await until(() => watchdog.waiting() === 1);
      kill(workers.all.at(-1)!);
      await lost;
      deafen(false);
      expect(await sandbox.call("honest", observation, LEGAL, null)).toBeDefined();
    });

    test("tells a name it does not have, and that it is closed", async () => {
      const { sandbox } = await sandboxOf([HONEST]);
      await expect(sandbox.call("other", observation, LEGAL, null)).rejects.toThrow(
        "function other: the sandbox does not have it, expected one of honest",
      );
      sandbox.dispose();
      await expect(sandbox.call("honest", observation, LEGAL, null)).rejects.toThrow("function honest: its sandbox is closed");
    });

    test("serves an agent inside a worker, which then plays as it does without one", async () => {
      const request = (sandbox: boolean) =>
        requestOf({
          episode: "sandboxed",
          cast: { pursuer: { agent: "functions-top1", params: { sandbox } }, runner: { agent: "evade" } },
          params: { horizon: 3 },
        });
      const sandboxed: string[] = [];
      const options = { ...request(true), seat: (role: string, spec: AgentSpec) => remoteSeat(seats, { env: "pursuit", role, spec }) };
      for await (const event of rollout(env, options)) sandboxed.push(lineOf(event));
      const native = await logOf(request(false));
      const actions = (lines: readonly string[]) => lines.filter((line) => line.includes('"type":"step"'));
      expect(sandboxed.filter((line) => line.includes('"type":"fault"'))).toEqual([]);
      expect(actions(sandboxed)).toEqual(actions(native));
    });
  });
}
