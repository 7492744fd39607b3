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
  /** An environment by its id; the earlier commit has fewer. */
  readonly envOf: (id: string) => AnyEnvironment;
  /** Seats of pursuit. */
  readonly seat: (role: Role, spec: AgentSpec) => Seat | Promise<Seat>;
};

/** Kinds of work that are measured together, by their names. */
const groups = { arena, stepping, worlds } satisfies Record<string, (tree: Tree) => Promise<Record<string, Work>>>;

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

async function play({ core, envOf, seat }: Tree, agent: string, seed: number, params: Json = {}): Promise<readonly Event[]> {
  const events: Event[] = [];
  const cast = { pursuer: { agent }, runner: { agent: "evade" } };
  for await (const event of core.rollout(envOf("pursuit"), { seed, params, cast, seat })) events.push(event);
  return events;
}

/** Work that is told how often it was done before. */
function counted(work: (i: number) => ReturnType<Work>): Work {
  let i = 0;
  return () => work(i++);
}

/** Rollouts, digests, replay and search. */
async function arena(tree: Tree): Promise<Record<string, Work>> {
  const { core, envOf } = tree;
  const env = envOf("pursuit");
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

/** How an episode is walked through. */
type Walk = {
  readonly seed?: number;
  /** Draws a number below another. */
  readonly pick?: (below: number) => number;
  /** Only so many of the legal actions, the first ones, are drawn from. */
  readonly most?: number;
  /** Whether everybody who moves looks at the state first. */
  readonly observing?: boolean;
  /** Is shown every state. */
  readonly show?: (state: Json) => void;
};

/** Plays an episode by random legal actions; returns the number of steps. */
function walk(
  core: Pick<typeof Core, "episodeKeys">,
  env: AnyEnvironment,
  params: Json,
  { seed = 1, pick = xorshift(2), most = Infinity, observing = false, show }: Walk = {},
): number {
  const keys = core.episodeKeys(seed);
  let state = env.init(params, keys.init);
  for (let t = 0; ; t++) {
    show?.(state);
    const roles = env.turn(state);
    const { round, horizon } = env.clock(state);
    if (roles.length === 0 || round >= horizon) return t;
    const actions: Record<string, Json> = {};
    for (const role of roles) {
      if (observing) env.observe(state, role);
      const legal = env.legal(state, role);
      actions[role] = legal[pick(Math.min(legal.length, most))]!;
    }
    state = env.step(state, actions, keys.step(t));
  }
}

/** Pursuers that move in one cycle of PettingZoo's board. */
const MOVERS = 8;

/** Steps of the default board, and cycles of PettingZoo's: with the observation of whoever moves, and without. */
async function stepping({ core, envOf }: Tree): Promise<Record<string, Work>> {
  const env = envOf("pursuit");
  const params = (preset: string) => core.parseParams(env, env.presets[preset]!.params);
  const [board, peers] = [params("default"), params("pettingzoo-v4")];
  return {
    default: () => walk(core, env, board),
    cycles: () => walk(core, env, peers) / MOVERS,
    "cycles observed": () => walk(core, env, peers, { observing: true }) / MOVERS,
  };
}

/** Wishes from 0 to 20 tons: five of them leave enough in the lake for some months. */
const MODEST = 21;

/** Steps of the other worlds: plain, with a digest of every state, and with observations. */
async function worlds({ core, envOf }: Tree): Promise<Record<string, Work>> {
  const digested: Walk = { show: (state) => void core.digest(core.deepFreeze(state)) };
  /** Plays a thousand episodes, each on a seed of its own; what an episode's start takes is in the time. */
  const episodes = (id: string, preset: string, how: Walk = {}): Work => {
    const env = envOf(id);
    const params = core.parseParams(env, env.presets[preset]!.params);
    const pick = xorshift(2);
    let seed = 0;
    return () => {
      let steps = 0;
      for (let i = 0; i < 1000; i++) steps += walk(core, env, params, { pick, seed: seed++, ...how });
      return steps;
    };
  };
  return {
    hands: episodes("twenty-one", "gym"),
    "hands digested": episodes("twenty-one", "gym", digested),
    "hands observed": episodes("twenty-one", "gym", { observing: true }),
    months: episodes("fishery", "default", { most: MODEST }),
    "months digested": episodes("fishery", "default", { most: MODEST, ...digested }),
    "months by lot": episodes("fishery", "default"),
    turns: episodes("commons-harvest", "default"),
    "turns digested": episodes("commons-harvest", "default", digested),
    "turns observed": episodes("commons-harvest", "default", { observing: true }),
    "turns of melting-pot": () =>
      walk(
        core,
        envOf("commons-harvest"),
        core.parseParams(envOf("commons-harvest"), {
          ...(envOf("commons-harvest").presets["melting-pot"]!.params as object),
          turns: 1000,
          ending: null,
        }),
      ),
  };
}
