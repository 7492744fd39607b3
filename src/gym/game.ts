/** A game that is played from outside: the caller decides for some of its seats, policies of its world for all others. */
import { moveOf } from "../../agents/episode.ts";
import { policyOf } from "../../agents/policies.ts";
import { resolveAgent } from "../../agents/index.ts";
import type { Policy } from "../../agents/policy.ts";
import type { World } from "../../agents/world.ts";
import {
  type ActionRange,
  type AgentSpec,
  type AnyEnvironment,
  ArenaError,
  canonical,
  type Cast,
  deepFreeze,
  digest,
  episodeKeys,
  gains,
  isLegal,
  isOver,
  type Json,
  lookup,
  type Observation,
  type Outcome,
  parseParams,
  type PerRole,
  rangeText,
  type Role,
  wordOf,
} from "../core/index.ts";

/** Which game is played, and who decides for which seats. */
export interface GameOptions {
  /** One of the environment's presets; `default` unless given. */
  readonly preset?: string;
  /** Parameters in place of the preset's. */
  readonly params?: Readonly<Record<string, Json>>;
  /** The seats that the caller decides for, each by its role or all of a word; those of the learners' word unless given. */
  readonly seats?: readonly string[];
  /** Who plays the other seats: the name of one of the world's casts, or agents by role or word. A seat that nobody is cast for gets the world's usual agent. */
  readonly cast?: string | Cast;
}

/** What one seat sees in one state, computed when it is asked for. */
export class View {
  readonly #env: AnyEnvironment;
  readonly #params: Json;
  readonly #state: Json;
  readonly role: Role;
  /** Whether the seat is to act. */
  readonly acts: boolean;

  constructor(env: AnyEnvironment, params: Json, state: Json, role: Role, acts: boolean) {
    this.#env = env;
    this.#params = params;
    this.#state = state;
    this.role = role;
    this.acts = acts;
  }

