/** What play found out about a base: which function is best where, and which sequence is best everywhere. */
import { holds } from "./clauses.ts";
import { byName, type Query } from "./loop.ts";
import { isFor, ofStage } from "./stages.ts";
import type { Facts, Found, FunctionBase, FunctionEntry } from "./types.ts";

/** The word of each fact that decides; "-" where a state has none. */
export const wordsOf = (keys: readonly string[], facts: Facts): readonly string[] => keys.map((name) => facts[name] ?? "-");

type StageFound = Found["stages"][string];

/** Rows, each keyed by the words of the first facts, and the value that counts where no row fits. */
type Table<T> = { readonly rows: Readonly<Record<string, T>>; readonly usual: T };

/** Rows as a prefix tree: each word leads one level down. */
interface Node<T> {
  value?: T;
  readonly next: Map<string, Node<T>>;
}

const trees = new WeakMap<object, Node<unknown>>();

function treeOf<T>(table: Table<T>): Node<T> {
  let tree = trees.get(table) as Node<T> | undefined;
  if (tree === undefined) {
    tree = { value: table.usual, next: new Map() };
    for (const [row, value] of Object.entries(table.rows)) {
      let node = tree;
      for (const word of row.split(" ")) {
        let next = node.next.get(word);
        if (next === undefined) node.next.set(word, (next = { next: new Map() }));
        node = next;
      }
      node.value = value;
    }
    trees.set(table, tree);
  }
  return tree;
}

/** The value of the longest row that fits, or else the usual one; values that are not `allowed` are skipped. Undefined if none is left. */
export function valueIn<T>(keys: readonly string[], table: Table<T>, facts: Facts, allowed?: (value: T) => boolean): T | undefined {
  let node = treeOf(table);
  const ok = (value: T | undefined) => value !== undefined && (allowed === undefined || allowed(value));
  let found = ok(node.value) ? node.value : undefined;
  for (const key of keys) {
    const next = node.next.get(facts[key] ?? "-");
    if (next === undefined) break;
    node = next;
    if (ok(node.value)) found = node.value;
  }
  return found;
}

/** The function of the longest row that fits. */
export const nameIn = (found: StageFound, facts: Facts): string => valueIn(found.keys, found, facts)!;

const shared = new WeakMap<readonly FunctionEntry[], boolean>();

/** Whether every role may use all of some functions. */
function forAll(functions: readonly FunctionEntry[]): boolean {
  let known = shared.get(functions);
  if (known === undefined) shared.set(functions, (known = functions.every(({ role }) => role === undefined)));
  return known;
}

/** The function found best for a state. Where a row's function is not for the role, the next shorter row decides. */
export function foundBest(
  { found, functions }: Pick<FunctionBase, "found" | "functions">,
  { facts, stage, role }: Pick<Query, "facts" | "stage" | "role">,
): string {
  const table = found.stages[stage.id]!;
  if (role === undefined || forAll(functions)) return nameIn(table, facts);
  const mine = ofStage(functions, stage.id, role);
  return valueIn(table.keys, table, facts, (name) => mine.some((one) => one.name === name)) ?? mine[0]!.name;
}

/** The function of the fixed sequence in a stage; if that is not for the role, the stage's first function that is. */
export function fixedIn(fixed: Found["fixed"], base: FunctionBase, { stage, role }: Pick<Query, "stage" | "role">): string {
  const name = fixed[stage.id]!;
  const entry = byName(base).get(name);
  return entry === undefined || isFor(entry, role) ? name : (ofStage(base.functions, stage.id, role)[0]?.name ?? name);
}

/** Whether a function that answers a notice applies in a state. Its rows decide; without rows, its clauses; without clauses, it always does. */
export function applies({ found }: Pick<FunctionBase, "found">, { name, stage, when }: FunctionEntry, facts: Facts): boolean {
  const table = found.stages[stage];
  const mine = table?.answers?.[name];
  if (mine !== undefined) return valueIn(table!.keys, mine, facts)!;
  return when.length === 0 || when.some((clause) => holds(clause, facts));
}

/** The functions that joined for a stage and answer a notice in force. */
export const answersTo = ({ joined, observation, stage, role }: Omit<Query, "facts" | "previous">): readonly FunctionEntry[] =>
  joined.length === 0
    ? []
    : joined.filter((entry) => entry.stage === stage.id && isFor(entry, role) && observation.notices.some(({ id }) => id === entry.notice));

/** The teacher's choice: the first function that answers a notice in force and applies, if one joined, else the one found best. */
export const teachersChoice = (base: Pick<FunctionBase, "found" | "functions">, query: Query): string =>
  answersTo(query).find((entry) => applies(base, entry, query.facts))?.name ?? foundBest(base, query);
