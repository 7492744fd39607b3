/** The moments of an episode worth jumping to: faults, rule changes, and what the game itself counts as one. */
import type { AnyEnvironment, Frame, Happening } from "../../core/index.ts";
import { lookOf } from "../page/look.ts";

/** Something that happened on the way to a frame. */
export interface Moment extends Happening {
  /** Index of the frame that shows it. */
  readonly index: number;
  readonly kind: "fault" | "game" | "emergency";
}

/** What happened between two frames that follow each other; `before` is absent for the first frame. */
export function momentsOf(env: AnyEnvironment, before: Frame | undefined, frame: Frame): readonly Moment[] {
  const index = frame.t;
  const faults = (before?.events ?? []).flatMap((event): Moment[] =>
    event.type === "fault" ? [{ index, kind: "fault", text: `${event.role}: ${event.code}` }] : [],
  );
  const happenings = before?.step === undefined ? [] : (lookOf(env.id).moments?.(before.state, before.step, frame.state) ?? []);
  const said = new Set(before === undefined ? [] : noticesOf(env, before));
  const changes = noticesOf(env, frame)
    .filter((text) => !said.has(text))
    .map((text): Moment => ({ index, kind: "emergency", text }));
  return [...faults, ...happenings.map((one): Moment => ({ ...one, index, kind: "game" })), ...changes];
}

/** The rule changes in force, as announced. */
export function noticesOf(env: AnyEnvironment, { state }: Frame): readonly string[] {
  const role = env.roles(state)[0];
  return role === undefined ? [] : env.observe(state, role).notices.map(({ text }) => text);
}
