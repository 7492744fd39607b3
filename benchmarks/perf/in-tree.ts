/**
 * What is measured in two commits of the arena. It is bundled into each, beside modules of that commit: of these it has the types alone, and uses
 * only what both commits have.
 */
import type * as Core from "../../src/core/index.ts";
import type { AgentSpec, AnyEnvironment, Event, Json, Role, Seat } from "../../src/core/index.ts";
import { processorSeconds, ratesOf, type Work } from "./measure.ts";

/** A commit of the arena, as far as it is measured. */
export type Tree = {
  readonly core: typeof Core;
  readonly env: AnyEnvironment;
  readonly seat: (role: Role, spec: AgentSpec) => Seat | Promise<Seat>;
};

/** Kinds of work that are measured together, by their names. */
const groups = { arena, stepping } satisfies Record<string, (tree: Tree) => Promise<Record<string, Work>>>;

/** The name of a group. */
export type Group = keyof typeof groups;

/** Rates a second of processor time of all work in a group. */
export const measured = async (tree: Tree, group: Group): Promise<Readonly<Record<string, number>>> =>
  ratesOf(await groups[group](tree), { rounds: 2, seconds: 1 });

const stepsIn = (events: readonly Event[]): number => events.filter(({ type }) => type === "step").length;

/** Decisions of the side that is measured. */
const decisionsIn = (events: readonly Event[]): number =>
  events.reduce(
    (sum, one) => sum + (one.type === "step" ? Object.keys(one.actions).filter((role) => role.startsWith("pursuer")).length : 0),
    0,
  );

async function play({ core, env, seat }: Tree, agent: string, seed: number, params: Json = {}): Promise<readonly Event[]> {
  const events: Event[] = [];
  const cast = { pursuer: { agent }, runner: { agent: "evade" } };
  for await (const event of core.rollout(env, { seed, params, cast, seat })) events.push(event);
  return events;
}

/** Work that is told how often it was done before. */
function counted(work: (i: number) => ReturnType<Work>): Work {
  let i = 0;
  return () => work(i++);
}

/** Rollouts, digests, replay and search. */
async function arena(tree: Tree): Promise<Record<string, Work>> {
  const { core, env } = tree;
  const { deepFreeze, digest, episodeKeys, lineOf, parseLine, parseParams, replay } = core;
  const logs: string[][] = [];
  for (let seed = 0; seed < 60; seed++) logs.push((await play(tree, "expert", seed)).map((event) => lineOf(event)));
  return {
    rollouts: counted(async (i) => stepsIn(await play(tree, "greedy", i))),
    digests: counted((i) => {
      const keys = episodeKeys(i);
      let state = deepFreeze(env.init(parseParams(env), keys.init));
      const states: Json[] = [];
      for (let t = 0; t < 60 && env.turn(state).length > 0; t++) {
        const legal = (role: Role) => env.legal(state, role);
        const actions = Object.fromEntries(env.turn(state).map((role) => [role, legal(role)[(t + i) % legal(role).length]!]));
        states.push((state = deepFreeze(env.step(state, actions, keys.step(t)))));
      }
      const began = processorSeconds();
      for (const one of states) digest(one);
      return { pieces: states.length, seconds: processorSeconds() - began };
    }),
    replay: counted(async (i) => {
      const events = logs[i % logs.length]!.map((line, n) => parseLine(line, n + 1));
      await replay(env, events);
      return stepsIn(events);
    }),
    "search-actions": counted(async (i) => decisionsIn(await play(tree, "search-actions", i, { horizon: 4 }))),
    "search-functions": counted(async (i) => decisionsIn(await play(tree, "search-functions", i, { horizon: 4 }))),
  };
}

/** A cheap generator of small integers: what is measured is stepping, not drawing actions. */
function xorshift(seed: number): (below: number) => number {
  let x = seed;
  return (below) => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) % below;
  };
}

/** Plays an episode by random legal actions; returns the number of steps. */
function walk(core: typeof Core, env: AnyEnvironment, params: Json, observing: boolean): number {
  const pick = xorshift(2);
  const keys = core.episodeKeys(1);
  let state = env.init(params, keys.init);
  for (let t = 0; ; t++) {
    const roles = env.turn(state);
    const { round, horizon } = env.clock(state);
    if (roles.length === 0 || round >= horizon) return t;
    const actions: Record<string, Json> = {};
    for (const role of roles) {
      if (observing) env.observe(state, role);
      const legal = env.legal(state, role);
      actions[role] = legal[pick(legal.length)]!;
    }
    state = env.step(state, actions, keys.step(t));
  }
}

/** Pursuers that move in one cycle of PettingZoo's board. */
const MOVERS = 8;

/** Steps of the default board, and cycles of PettingZoo's: with the observation of whoever moves, and without. */
async function stepping({ core, env }: Tree): Promise<Record<string, Work>> {
  const params = (preset: string) => core.parseParams(env, env.presets[preset]!.params);
  const [board, peers] = [params("default"), params("pettingzoo-v4")];
  return {
    default: () => walk(core, env, board, false),
    cycles: () => walk(core, env, peers, false) / MOVERS,
    "cycles observed": () => walk(core, env, peers, true) / MOVERS,
  };
}
