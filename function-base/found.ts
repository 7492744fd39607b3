/** What play found out about a base: which function is best where, and which sequence is best everywhere. */
import type { Query } from "./loop.ts";
import type { Facts, Found, FunctionBase } from "./types.ts";

/** The word of each fact that decides; "-" where a state has none. */
export const wordsOf = (keys: readonly string[], facts: Facts): readonly string[] => keys.map((name) => facts[name] ?? "-");

type StageFound = Found["stages"][string];

/** Rows as a tree: a word leads one step down. */
interface Node {
  name?: string;
  readonly next: Map<string, Node>;
}

const trees = new WeakMap<StageFound, Node>();

function treeOf(found: StageFound): Node {
  let tree = trees.get(found);
  if (tree === undefined) {
    tree = { name: found.usual, next: new Map() };
    for (const [row, name] of Object.entries(found.rows)) {
      let node = tree;
      for (const word of row.split(" ")) {
        let next = node.next.get(word);
        if (next === undefined) node.next.set(word, (next = { next: new Map() }));
        node = next;
      }
      node.name = name;
    }
    trees.set(found, tree);
  }
  return tree;
}

/** The function of the longest row that fits. */
export function nameIn(found: StageFound, facts: Facts): string {
  let node = treeOf(found);
  let { name } = node;
  for (const key of found.keys) {
    const next = node.next.get(facts[key] ?? "-");
    if (next === undefined) break;
    node = next;
    name = node.name ?? name;
  }
  return name!;
}

/** The function found best for a state. */
export const foundBest = ({ found }: Pick<FunctionBase, "found">, { facts, stage }: Pick<Query, "facts" | "stage">): string =>
  nameIn(found.stages[stage.id]!, facts);

/** The teacher's choice: the function that answers a notice in force if it joined, else the one found best. */
export function teachersChoice(base: FunctionBase, query: Query): string {
  if (query.joined.length > 0) {
    const inForce = (notice: string | undefined) => query.observation.notices.some(({ id }) => id === notice);
    const answer = query.joined.find(({ stage, notice }) => stage === query.stage.id && inForce(notice));
    if (answer !== undefined) return answer.name;
  }
  return foundBest(base, query);
}

/** Checks what was found against the base it belongs to; throws nothing, tells what is missing. */
export function strangers({ functions, stages }: Pick<FunctionBase, "functions" | "stages">, found: Found): readonly string[] {
  const names = new Map(functions.map(({ name, stage }) => [name, stage]));
  return stages.flatMap(({ id }) => {
    const { rows, usual } = found.stages[id]!;
    return [...Object.values(rows), usual, found.fixed[id]!].filter((name) => names.get(name) !== id);
  });
}
