/**
 * Games of the arena by the interfaces that other programs are used to: PettingZoo's (one agent after the other, or all that are to act at once) and
 * Gymnasium's (one agent). The same seed gives the same episode as in a rollout.
 *
 * `terminated` says that the rules have ended the game, `truncated` that it was cut off at the horizon; both hold for all seats at once.
 *
 * @module logic-arena/gym
 */
import { worldOf } from "../worlds.ts";
import { ArenaError, type Json, type Observation, type PerRole, type Role, wordOf } from "../core/index.ts";
import { Game, type GameOptions, type View } from "./game.ts";

export type { GameOptions, View } from "./game.ts";

/** What a seat sees, what it may do (`info.legal`, `info.actions`, `info.mask`, `info.text`), and what has come of it. */
export interface Step {
  readonly observation: Observation;
  /** What the seat has gained since it last acted. */
  readonly reward: number;
  readonly terminated: boolean;
  readonly truncated: boolean;
  readonly info: View;
}

/** Opens a game by the id of its environment; throws `UnknownId`, `BadParams`, `BadInput` or `BadAgent`. */
async function open(id: string, options: GameOptions = {}): Promise<Game> {
  const world = worldOf(id, "gym");
  await world.env.prepare?.();
  return new Game(world, options);
}

/** A game by PettingZoo's interface of agents in turn (AEC). Seats that act at the same time are asked one after the other; none sees what the others chose. */
export const aec = async (id: string, options?: GameOptions): Promise<Aec> => new Aec(await open(id, options));

/** A game by PettingZoo's parallel interface: each step takes an action for every seat that is to act. */
export const parallel = async (id: string, options?: GameOptions): Promise<Parallel> => new Parallel(await open(id, options));

/** A game by Gymnasium's interface: the caller plays one seat, by default the first of the learners' word, policies play all others. */
export async function single(
  id: string,
  { seat, ...options }: Omit<GameOptions, "seats"> & { readonly seat?: Role } = {},
): Promise<Single> {
  const role = seat ?? `${worldOf(id, "gym").benchmark.learner}-0`;
  if (wordOf(role) === role) throw new ArenaError("BadInput", `game of ${id}: seat`, `"${role}"`, `expected one seat, as "${role}-0"`);
  return new Single(await open(id, { ...options, seats: [role] }), role);
}

/** One agent at a time, as PettingZoo's AECEnv. */
export class Aec {
  readonly #game: Game;
  #agents: readonly Role[] = [];
  /** Seats that have yet to choose in this turn, the selected one first. */
  #waiting: readonly Role[] = [];
  #chosen: Record<Role, Json> = {};
  /** Each seat's return when it last acted. */
  #before: Record<Role, number> = {};

  constructor(game: Game) {
    this.#game = game;
  }

  /** The caller's seats in the game; once the episode is over, those that have not yet been given `null`. */
  get agents(): readonly Role[] {
    return this.#game.over ? this.#agents : this.#game.roles;
  }

  /** The seat that `last` describes and `step` moves; undefined when no agent is left. */
  get agentSelection(): Role | undefined {
    return this.#game.over ? this.#agents[0] : this.#waiting[0];
  }

  /** Steps of the environment so far, others' turns among them. */
  get t(): number {
    return this.#game.t;
  }

  /** The digest of the game's state, as logs have it. */
  get digest(): string {
    return this.#game.digest;
  }

  /** Begins the episode that a rollout plays on this seed: a whole number from 0 to 2^53 - 1. */
  reset(seed: number): void {
    this.#game.reset(seed);
    this.#chosen = {};
    this.#before = { ...this.#game.returns };
    this.#next();
  }

  /** What one of the caller's seats sees now. */
  observe(role: Role): View {
    return this.#game.view(role);
  }

