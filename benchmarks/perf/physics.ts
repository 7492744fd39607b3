/** Tag: decisions a second, what the physics takes of them, what a playout of a search costs, and the memory of a hundred thousand decisions. */
import { deepFreeze, digest, episodeKeys, type Json, parseParams, type PerRole } from "../../src/core/index.ts";
import { tag } from "../../envs/tag-rapier/env.ts";
import { move } from "../../envs/tag-rapier/physics.ts";
import type { State } from "../../envs/tag-rapier/state.ts";
import { type Thrust, THRUSTS } from "../../envs/tag-rapier/step.ts";
import { ratesOf } from "./measure.ts";
import type { Row, Section } from "./section.ts";

/** Decisions that are measured at a time. */
const DECISIONS = 500;

/** Decisions after which memory is read again. */
const MANY = 100_000;

/** Decisions a second, with digests, that are to be reached: the physics alone gave 5,800 where it was first measured. */
const AIM = 4_500;

const KEY = episodeKeys(0).step(0);

const paramsOf = (params: Json = {}) => parseParams(tag, params) as never;

/** Thrusts that need no random numbers. */
function thrustsAt(state: State, count: number): PerRole<Thrust> {
  const actions: Record<string, Thrust> = {};
  for (const [i, role] of tag.turn(state).entries()) actions[role] = THRUSTS[(7 * count + 4 * i + (count >> 3)) % THRUSTS.length]!;
  return actions;
}

/** Plays so many decisions, from one episode to the next, and shows each state; returns their number. */
function played(decisions: number, params: Json, show: (state: State) => void = () => {}): number {
  const of = paramsOf(params);
  let state = tag.init(of, episodeKeys(1).init);
  for (let count = 0; count < decisions; count++) {
    if (state.round === state.params.decisions) state = tag.init(of, episodeKeys(count).init);
    state = tag.step(state, thrustsAt(state, count), KEY);
    show(state);
  }
  return decisions;
}

/** Megabytes in use, after garbage was collected. */
function megabytes(): number {
  globalThis.gc?.();
  return process.memoryUsage().rss / 1e6;
}

/** Decisions of tag. */
export const physics: Section = {
  title: "Tag, with its physics",
  async measure({ say }) {
    await tag.prepare?.();
    const start = tag.init(paramsOf(), episodeKeys(1).init);
    say("tag, by its physics and without");
    const best = await ratesOf({
      digested: () => played(DECISIONS, {}, (state) => void digest(deepFreeze(state))),
      plain: () => played(DECISIONS, {}),
      rapier: () => {
        for (let i = 0; i < DECISIONS; i++) move(start.params, [], start.bodies, () => {});
        return DECISIONS;
      },
      discs: () => played(DECISIONS, { motion: "discs" }),
    });
    const [first, after] = [megabytes(), (played(MANY, {}), megabytes())];
    const share = Math.round((100 * best.digested) / best.rapier);
    const decisions = (what: string, now: number, note: string, more: Partial<Row> = {}): Row => ({
      what: `tag default: ${what}`,
      unit: "decisions a second",
      better: "higher",
      now,
      note,
      ...more,
    });
    return {
      rows: [
        decisions("with a digest of every state", best.digested, `the physics takes ${share} % of it`, { aim: { value: AIM } }),
        decisions("without digests", best.plain, "an episode's start is in the time"),
        decisions("the physics alone", best.rapier, "a world of four bodies built, six steps, and freed"),
        decisions("as simple discs", best.discs, "what playouts of a search step", {
          before: { what: "by the physics", value: best.plain },
        }),
        {
          what: `memory after ${MANY.toLocaleString("en")} decisions`,
          unit: "MB",
          better: "lower",
          before: { what: "before them", value: first },
          now: after,
          note: "every world is freed",
        },
      ],
    };
  },
};
