/**
 * Emergencies are rule changes: the schedule in the parameters, when an entry of it is due, and how a change is announced.
 *
 * An environment lists its emergencies and puts `scheduleOf(...)` into its parameters; `withSchedule` does the rest. Code that needs
 * the parameters without the schedule, such as an observation, leaves out the field `emergencies`.
 */
import { z, type ZodObject } from "zod";
import { lookup } from "./errors.ts";
import type { Emergency, Environment, Json, Key, Notice, Observation, PerRole } from "./types.ts";

/** An entry of a schedule: the round before which an emergency happens, counted from 0. */
export type Scheduled<I extends string = string, P = Json> = { readonly round: number; readonly emergency: I; readonly params: P };

const round = z.int().min(0).describe("Round before which it happens, counted from 0");

/** The schema of a schedule, by the parameter schemas of the emergencies: an array of `{ round, emergency, params }`, empty by default. */
export function scheduleOf<const T extends Readonly<Record<string, ZodObject>>>(emergencies: T) {
  type Entry = { [I in keyof T & string]: Scheduled<I, z.output<T[I]>> }[keyof T & string];
  const entries = Object.entries(emergencies).map(([id, params]) =>
    z.strictObject({ round, emergency: z.literal(id), params: params.prefault({} as never) }),
  );
  const error = ({ code }: { readonly code?: string }) =>
    code === "invalid_union" ? `no such emergency, expected one of ${Object.keys(emergencies).join(", ")}` : undefined;
  const entry = entries.length === 0 ? z.never() : z.discriminatedUnion("emergency", entries as [(typeof entries)[number]], { error });
  return z.array(entry).default([]).describe("Rule changes by round") as unknown as z.ZodType<
    readonly Entry[],
    readonly Json[] | undefined
  >;
}

/** The first entry of a schedule that is never due: the episode is over before its round. */
export const neverDue = <E extends Scheduled>(schedule: readonly E[], horizon: number): E | undefined =>
  schedule.find(({ round: due }) => due >= horizon);

/** The notices in force plus a new one, which replaces an earlier notice of the same id. */
export const announce = (notices: readonly Notice[], id: string, text: string): readonly Notice[] => [
  ...notices.filter((notice) => notice.id !== id),
  { id, text },
];

/**
 * Wraps an environment so that its schedule is carried out: `init` and `step` apply the emergencies of the round that begins, in the
 * order of the schedule, right after the environment's own rules. Nothing is applied once the episode has terminated.
 *
 * `schedule` reads the schedule off a state.
 */
export function withSchedule<S extends Json, A extends Json, O extends Observation, P extends Json>(
  env: Environment<S, A, O, P>,
  schedule: (state: S) => readonly Scheduled[],
): Environment<S, A, O, P> {
  const begin = (state: S, entries: readonly Scheduled[]): S => {
    const { round: now } = env.clock(state);
    let next = state;
    for (const { round: due, emergency, params } of entries)
      if (due === now) next = lookup(env.emergencies, emergency, `${env.id} schedule`, "emergency").apply(next, params);
    return next;
  };
  return {
    ...env,
    init(params: P, key: Key) {
      const first = env.init(params, key);
      return begin(first, schedule(first));
    },
    step(state: S, actions: PerRole<A>, key: Key) {
      const next = env.step(state, actions, key);
      const entries = schedule(next);
      const begins = entries.length > 0 && env.clock(next).round > env.clock(state).round && env.turn(next).length > 0;
      return begins ? begin(next, entries) : next;
    },
  };
}

/** A function that makes the emergencies of a game: each has an id of `schemas`, and changes a state by parameters of that schema. */
export const definerOf =
  <S extends Json, P extends Readonly<Record<string, z.ZodType>>>(schemas: P) =>
  <I extends keyof P>(id: I, title: string, about: string, change: (state: S, params: z.output<P[I]>) => S): Emergency<S> => ({
    title,
    about,
    params: schemas[id] as never,
    apply: (state, params) => change(state, params as z.output<P[I]>),
  });
