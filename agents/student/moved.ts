/** Which facts moved a student to its choice: it is asked again, with each of them left out. */
import type { Observation } from "../../src/core/index.ts";
import type { Facts } from "../../function-base/index.ts";
import type { Student } from "../ports.ts";
import { first } from "./first.ts";
import { stageText } from "./prompt.ts";

/** What was left out, and the function that the student chooses without it. */
export type Moved = { readonly leftOut: string; readonly instead: string };

/** A choice of a student: the state in words, the candidates in their order, and the one that it took. */
export type Choice = {
  readonly stage: string;
  readonly facts: Facts;
  readonly notices: Observation["notices"];
  readonly candidates: readonly { readonly name: string; readonly manual: string }[];
  readonly taken: string;
};

/** The facts and notices without which a student chooses otherwise; undefined where it does not choose so now, whatever is left out. */
export async function movedBy(student: Pick<Student, "judge">, choice: Choice): Promise<readonly Moved[] | undefined> {
  const { stage, facts, notices, candidates, taken } = choice;
  const manuals = candidates.map(({ manual }) => manual);
  const chosen = async (some: Facts, told: Observation["notices"]): Promise<string> =>
    candidates[first(await student.judge(stageText(stage, some, told), manuals))]!.name;
  if ((await chosen(facts, notices)) !== taken) return undefined;
  const moved: Moved[] = [];
  const note = (leftOut: string, instead: string) => void (instead !== taken && moved.push({ leftOut, instead }));
  for (const [fact, word] of Object.entries(facts)) {
    const others = Object.fromEntries(Object.entries(facts).filter(([name]) => name !== fact));
    note(`${fact} ${word}`, await chosen(others, notices));
  }
  for (const [i] of notices.entries()) note("the notice", await chosen(facts, notices.toSpliced(i, 1)));
  return moved;
}
