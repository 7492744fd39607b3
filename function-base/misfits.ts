/** Finds what does not fit together in a base: functions, clauses and table are compared with the stages, roles and facts that exist. */
import type { BaseGuide, Clause, Found, FunctionBase, FunctionEntry } from "./types.ts";

/** What is wrong, and what was expected. */
export type Misfit = { readonly found: string; readonly expected: string };

type Frame = Pick<BaseGuide, "stages" | "words" | "terms">;

/** What is in a function but not in its guide. */
export function misfits({ stages, words, terms }: Frame, { stage, role, when }: FunctionEntry): readonly Misfit[] {
  const ids = stages.map(({ id }) => id);
  if (!ids.includes(stage)) return [{ found: `@stage ${stage}`, expected: `expected one of ${ids.join(", ")}` }];
  const strange: readonly Misfit[] =
    role === undefined || words.includes(role) ? [] : [{ found: `@role ${role}`, expected: `expected one of ${words.join(", ")}` }];
  return [...strange, ...when.flatMap((clause) => termsIn(clause, terms?.[stage], stage))];
}

/** The facts and words of a clause that its stage does not have. */
function termsIn(clause: Clause, known: NonNullable<BaseGuide["terms"]>[string] | undefined, stage: string): readonly Misfit[] {
  if (known === undefined) return [];
  return Object.entries(clause).flatMap(([fact, word]): readonly Misfit[] => {
    const expected = known[fact];
    if (expected === undefined)
      return [{ found: `@when ${fact}=${word}, a fact that stage ${stage} does not have`, expected: `expected one of ${listed(known)}` }];
    return expected.includes(word) ? [] : [{ found: `@when ${fact}=${word}`, expected: `expected one of ${expected.join(", ")}` }];
  });
}

const listed = (known: object): string => Object.keys(known).join(", ");

/** What is in the table of a base but not in the base itself: one line for each problem; throws nothing. */
export function strangers(
  { functions, emergency, stages, terms }: Pick<FunctionBase, "functions" | "emergency" | "stages" | "terms">,
  found: Found,
): readonly string[] {
  const stageOf = new Map(functions.map(({ name, stage }) => [name, stage]));
  const answering = new Map(emergency.map(({ name, stage }) => [name, stage]));
  const unknown = Object.keys(found.stages).filter((id) => !stages.some((stage) => stage.id === id));
  return [
    ...unknown.map((id) => `stage ${id}, which there is not`),
    ...stages.flatMap(({ id }) => {
      const table = found.stages[id];
      if (table === undefined) return [`no table for stage ${id}`];
      const { keys, rows, usual, answers = {} } = table;
      const taken = [...Object.values(rows), usual, ...(found.fixed[id] === undefined ? ["nothing fixed"] : [found.fixed[id]])];
      const known = terms?.[id];
      const words = (row: string) => row.split(" ").some((word, i) => word !== "-" && known?.[keys[i] ?? ""]?.includes(word) === false);
      return [
        ...taken.filter((name) => stageOf.get(name) !== id).map((name) => `stage ${id}: ${name}, which is no function of it`),
        ...Object.keys(answers)
          .filter((name) => answering.get(name) !== id)
          .map((name) => `stage ${id}: ${name}, which answers no notice there`),
        ...keys
          .filter((key) => known !== undefined && known[key] === undefined)
          .map((key) => `stage ${id}: the fact ${key}, which it does not have`),
        ...[...Object.keys(rows), ...Object.values(answers).flatMap((one) => Object.keys(one.rows))]
          .filter((row) => row.split(" ").length > keys.length || words(row))
          .map((row) => `stage ${id}: the row "${row}", whose words are not those of its facts`),
      ];
    }),
  ];
}
