/** What a seat in a worker must do, on every platform. */
import { worldOf } from "../../src/worlds.ts";
import { afterEach, describe, expect, test } from "vitest";
import { inputsOf } from "../../agents/index.ts";
import { type AgentSpec, episodeKeys, lineOf, parseParams, rollout, type Seat, type Trace } from "../../src/core/index.ts";
import { remoteSeat } from "../../src/workers/remote-seat.ts";
import { bare, counted, handAlarm, localSeat, logOf, type Platform, requestOf, until } from "./play.ts";

const world = worldOf("pursuit");
const { env } = world;
const state = env.init(parseParams(env, requestOf({ episode: "seat" }).params), episodeKeys(7).init);
const role = "pursuer-0";
const legal = env.legal(state, role);

const DEADLINE_MS = 20_000;

/** Registers the tests of remote seats. */
export function seatCases({ spawn, kill, reason }: Platform): void {
  const open: Seat[] = [];
  const sit = (spec: AgentSpec) => {
    const workers = counted(spawn);
    // The test decides which turn is late, so that a busy machine changes nothing.
    const clock = handAlarm();
    const seat = remoteSeat(workers.spawn, { env: env.id, role, spec }, clock);
    open.push(seat);
    const traces: Trace[] = [];
    const act = (t: number) =>
      seat.act(
        env.observe(state, role),
        { role, t, legal, key: episodeKeys(7).act(t, role), deadlineMs: DEADLINE_MS },
        (trace) => void traces.push(trace),
      );
    /** Waits until the agent has emitted `count` traces: it is then in the midst of a turn. */
    const told = (count: number) => until(() => traces.length === count);
    return { seat, act, traces, told, workers, clock };
  };
  afterEach(() => {
    for (const seat of open.splice(0)) seat.dispose();
  });

  const faulty = (mode: string, every = 1): AgentSpec => ({ agent: "faulty", params: { mode, every } });
  const late: unknown = expect.objectContaining({ name: "Timeout", message: `no action within ${DEADLINE_MS} ms` });

  describe("a remote seat", () => {
    test("plays as an agent without a worker does, faults included", async () => {
      for (const spec of [{ agent: "expert" }, faulty("throw", 4), faulty("illegal", 4), faulty("nonsense", 4), faulty("mutate", 4)]) {
        const request = requestOf({
          episode: spec.agent,
          params: { pursuers: 1, horizon: 10 },
          cast: { pursuer: spec, runner: { agent: "evade" } },
        });
        const workers = counted(spawn);
        const lines: string[] = [];
        const seat = (seated: string, who: AgentSpec) =>
          seated === role ? remoteSeat(workers.spawn, { env: env.id, role, spec: who }) : localSeat(world, seated, who);
        for await (const event of rollout(env, { ...request, inputs: inputsOf(world, request.cast), seat })) lines.push(lineOf(event));
        expect(bare(lines)).toEqual(bare(await logOf(request)));
        expect(workers.all).toHaveLength(1);
        expect(workers.left()).toBe(0);
      }
    });

    test("is late: a Timeout, with what it told before, and a fresh worker for the next turn", async () => {
      for (const mode of ["never", "hang"]) {
        const { act, traces, told, workers, clock } = sit(faulty(mode, 2));
        expect(await act(1)).toBeOneOf([...legal]);
        const turn = expect(act(2)).rejects.toEqual(late);
        await told(1);
        expect(clock.times).toEqual([60_000, DEADLINE_MS, DEADLINE_MS]); // one for taking the seat, then one for each turn
        clock.ring();
        await turn;
        expect(traces).toEqual([{ type: "note", text: `about to ${mode}` }]);
        expect(await act(3)).toBeOneOf([...legal]);
        // Neither the end of the first worker nor an old alarm may reach the second.
        expect(clock.waiting()).toBe(0);
        clock.ring();
        expect(await act(5)).toBeOneOf([...legal]);
        expect(workers.all).toHaveLength(2);
        expect(workers.left()).toBe(1);
      }
    });

    test("loses its worker in mid-turn: an error that says so, and a fresh worker for the next turn", async () => {
      const { act, told, workers, clock } = sit(faulty("never", 2));
      expect(await act(1)).toBeOneOf([...legal]);
      const turn = expect(act(2)).rejects.toThrow(`its worker died: ${reason}`);
      await told(1);
      kill(workers.all[0]!);
      await turn;
      expect(await act(3)).toBeOneOf([...legal]);
      expect(clock.waiting()).toBe(0); // the deadline of the lost turn was cancelled, too
      clock.ring();
      expect(await act(5)).toBeOneOf([...legal]);
      expect(workers.all).toHaveLength(2);
      expect(workers.left()).toBe(1);
    });

    test("loses its worker between turns: one turn is lost, not more", async () => {
      const { act, workers } = sit({ agent: "random" });
      expect(await act(0)).toBeOneOf([...legal]);
      kill(workers.all[0]!);
      await until(() => workers.dead() === 1);
      await expect(act(1)).rejects.toThrow(`its worker died: ${reason}`);
      expect(await act(2)).toBeOneOf([...legal]);
      expect(workers.all).toHaveLength(2);
    });

    test("is given up after three lost workers", async () => {
      const { act, told, workers, clock } = sit(faulty("hang"));
      for (let t = 0; t < 3; t++) {
        const turn = expect(act(t)).rejects.toEqual(late);
        await told(t + 1);
        clock.ring();
        await turn;
      }
      await expect(act(3)).rejects.toThrow("given up after 3 lost workers");
      expect(workers.all).toHaveLength(3);
      expect(workers.left()).toBe(0);
    });

    test("does not hold an agent's error against its worker", async () => {
      const { act, workers } = sit(faulty("throw"));
      for (let t = 0; t < 5; t++) await expect(act(t)).rejects.toThrow("faulty on purpose");
      expect(workers.all).toHaveLength(1);
      expect(workers.left()).toBe(1);
    });

    test("hands over traces before the answer, and before an error", async () => {
      const search = sit({ agent: "search-actions", params: { simulations: 8 } });
      for (let t = 0; t < 5; t++) {
        await search.act(t);
        expect(search.traces).toHaveLength(t + 1);
      }
      const thrower = sit(faulty("throw"));
      for (let t = 0; t < 5; t++) {
        await expect(thrower.act(t)).rejects.toThrow("faulty on purpose");
        expect(thrower.traces).toHaveLength(t + 1);
      }
    });

    test("is told of an agent that cannot be made", async () => {
      const { act, workers } = sit({ agent: "nobody" });
      await expect(act(0)).rejects.toThrow('no agent is called "nobody"');
      expect(workers.left()).toBe(0);
    });

    test("ends its worker when it is disposed of, also in mid-turn", async () => {
      const { seat, act, told, workers } = sit(faulty("hang", 2));
      await act(1);
      const turn = expect(act(2)).rejects.toThrow("its worker was ended");
      await told(1); // from here on it computes without end, and no alarm rings
      seat.dispose();
      expect(workers.left()).toBe(0);
      await turn;
    });
  });
}
