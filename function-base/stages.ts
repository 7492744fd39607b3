/** Which stages a decision goes through, and which functions a role may use in them. */
import { type Observation, type Role, wordOf } from "../src/core/index.ts";
import type { BaseGuide, FunctionEntry, Stage } from "./types.ts";

/** The stages of a decision, in their order: the last one's result is the action. Throws where the guide names one that does not exist. */
export function stagesOf({ stages, stagesFor }: Pick<BaseGuide, "stages" | "stagesFor">, observation: Observation): readonly Stage[] {
  if (stagesFor === undefined) return stages;
  return stagesFor(observation).map((id) => {
    const stage = stages.find((one) => one.id === id);
    if (stage === undefined) throw new Error(`stagesFor: "${id}", expected some of ${stages.map((one) => one.id).join(", ")}`);
    return stage;
  });
}

/** Whether a role may use a function; true for every function if no role is given. */
export const isFor = ({ role: word }: Pick<FunctionEntry, "role">, role: Role | undefined): boolean =>
  word === undefined || role === undefined || word === wordOf(role);

/** The functions of one stage that a role may use; all of the stage if no role is given. */
export const ofStage = (entries: readonly FunctionEntry[], stage: string, role?: Role): readonly FunctionEntry[] =>
  entries.filter((entry) => entry.stage === stage && isFor(entry, role));
