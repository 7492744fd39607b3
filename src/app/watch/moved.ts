/** Which facts moved a student to a choice that is on show. */
import { manualText, type Moved, movedBy, type Student, wordedIn } from "../../../agents/index.ts";
import { COMMITTED, entryIn, type Facts, type FunctionEntry, reading } from "../../../function-base/index.ts";
import { castFor, type Observation } from "../../core/index.ts";
import { studentHere } from "../../workers/spawn.browser.ts";
import { worldOf } from "../../worlds.ts";
import { type Call, type Decision, inferOf } from "./decision.ts";
import type { Player } from "./player.ts";

/** The student that decided, if it is of a kind and the same as there is here. Rejects where there is none of its name. */
export async function studentIn(now: Player, decision: Decision, kind: Student["kind"]): Promise<Student | undefined> {
  const trace = inferOf(now, decision);
  if (trace === undefined) return undefined;
  const { model } = (castFor(now.start!.cast, decision.role).params ?? {}) as { readonly model?: string };
  const student = await studentHere(model === undefined || model === "" ? trace.student : model);
  return student.kind === kind && student.digest === trace.digest ? student : undefined;
}

/** What moved a student in a stage of its decision; undefined where no student decided, or another one than there is here. */
export async function movedIn(
  now: Player,
  decision: Decision,
  call: Call,
  { facts, joined, observation }: { readonly facts: Facts; readonly joined: readonly FunctionEntry[]; readonly observation: Observation },
): Promise<readonly Moved[] | undefined> {
  const trace = inferOf(now, decision);
  if (trace === undefined || call.probabilities === undefined) return undefined;
  const world = worldOf(now.env.id);
  const student = await studentIn(now, decision, "ld");
  if (student === undefined) return undefined;
  const { base, hear } = await wordedIn(world, world.base, trace.wording?.id ?? COMMITTED);
  const read = reading(base, student.reads);
  const candidates = Object.keys(call.probabilities).map((name) => ({ name, manual: manualText(entryIn(read, joined, name), read) }));
  return movedBy(student, { stage: call.stage, facts, notices: hear(observation).notices, candidates, taken: call.name });
}
