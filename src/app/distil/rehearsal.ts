/** The student in its current state at play, and its scores beside those of a random and an expert agent on the same seeds. */
import { signal } from "@preact/signals";
import { worldOf } from "../../worlds.ts";
import { ArenaError, type Frame, messageOf, replay, SPLITS } from "../../core/index.ts";
import type { Kind, Recipe } from "../../distill/recipe.ts";
import { AGENT_OF, evaluationSuite, type Models } from "../../distill/suites.ts";
import type { studentFiles } from "../../distill/assembly.ts";
import { offerStudent } from "../../workers/spawn.browser.ts";
import { moves } from "../page/state.ts";
import { type Count, type Played, playSuite } from "./episodes.ts";

/** The agents that students are compared with: one that selects functions at random, and the best one known. */
export const CONTROLS = ["functions-random", "expert"] as const;

/** The number of latest episodes that count while a student is still being trained. */
const RECENT = 5;

/** Milliseconds for which a frame is shown, and for the last frame of an episode. */
const FRAME_MS = 140;
const END_MS = 1200;

/** A student as it is at a training step. */
export type Fresh = {
  readonly kind: Kind;
  readonly step: number;
  readonly files: ReturnType<typeof studentFiles>;
  /** The name of a finished student, by which it can be cast. */
  readonly name?: string;
};

/** The scores of an agent: the means over `of` episodes. */
export type Row = { readonly agent: string; readonly step?: number; readonly value: number; readonly success: number; readonly of: number };

/** What is on the board. */
export type Scene = { readonly kind: Kind; readonly step: number; readonly seed: number; readonly frame: Frame };

type Score = Pick<Played, "seed" | "value" | "success"> & { readonly step: number };

/** Plays the student in its current state for as long as the page shows it. */
export class Rehearsal {
  readonly scene = signal<Scene | undefined>(undefined);
  readonly rows = signal<readonly Row[]>([]);
  readonly kind = signal<Kind>("ld");
  /** Whether the board is paused. */
  readonly held = signal(!moves());
  readonly trouble = signal<string | undefined>(undefined);
  private readonly recipe: Recipe;
  private readonly fresh = new Map<Kind, Fresh>();
  private readonly scores = new Map<Kind, readonly Score[]>();
  private readonly controls = new Map<string, Played>();
  /** Episodes of finished students, by kind and seed: they are not played again. */
  private readonly ready = new Map<string, Played>();
  /** The training step at which each student was last given to the agents, by name. */
  private readonly offered = new Map<string, number>();
  private woken: (() => void) | undefined;
  private turn = 0;

  constructor(recipe: Recipe, kinds: readonly Kind[]) {
    this.recipe = recipe;
    this.kind.value = kinds[0]!;
  }

  /** Takes a newer student. */
  take(fresh: Fresh): void {
    this.fresh.set(fresh.kind, fresh);
    this.woken?.();
  }

  /** Pauses the board, or lets it go on. */
  hold(held: boolean): void {
    this.held.value = held;
    this.woken?.();
  }

  /** Starts playing; returns a function that stops it. */
  start(): () => void {
    const abort = new AbortController();
    void this.play(abort.signal);
    return () => abort.abort();
  }

  /** Judges the finished students on all seeds, beside the controls. */
  async judge(size: number, signal: AbortSignal, tell: (count: Count) => void): Promise<readonly Row[]> {
    const ready = [...this.fresh.values()];
    const models: Partial<Record<Kind, string>> = {};
    for (const one of ready) {
      models[one.kind] = one.name!;
      await this.offer(one.name!, one);
    }
    const kindOf = new Map(ready.map(({ kind }) => [AGENT_OF[kind], kind]));
    const all = new Map<string, Played[]>();
    await playSuite(
      rehearsed(this.recipe, { ld: models.ld ?? "", kd: models.kd ?? "" }),
      { size, signal, tell },
      (played) => {
        this.check(played);
        const { subject, seed } = played;
        all.set(subject, [...(all.get(subject) ?? []), played]);
        const kind = kindOf.get(subject);
        if (kind === undefined) this.controls.set(`${subject} ${seed}`, played);
        else this.ready.set(`${kind} ${seed}`, played);
      },
      (subject) => isControl(subject) || kindOf.has(subject),
    );
    this.rows.value = [...all]
      .map(([agent, played]) => {
        const kind = kindOf.get(agent);
        return rowOf(agent, played, kind === undefined ? undefined : this.fresh.get(kind)!.step);
      })
      .sort((a, b) => a.value - b.value);
    return this.rows.value;
  }

