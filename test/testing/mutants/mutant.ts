/** An environment that is broken on purpose, and how the kit should find out. */
import {
  type AnyEnvironment,
  type Environment,
  type Json,
  type Observation,
  type Scheduled,
  withSchedule,
} from "../../../src/core/index.ts";
import type { Subject } from "../subject.ts";

/** One broken environment. */
export type Mutant = {
  readonly id: string;
  readonly of: Subject;
  readonly change: Partial<AnyEnvironment>;
  /** A part of the name of the check that fails. */
  readonly killedBy: string;
  /** What the message says. */
  readonly says: RegExp;
};

/** Changed members of an environment: written with its types, passed on without them. */
export const broken = <S extends Json, A extends Json, O extends Observation, P extends Json>(
  change: Partial<Environment<S, A, O, P>>,
): Partial<AnyEnvironment> => change;

/** An environment of broken rules that carries out its schedule, by default the right one. */
export const scheduled = <S extends Json, A extends Json, O extends Observation, P extends Json>(
  rules: Environment<S, A, O, P>,
  change: Partial<Environment<S, A, O, P>>,
  schedule: (state: S) => readonly Scheduled[] = (state) =>
    (state as unknown as { readonly params: { readonly emergencies: readonly Scheduled[] } }).params.emergencies,
): Partial<AnyEnvironment> => withSchedule({ ...rules, ...change }, schedule);
