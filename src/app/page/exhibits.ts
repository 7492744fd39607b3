/** Every world at play by itself: the expert and the usual opponents decide at once, on the page's own thread, one move at a time while the page is idle. */
import { signal } from "@preact/signals";
import { moveOf } from "../../../agents/episode.ts";
import { policyOf } from "../../../agents/policies.ts";
import { type AnyEnvironment, castFor, episodeKeys, isOver, type Json, messageOf, type Picture, type Role } from "../../core/index.ts";
import { worldOf, worlds } from "../../worlds.ts";
import { completed, envOf, firstSetup, paramsOf, type Setup } from "../set-up/setup.ts";
import { moves } from "./state.ts";

/** About how many milliseconds lie between two moves of a world. */
const BEAT_MS = 700;

/** For how many beats the end of an episode stays. */
const END_BEATS = 3;

/** A world that plays episode after episode, each as the watch page would play it. */
export class Exhibit {
  /** The episode; the next one has the next seed. */
  readonly setup;
  /** How the episode stands; undefined until it has begun. */
  readonly picture = signal<Picture | undefined>(undefined);
  /** The moves in all episodes so far. */
  readonly moved = signal(0);
  /** Why the world does not play. */
  readonly trouble = signal<string | undefined>(undefined);
  /** Whether it was told to begin. */
  opened = false;
  private state: Json = null;
  private t = 0;
  private beats = 0;

  constructor(env: string) {
    this.setup = signal<Setup>(completed({ ...firstSetup(env), cast: { [worldOf(env).benchmark.learner]: { agent: "expert" } } }));
  }

  /** Loads what the world needs, and shows how its first episode begins. */
  open(): Promise<void> {
    this.opened = true;
    return this.attempt(async () => {
      await envOf(this.setup.peek()).prepare?.();
      this.begin();
    });
  }

  /** Makes a move, or begins the next episode a while after the end of one. */
  advance(): Promise<void> {
    return this.attempt(() => {
      const { env: id, cast, seed } = this.setup.peek();
      const world = worldOf(id);
      const { env } = world;
      const { state } = this;
      if (isOver(env, state)) {
        if (++this.beats < END_BEATS) return;
        this.setup.value = { ...this.setup.peek(), seed: seed + 1 };
        return this.begin();
      }
      const keys = episodeKeys(seed);
      const actions: Record<Role, Json> = {};
      for (const role of env.turn(state)) {
        const policy = policyOf(world, castFor(cast, role).agent, role);
        actions[role] = moveOf(policy, env, state, role, keys.act(this.t, role));
      }
      this.show(env, env.step(state, actions, keys.step(this.t++)));
      this.moved.value++;
    });
  }

  private begin(): void {
    const setup = this.setup.peek();
    const env = envOf(setup);
    this.t = this.beats = 0;
    this.show(env, env.init(paramsOf(setup), episodeKeys(setup.seed).init));
  }

  private show(env: AnyEnvironment, state: Json): void {
    this.state = state;
    this.picture.value = env.draw(state);
  }

  private async attempt(act: () => void | Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      this.trouble.value = messageOf(error);
    }
  }
}

/** All worlds. Those in view move in turn while the page is in sight and motion is wanted; without motion each shows one picture. */
export class Exhibition {
  readonly exhibits: readonly Exhibit[] = Object.keys(worlds).map((env) => new Exhibit(env));
  /** Those in view, the one that has waited longest first. */
  private readonly inView = new Set<Exhibit>();
  private running = false;

  /** Says that an exhibit has come into view, or has left it. */
  look(exhibit: Exhibit, seen: boolean): void {
    if (seen) this.inView.add(exhibit);
    else this.inView.delete(exhibit);
    void this.run();
  }

  /** Stops for good. */
  leave(): void {
    this.inView.clear();
  }

  /** Goes on until there is nothing to move; to be called whenever there may be something again. */
  async run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    for (let next = this.next(); next !== undefined; next = this.next()) {
      if (next.opened) await new Promise((resolve) => setTimeout(resolve, BEAT_MS / this.inView.size));
      await idle();
      // Much may have changed meanwhile.
      next = this.next();
      if (next === undefined) break;
      this.inView.delete(next);
      this.inView.add(next);
      // What one world loads, the others do not wait for.
      if (next.opened) await next.advance();
      else void next.open().then(() => this.run());
    }
    this.running = false;
  }

  /** The exhibit whose turn it is; undefined where none may move. */
  private next(): Exhibit | undefined {
    if (document.hidden) return undefined;
    const able = [...this.inView].filter(({ trouble }) => trouble.peek() === undefined);
    return able.find(({ opened }) => !opened) ?? (moves() ? able.find(({ picture }) => picture.peek() !== undefined) : undefined);
  }
}

/** Resolves when the browser has nothing more urgent to do; in browsers that do not tell, after what is under way. */
export const idle = (): Promise<void> =>
  new Promise((resolve) => (typeof requestIdleCallback === "function" ? requestIdleCallback(() => resolve()) : setTimeout(resolve)));
