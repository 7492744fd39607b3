/** What rollouts found out about a base: which function is best where, and which sequence is best everywhere. */
import type { Query } from "./loop.ts";
import type { Facts, Found, FunctionBase } from "./types.ts";

/** The facts of a state that decide in a stage, as one text: the key of its row. */
export const rowOf = (keys: readonly string[], facts: Facts): string => keys.map((name) => facts[name] ?? "-").join(" ");

/** The function found best for a state, or the stage's usual one where no state like it was seen. */
export function foundBest({ found }: FunctionBase, { facts, stage }: Pick<Query, "facts" | "stage">): string {
  const { keys, rows, usual } = found.stages[stage.id]!;
  return rows[rowOf(keys, facts)] ?? usual;
}

/** The teacher's choice: the function that answers a notice in force if it joined, else the one found best. */
export function teachersChoice(base: FunctionBase, query: Omit<Query, "previous">): string {
  const inForce = (notice: string | undefined) => query.observation.notices.some(({ id }) => id === notice);
  return query.joined.find(({ stage, notice }) => stage === query.stage.id && inForce(notice))?.name ?? foundBest(base, query);
}

/** Checks what was found against the base it belongs to; throws nothing, tells what is missing. */
export function strangers({ functions, stages }: Pick<FunctionBase, "functions" | "stages">, found: Found): readonly string[] {
  const names = new Set(functions.map(({ name }) => name));
  return stages.flatMap(({ id }) => {
    const { rows, usual } = found.stages[id]!;
    return [...Object.values(rows), usual, found.fixed[id]!].filter((name) => !names.has(name));
  });
}