  /** The environment's own observation, frozen. */
  get observation(): Observation {
    return deepFreeze(this.#env.observe(this.#state, this.role));
  }

  /** The observation as text for language models. */
  get text(): string {
    return this.#env.describe(this.observation);
  }

  /** The legal actions; empty for a seat that is not to act. */
  get legal(): readonly Json[] {
    return this.acts ? deepFreeze(this.#env.legal(this.#state, this.role)) : [];
  }

  /** The range of the legal actions, where they are the whole numbers of one. */
  get range(): ActionRange | undefined {
    return this.acts ? this.#env.range?.(this.#state, this.role) : undefined;
  }

  /** Every action that the seat may ever have; the legal ones where the environment has no such list. */
  get actions(): readonly Json[] {
    const { actions } = this.#env;
    return actions === undefined ? this.legal : deepFreeze(actions(this.#params, this.role));
  }

  /** 1 for each of `actions` that is legal now, else 0. */
  get mask(): readonly (0 | 1)[] {
    const legal = new Set(this.legal.map((action) => canonical(action)));
    return this.actions.map((action) => (legal.has(canonical(action)) ? 1 : 0));
  }
}

/** A game in play. One of its states is current; `reset` begins an episode, `step` ends when the caller is to act again, or when the episode is over. */
export class Game {
  readonly env: AnyEnvironment;
  /** The parameters, complete. */
  readonly params: Json;
  /** The caller's seats in the first state of an episode. */
  readonly seats: readonly Role[];
  readonly #world: World;
  readonly #where: string;
  readonly #isOwn: (role: Role) => boolean;
  readonly #specOf: (role: Role) => AgentSpec;
  readonly #policies = new Map<Role, Policy>();
  #keys = episodeKeys(0);
  #state: Json | undefined;
  #t = 0;
  #turn: readonly Role[] = [];
  #over = false;

  /** Throws `BadParams`, `UnknownId`, `BadInput` or `BadAgent`. The environment must be prepared. */
  constructor(
    world: World,
    { preset = "default", params = {}, seats = [world.benchmark.learner], cast = {} }: GameOptions = {},
    where = `game of ${world.env.id}`,
  ) {
    const { env, benchmark } = world;
    this.#world = world;
    this.env = env;
    this.#where = where;
    const whole = { ...(lookup(env.presets, preset, `${env.id} presets`, "preset").params as object), ...params };
    this.params = deepFreeze(parseParams(env, whole));
    const roles = env.roles(env.init(this.params, episodeKeys(0).init));
    const names = Object.fromEntries([...roles.map(wordOf), ...roles].map((name) => [name, name]));
    for (const name of seats) lookup(names, name, `${where}: seats`, "seat");
    const given: Cast = typeof cast === "string" ? lookup(benchmark.casts, cast, `${where}: cast`, "cast") : cast;
    const own = new Map<Role, boolean>();
    this.#isOwn = (role) => {
      let mine = own.get(role);
      if (mine === undefined) {
        mine = seats.includes(role) || (seats.includes(wordOf(role)) && !Object.hasOwn(given, role));
        own.set(role, mine);
      }
      return mine;
    };
    this.#specOf = (role) => given[role] ?? given[wordOf(role)] ?? { agent: benchmark.usual[wordOf(role)] ?? "random" };
    const changes = Object.keys((whole as { readonly emergencies?: object }).emergencies ?? []).length > 0;
    for (const name of Object.keys(given)) {
      const named = roles.filter((role) => role === name || wordOf(role) === name);
      // Rule changes may bring more seats of a word.
      if (named.length === 0 && !(changes && Object.hasOwn(names, wordOf(name)))) lookup(names, name, `${where}: cast`, "seat");
      if (named.length > 0 && named.every(this.#isOwn))
        throw new ArenaError(
          "BadInput",
          `${where}: cast`,
          `"${name}" is cast, and every such seat is the caller's`,
          `expected agents for the other seats alone: name your own by seats, as ["${roles[0]!}"]`,
        );
    }
    this.seats = roles.filter(this.#isOwn);
    if (this.seats.length === 0)
      throw new ArenaError("BadInput", `${where}: seats`, "none is left for the caller", `expected some of ${roles.join(", ")}`);
    for (const role of roles) if (!this.#isOwn(role)) this.#policyOf(role);
  }

  /** The caller's seats in the present state. */
  get roles(): readonly Role[] {
    return this.env.roles(this.#now()).filter(this.#isOwn);
  }

  /** The caller's seats that are to act; empty once the episode is over. */
  get turn(): readonly Role[] {
    return this.#turn;
  }

  /** Steps of the environment so far. */
  get t(): number {
    return this.#t;
  }

  /** Whether the episode has ended. */
  get over(): boolean {
    return this.#over;
  }

  /** Whether the rules have ended it, in the last round too. */
  get terminated(): boolean {
    return this.#over && this.env.turn(this.#now()).length === 0;
  }

  /** Whether it was cut off at the horizon. */
  get truncated(): boolean {
    return this.#over && !this.terminated;
  }

  /** Returns so far, of all seats. */
  get returns(): PerRole<number> {
    return this.env.returns(this.#now());
  }

  get outcome(): Outcome {
    return this.env.outcome(this.#now());
  }

  /** The digest of the present state, as logs have it. */
  get digest(): string {
    return digest(this.#now());
  }

  /** What one of the caller's seats sees. */
  view(role: Role): View {
    const state = this.#now();
    const { roles } = this;
    if (!roles.includes(role)) lookup(Object.fromEntries(roles.map((one) => [one, one])), role, this.#where, "seat of the caller");
    return new View(this.env, this.params, state, role, this.#turn.includes(role));
  }

  /** Begins an episode: the one that a rollout plays on this seed. A seed is a whole number from 0 to 2^53 - 1. */
  reset(seed: number): void {
    this.#keys = episodeKeys(seed);
    this.#state = deepFreeze(this.env.init(this.params, this.#keys.init));
    this.#t = 0;
    this.#goOn();
  }

  /** Throws what would keep `step` from taking these actions, and changes nothing. */
  check(actions: unknown): void {
    const where = `${this.#where}, step ${this.#t}`;
    this.#now();
    if (this.#over)
      throw new ArenaError(
        "BadInput",
        where,
        `an action, and the episode is over (${this.terminated ? "terminated" : "truncated"})`,
        "expected reset with a seed, which begins another one",
      );
    const wanted = `expected an action for each seat that is to act: ${this.#turn.join(", ")}`;
    if (actions === null || typeof actions !== "object" || Array.isArray(actions))
      throw new ArenaError("BadInput", where, `${excerpt(actions)} for actions`, wanted);
    for (const role in actions)
      if (!this.#turn.includes(role)) throw new ArenaError("BadInput", where, `an action for "${role}", which is not to act`, wanted);
    for (const role of this.#turn) {
      if (!Object.hasOwn(actions, role)) throw new ArenaError("BadInput", where, `no action for "${role}"`, wanted);
      this.checkAction(role, (actions as PerRole<unknown>)[role]);
    }
  }

  /** Throws `BadInput` for an action that a seat may not take now. */
  checkAction(role: Role, action: unknown): void {
    const state = this.#now();
    const legal = this.env.legal(state, role);
    if (isLegal(legal, action)) return;
    const range = this.env.range?.(state, role);
    throw new ArenaError(
      "BadInput",
      `${this.#where}, step ${this.#t}`,
      `${excerpt(action)} for "${role}"`,
      `expected ${range === undefined ? `a legal action: ${legal.map((one) => canonical(one)).join(", ")}` : rangeText(range)}`,
    );
  }

  /** Plays on with an action for each seat in `turn`; returns what each of the caller's seats has gained when it is to act again. */
  step(actions: PerRole<Json>): PerRole<number> {
    this.check(actions);
    return this.play(actions);
  }

  /** `step` with actions that were checked. */
  play(actions: PerRole<Json>): PerRole<number> {
    const before = this.returns;
    this.#advance(actions);
    this.#goOn();
    const gained = gains(before, this.returns);
    return Object.fromEntries(this.roles.map((role) => [role, gained[role]!]));
  }

  #now(): Json {
    if (this.#state !== undefined) return this.#state;
    throw new ArenaError("BadInput", this.#where, "no episode has begun", "expected reset with a seed first");
  }

  #policyOf(role: Role): Policy {
    let policy = this.#policies.get(role);
    if (policy === undefined) {
      const spec = this.#specOf(role);
      resolveAgent(spec, this.#world, role);
      this.#policies.set(role, (policy = policyOf(this.#world, spec.agent, role, `${this.#where}: cast, "${role}"`)));
    }
    return policy;
  }

  /** Plays the others until the caller is to act, or the episode is over. */
  #goOn(): void {
    const { env } = this;
    for (;;) {
      const state = this.#state!;
      this.#over = isOver(env, state);
      this.#turn = this.#over ? [] : env.turn(state).filter(this.#isOwn);
      if (this.#over || this.#turn.length > 0) return;
      this.#advance({});
    }
  }

  /** One step of the environment. */
  #advance(own: PerRole<Json>): void {
    const { env } = this;
    const state = this.#state!;
    const actions: Record<Role, Json> = {};
    for (const role of env.turn(state)) {
      if (this.#isOwn(role)) actions[role] = own[role]!;
      else actions[role] = moveOf(this.#policyOf(role), env, state, role, this.#keys.act(this.#t, role));
    }
    this.#state = deepFreeze(env.step(state, actions, this.#keys.step(this.#t)));
    this.#t++;
  }
}

/** A value as messages show it. */
export const excerpt = (value: unknown): string => shortened(value === undefined ? "nothing" : (JSON.stringify(value) ?? typeof value));

/** The beginning of a long text. */
export const shortened = (text: string): string => (text.length > 120 ? `${text.slice(0, 120)}...` : text);