  private async play(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const fresh = this.fresh.get(this.kind.peek()) ?? [...this.fresh.values()][0];
      if (fresh === undefined || this.held.peek() || document.hidden) {
        await this.wake();
        continue;
      }
      try {
        const played = await this.episode(fresh, signal);
        await this.show(fresh, played, signal);
        this.trouble.value = undefined;
      } catch (error) {
        if (signal.aborted) return;
        this.trouble.value = messageOf(error);
        await this.wake();
      }
    }
  }

  /** Waits until something changes, but at most a second. */
  private wake(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, 1000);
      this.woken = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Plays an episode of a student on the next seed, and those of the controls that are missing. */
  private async episode(fresh: Fresh, signal: AbortSignal): Promise<Played> {
    const { kind } = fresh;
    const name = fresh.name ?? `fresh-${kind}`;
    const suite = rehearsed(this.recipe, { ld: name, kd: name });
    const { split, first, count } = suite.benchmarks[0]!.seeds;
    const next = SPLITS[split] + first + (this.turn++ % count);
    const ready = this.ready.get(`${kind} ${next}`);
    if (ready !== undefined) return ready;
    await this.offer(name, fresh);
    let mine: Played | undefined;
    await playSuite(
      suite,
      { size: 1, signal },
      (played) => {
        this.check(played);
        if (isControl(played.subject)) this.controls.set(`${played.subject} ${played.seed}`, played);
        else mine = played;
      },
      (subject, seed) => seed === next && (subject === AGENT_OF[kind] || (isControl(subject) && !this.controls.has(`${subject} ${seed}`))),
    );
    this.count(fresh, mine!);
    return mine!;
  }

  /** Gives the agents of this page a student, unless they have it. */
  private async offer(name: string, { step, files }: Fresh): Promise<void> {
    if (this.offered.get(name) === step) return;
    await offerStudent(name, files);
    this.offered.set(name, step);
  }

  /** Throws if a student could not be played at all, since that does not count as playing badly. */
  private check({ subject, events }: Played): void {
    const fault = isControl(subject) ? undefined : events.find(({ type }) => type === "fault");
    if (fault?.type === "fault" && fault.code !== "IllegalAction")
      throw new ArenaError("BadAgent", `agent ${subject}`, fault.message, "expected a student that can play");
  }

  private count({ kind, step }: Fresh, { seed, value, success }: Played): void {
    const scores = [...(this.scores.get(kind) ?? []), { seed, value, success, step }].slice(-RECENT);
    this.scores.set(kind, scores);
    if (this.ready.size > 0) return;
    const beside = (agent: string) =>
      rowOf(
        agent,
        scores.map((score) => this.controls.get(`${agent} ${score.seed}`)!),
      );
    this.rows.value = [beside("functions-random"), rowOf(AGENT_OF[kind], scores, step), beside("expert")];
  }

  /** Shows an episode, frame after frame. */
  private async show({ kind, step }: Fresh, { events, seed }: Played, signal: AbortSignal): Promise<void> {
    const { frames } = await replay(worldOf(this.recipe.env).env, events);
    for (const frame of frames) {
      while (this.held.peek() && !signal.aborted) await this.wake();
      if (signal.aborted || this.kind.peek() !== kind) return;
      this.scene.value = { kind, step, seed, frame };
      await new Promise((resolve) => setTimeout(resolve, frame === frames.at(-1) ? END_MS : FRAME_MS));
    }
  }
}

/** What is rehearsed of the comparison: its first benchmark, since scores here are told apart by their seeds alone. */
function rehearsed(recipe: Recipe, students: Models): ReturnType<typeof evaluationSuite> {
  const suite = evaluationSuite(worldOf(recipe.env), recipe, students);
  return { ...suite, benchmarks: suite.benchmarks.slice(0, 1) };
}

const isControl = (subject: string): boolean => (CONTROLS as readonly string[]).includes(subject);

function rowOf(agent: string, played: readonly Pick<Played, "value" | "success">[], step?: number): Row {
  const mean = (of: (one: Pick<Played, "value" | "success">) => number) =>
    played.reduce((sum, one) => sum + of(one), 0) / Math.max(1, played.length);
  return {
    agent,
    value: mean(({ value }) => value),
    success: mean(({ success }) => (success ? 1 : 0)),
    of: played.length,
    ...(step === undefined ? {} : { step }),
  };
}
