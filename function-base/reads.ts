/** Manuals of which only one part is read: what functions do, when to use them, or neither. */
import { sentenceOf } from "./clauses.ts";
import type { FunctionBase, FunctionEntry } from "./types.ts";

/** The parts of manuals that somebody reads; who reads names alone can only know functions by heart. */
export const READS = ["both", "purpose", "conditions", "names"] as const;

/** Which parts of manuals somebody reads. */
export type Reads = (typeof READS)[number];

const parts = new WeakMap<FunctionBase, Map<Reads, FunctionBase>>();

/** A base with only those parts of its manuals that are read. The teacher must not decide by it: with purposes alone it has no clauses. */
export function reading(base: FunctionBase, reads: Reads = "both"): FunctionBase {
  if (reads === "both") return base;
  let known = parts.get(base);
  if (known === undefined) parts.set(base, (known = new Map<Reads, FunctionBase>()));
  let made = known.get(reads);
  if (made === undefined) {
    const read = { purpose: (entry: FunctionEntry) => purposeOf(entry, base), conditions: whenOf, names: nameOf }[reads];
    known.set(reads, (made = { ...base, functions: base.functions.map(read), emergency: base.emergency.map(read) }));
  }
  return made;
}

/** A function of which only the purpose is read; the manual of one that answers a notice still says which. */
function purposeOf(entry: FunctionEntry, { says }: FunctionBase): FunctionEntry {
  const { purpose, answers, notice } = entry;
  if (notice !== undefined && answers === undefined) return entry;
  const conditions = answers === undefined ? "" : sentenceOf({ when: [], answers }, says);
  return { ...entry, when: [], conditions, manual: [purpose, conditions].filter((part) => part !== "").join(" ") };
}

/** A function of which only the name is read, also where it answers a notice. */
const nameOf = ({ answers: _, ...entry }: FunctionEntry): FunctionEntry => ({
  ...entry,
  when: [],
  purpose: "",
  conditions: "",
  manual: entry.name,
});

/** A function of which only the conditions are read; one that has none keeps its whole manual. */
const whenOf = (entry: FunctionEntry): FunctionEntry =>
  entry.conditions === "" ? entry : { ...entry, purpose: "", manual: entry.conditions };
