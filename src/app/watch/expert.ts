/** The expert's decisions beside those of an episode, and the steps in which the episode leaves them. */
import { type ExpertDecision, expertDecision, joinedFor } from "../../../agents/index.ts";
import { type Facts, type FunctionBase, stagesOf, teachersChoice } from "../../../function-base/index.ts";
import { type AnyEnvironment, canonical, type Frame, type Json, type Observation, type Role } from "../../core/index.ts";
import { worldOf } from "../../worlds.ts";
import { chosenRole, inspectable } from "./decision.ts";
import type { Player } from "./player.ts";

/** What was found so far, by the state before a step. */
const found = new WeakMap<object, Map<Role, ExpertDecision | undefined>>();

/** What the expert would have done in place of a role in the step after a frame; undefined for a role without functions, and for one that did not act. */
export function expertIn(env: AnyEnvironment, frame: Frame, role: Role): ExpertDecision | undefined {
  if (frame.step?.actions[role] === undefined) return undefined;
  let decisions = found.get(frame.step);
  if (decisions === undefined) found.set(frame.step, (decisions = new Map<Role, ExpertDecision | undefined>()));
  if (!decisions.has(role)) decisions.set(role, decidedBy(env, frame.state, role));
  return decisions.get(role);
}

function decidedBy(env: AnyEnvironment, state: Json, role: Role): ExpertDecision | undefined {
  try {
    return expertDecision(worldOf(env.id), role, env.observe(state, role), env.legal(state, role));
  } catch {
    return undefined; // a log may hold anything
  }
}

/** Whether a role did something else than the expert would have done. */
export function leaves(env: AnyEnvironment, frame: Frame, role: Role): boolean {
  const decision = expertIn(env, frame, role);
  return decision !== undefined && canonical(decision.action) !== canonical(frame.step!.actions[role]!);
}

/** The function that the expert would take in a stage after what an agent had come to in the stages before; undefined where it takes none. */
export function expertsChoice(
  base: FunctionBase,
  query: { readonly stage: string; readonly facts: Facts; readonly previous: Json; readonly observation: Observation; readonly role: Role },
): string | undefined {
  const { observation } = query;
  const stage = stagesOf(base, observation).find(({ id }) => id === query.stage);
  if (stage === undefined) return undefined;
  try {
    return teachersChoice(base, { ...query, stage, joined: joinedFor(base, observation.notices, "answers") });
  } catch {
    return undefined;
  }
}

/** The indices of the frames that show a step in which the chosen role left the expert; where none was chosen, any role that may be shown. */
export function departuresOf(now: Player): readonly number[] {
  const at = now.frame.value;
  if (at === undefined) return [];
  const role = chosenRole(now, at);
  const roles = role === undefined ? inspectable(now, at) : [role];
  return now.frames.flatMap((frame) => (roles.some((role) => leaves(now.env, frame, role)) ? [frame.t + 1] : []));
}
