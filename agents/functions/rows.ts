/** Which rows of a draft the search tries, and which change of a row is better. */
import { type Found, type FunctionBase, ofStage, type Query, answersTo, wordsOf } from "../../function-base/index.ts";

/** The tables of a base while the search changes them. */
export type Draft = Found["stages"];

/** A row of a stage's table, as words; with `answer`, of the table of that function, which answers a notice: there the empty row is every state. */
export type Row = { readonly stage: string; readonly row: string; readonly answer?: string };

/** The rows that the states of an episode fall under, by table. */
export type MetRows = Readonly<Record<string, ReadonlySet<string>>>;

/** A draft that is better, by how much, and what was changed. */
export type Better = { readonly change: string; readonly gain: number; readonly stages: Draft };

/** By how much a draft is better than the one before; undefined unless that is certain enough. */
type GainOf = (draft: Draft) => number | undefined;

/** The name of a row's table: that of a stage, or that of a function in it that answers a notice. */
const tableOf = ({ stage, answer }: Omit<Row, "row">): string => (answer === undefined ? stage : `${stage} ${answer}`);

/** The tables of a base: one for each stage, and one for each function that answers a notice. */
const tablesIn = ({ stages, emergency }: FunctionBase): readonly Omit<Row, "row">[] => [
  ...stages.map(({ id }) => ({ stage: id })),
  ...emergency.map(({ name, stage }) => ({ stage, answer: name })),
];

/** Where the rows of an episode are collected. */
export const noRows = (base: FunctionBase): Record<string, Set<string>> =>
  Object.fromEntries(tablesIn(base).map((table) => [tableOf(table), new Set<string>()]));

/** Collects the rows that a state falls under, in the stage's table and in those of functions that could answer a notice there. */
export function meet(draft: Draft, query: Query, met: Record<string, Set<string>>): void {
  const stage = query.stage.id;
  const words = wordsOf(draft[stage]!.keys, query.facts);
  const answers = answersTo(query).map(({ name }) => met[tableOf({ stage, answer: name })]!);
  for (const rows of answers) rows.add("");
  for (let n = 1; n <= words.length; n++) for (const rows of [met[stage]!, ...answers]) rows.add(words.slice(0, n).join(" "));
}

/** Whether a row was met. */
export const wasMet = (met: MetRows, row: Row): boolean => met[tableOf(row)]!.has(row.row);

/** Rows of at most so many words, those met in most episodes first. */
export function rowsMet(base: FunctionBase, played: readonly { readonly met: MetRows }[], depth: number, share: number): readonly Row[] {
  return tablesIn(base).flatMap((table) => {
    const counts = new Map<string, number>();
    for (const { met } of played) for (const row of met[tableOf(table)]!) counts.set(row, (counts.get(row) ?? 0) + 1);
    return [...counts]
      .filter(([row, n]) => n >= share * played.length && row.split(" ").length <= depth)
      .sort((a, b) => a[0].split(" ").length - b[0].split(" ").length || b[1] - a[1])
      .map(([row]): Row => ({ ...table, row }));
  });
}

/** The best change at a row, if one is better than what is there; with `unused`, only functions that have no row yet are tried. */
export function bestAt(
  base: FunctionBase,
  stages: Draft,
  { stage, row, answer }: Row,
  unused: boolean,
  gainOf: GainOf,
): Better | undefined {
  if (answer !== undefined) return flippedAt(stages, { stage, row, answer }, gainOf);
  let best: Better | undefined;
  const found = stages[stage]!;
  const below = Object.keys(found.rows).filter((one) => one.startsWith(`${row} `));
  const used = new Set([...Object.values(found.rows), found.usual]);
  for (const { name } of ofStage(base.functions, stage).filter((one) => !(unused && used.has(one.name))))
    for (const clear of below.length > 0 ? [false, true] : [false]) {
      if (name === found.rows[row] && !clear) continue;
      const kept = Object.entries(found.rows).filter(([one]) => !(clear && below.includes(one)));
      const rows = { ...Object.fromEntries(kept), [row]: name };
      // A function that gets its first row must not take another function's last one.
      if (unused && new Set([...Object.values(rows), found.usual]).size <= used.size) continue;
      const draft = { ...stages, [stage]: { ...found, rows } };
      const gain = gainOf(draft);
      if (gain !== undefined && gain > (best?.gain ?? 0)) best = { change: `${stage}: ${row} -> ${name}`, gain, stages: draft };
    }
  return best;
}

/** Flips at a row whether a function that answers a notice applies there, if that is better. */
function flippedAt(stages: Draft, { stage, row, answer }: Required<Row>, gainOf: GainOf): Better | undefined {
  const found = stages[stage]!;
  const { rows, usual } = found.answers?.[answer] ?? { rows: {}, usual: true };
  const words = row.split(" ");
  const fitting = words.map((_, i) => words.slice(0, words.length - i).join(" ")).find((one) => Object.hasOwn(rows, one));
  const now = fitting === undefined ? usual : rows[fitting]!;
  const table = row === "" ? { rows: {}, usual: !usual } : { rows: { ...rows, [row]: !now }, usual };
  const draft = { ...stages, [stage]: { ...found, answers: { ...found.answers, [answer]: table } } };
  const gain = gainOf(draft);
  if (gain === undefined || gain <= 0) return undefined;
  return { change: `${stage}, ${answer}: ${row || "every state"} -> ${now ? "does not apply" : "applies"}`, gain, stages: draft };
}
