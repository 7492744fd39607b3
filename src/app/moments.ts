/** The moments of an episode worth jumping to: faults, captures, rule changes. */
import type { AnyEnvironment, Frame } from "../core/index.ts";

/** Something that happened on the way to a frame. */
export interface Moment {
  /** Index of the frame that shows it. */
  readonly index: number;
  readonly kind: "fault" | "capture" | "emergency";
  readonly text: string;
}

/** What happened between two frames that follow each other; `before` is absent for the first frame. */
export function momentsOf(env: AnyEnvironment, before: Frame | undefined, frame: Frame): readonly Moment[] {
  const index = frame.t;
  const faults = (before?.events ?? []).flatMap((event): Moment[] =>
    event.type === "fault" ? [{ index, kind: "fault", text: `${event.role}: ${event.code}` }] : [],
  );
  const known = new Set(before === undefined ? [] : captured(env, before));
  const captures = captured(env, frame)
    .filter((id) => !known.has(id))
    .map((id): Moment => ({ index, kind: "capture", text: `${id} captured` }));
  const said = new Set(before === undefined ? [] : noticesOf(env, before));
  const changes = noticesOf(env, frame)
    .filter((text) => !said.has(text))
    .map((text): Moment => ({ index, kind: "emergency", text }));
  return [...faults, ...captures, ...changes];
}

/** The rule changes in force, as announced. */
export function noticesOf(env: AnyEnvironment, { state }: Frame): readonly string[] {
  const role = env.roles(state)[0];
  return role === undefined ? [] : env.observe(state, role).notices.map(({ text }) => text);
}

const captured = (env: AnyEnvironment, { state }: Frame): readonly string[] =>
  env.draw(state).shapes.flatMap(({ id, tone }) => (tone === "captured" ? [id] : []));