  /** What the selected seat sees, and what it has gained since it last acted. */
  last(): Step {
    const { returns, terminated, truncated } = this.#game;
    const role = this.#selected();
    const info = this.#game.view(role);
    const reward = returns[role]! - (this.#before[role] ?? 0);
    return { observation: info.observation, reward, terminated, truncated, info };
  }

  /** Acts for the selected seat; `null` once the episode is over, which takes the seat out of `agents`. */
  step(action: Json): void {
    const game = this.#game;
    const role = this.#selected();
    if (game.over) {
      if (action !== null)
        throw new ArenaError(
          "BadInput",
          `game of ${game.env.id}`,
          `an action for "${role}", and the episode is over (${game.terminated ? "terminated" : "truncated"})`,
          "expected null, as in PettingZoo, or reset with a seed",
        );
      this.#agents = this.#agents.slice(1);
      return;
    }
    game.checkAction(role, action);
    this.#chosen[role] = action;
    this.#before[role] = game.returns[role]!;
    this.#waiting = this.#waiting.slice(1);
    if (this.#waiting.length > 0) return;
    game.play(this.#chosen);
    this.#chosen = {};
    this.#next();
  }

  /** The selected seat, again and again, until no agent is left or after so many of them. */
  *agentIter(most = Infinity): Generator<Role, void, undefined> {
    for (let i = 0; i < most; i++) {
      const role = this.agentSelection;
      if (role === undefined) return;
      yield role;
    }
  }

  #next(): void {
    this.#waiting = this.#game.turn;
    this.#agents = this.#game.over ? this.#game.roles : [];
  }

  #selected(): Role {
    const role = this.agentSelection;
    if (role !== undefined) return role;
    void this.#game.digest; // says so where no episode has begun
    throw new ArenaError("BadInput", `game of ${this.#game.env.id}`, "no agent is left", "expected reset with a seed");
  }
}

/** All seats that are to act at once, as PettingZoo's ParallelEnv. */
export class Parallel {
  readonly #game: Game;

  constructor(game: Game) {
    this.#game = game;
  }

  /** The caller's seats in the game; none once the episode is over. */
  get agents(): readonly Role[] {
    return this.#game.over ? [] : this.#game.roles;
  }

  /** The seats that are to act: in a game in turn not all of `agents`. */
  get turn(): readonly Role[] {
    return this.#game.turn;
  }

  /** Steps of the environment so far, others' turns among them. */
  get t(): number {
    return this.#game.t;
  }

  /** The digest of the game's state, as logs have it. */
  get digest(): string {
    return this.#game.digest;
  }

  /** Begins the episode that a rollout plays on this seed: a whole number from 0 to 2^53 - 1. */
  reset(seed: number): { readonly observations: PerRole<Observation>; readonly infos: PerRole<View> } {
    this.#game.reset(seed);
    return this.#seen();
  }

  /** Plays on with an action for each seat in `turn`; rewards are what seats have gained by the time that one is to act again. */
  step(actions: PerRole<Json>): {
    readonly observations: PerRole<Observation>;
    readonly rewards: PerRole<number>;
    readonly terminations: PerRole<boolean>;
    readonly truncations: PerRole<boolean>;
    readonly infos: PerRole<View>;
  } {
    const game = this.#game;
    const rewards = game.step(actions);
    const { terminated, truncated, roles } = game;
    const all = <T>(value: T): PerRole<T> => Object.fromEntries(roles.map((role) => [role, value]));
    return { ...this.#seen(), rewards, terminations: all(terminated), truncations: all(truncated) };
  }

  #seen() {
    const infos = Object.fromEntries(this.#game.roles.map((role) => [role, this.#game.view(role)]));
    return { observations: Object.fromEntries(Object.entries(infos).map(([role, view]) => [role, view.observation])), infos };
  }
}

/** One seat, as Gymnasium's Env. */
export class Single {
  readonly #game: Game;
  readonly #role: Role;

  constructor(game: Game, role: Role) {
    this.#game = game;
    this.#role = role;
  }

  /** Steps of the environment so far, others' turns among them. */
  get t(): number {
    return this.#game.t;
  }

  /** The digest of the game's state, as logs have it. */
  get digest(): string {
    return this.#game.digest;
  }

  /** Begins the episode that a rollout plays on this seed: a whole number from 0 to 2^53 - 1. */
  reset(seed: number): { readonly observation: Observation; readonly info: View } {
    this.#game.reset(seed);
    const info = this.#game.view(this.#role);
    return { observation: info.observation, info };
  }

  /** Acts in the seat, and plays on until it is to act again or the episode is over. */
  step(action: Json): Step {
    const game = this.#game;
    const reward = game.step({ [this.#role]: action })[this.#role]!;
    const { terminated, truncated } = game;
    const info = game.view(this.#role);
    return { observation: info.observation, reward, terminated, truncated, info };
  }
}
