/** Decisions by functions, as traces tell of them. */
import { signal } from "@preact/signals";
import { bases, byName, type FunctionBase, type FunctionEntry, type Mark } from "../../function-base/index.ts";
import type { AnyEnvironment, Frame, Json, Role, Trace } from "../core/index.ts";

/** A stage of a decision. */
export type Call = Extract<Trace, { type: "call" }>;

/** The role whose decision is shown in full and marked on the board; the first one that decided, when absent. */
export const watched = signal<Role | undefined>(undefined);

/** The function base of an environment, if it has one. */
export const baseOf = (env: AnyEnvironment): FunctionBase | undefined => bases[env.id];

/** A function of a base by its name: one that a log names need not exist any more. */
export const entryOf = (base: FunctionBase, name: string): FunctionEntry | undefined => byName(base).get(name);

/** The stages of a role's decision in the step that leads on from a frame. */
export const callsOf = (frame: Frame | undefined, role: Role): readonly Call[] =>
  (frame?.events ?? []).flatMap((event) =>
    event.type === "trace" && event.role === role && event.trace.type === "call" ? [event.trace] : [],
  );

/** The role to show in full among those that decided by functions in a step. */
export function shownRole(frame: Frame | undefined, roles: readonly Role[]): Role | undefined {
  const able = roles.filter((role) => callsOf(frame, role).length > 0);
  return watched.value !== undefined && able.includes(watched.value) ? watched.value : able[0];
}

/** What a role's decision points at on the board. */
export function marksOf(env: AnyEnvironment, frame: Frame | undefined, role: Role | undefined): readonly Mark[] {
  const base = baseOf(env);
  if (base === undefined || role === undefined) return [];
  const results: Record<string, Json> = {};
  for (const { stage, result } of callsOf(frame, role)) if (result !== undefined) results[stage] = result;
  return base.marks(results);
}
