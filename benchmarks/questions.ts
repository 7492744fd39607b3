/** Selections from play, on which students are measured and compared. */
import { manualText, stageText } from "../agents/index.ts";
import { worldOf } from "../src/worlds.ts";
import { byName, K, lexical, situationsOf } from "../function-base/index.ts";

/** A selection: a state, and the manuals of the candidates. */
export type Question = { readonly state: string; readonly manuals: readonly string[] };

/** Distinct selections from play in an environment: states that were met, each with the K candidates of the lexical retriever. */
export function questions(id: string, count: number, k = K): readonly Question[] {
  const { base, env } = worldOf(id);
  const retrieve = lexical(base);
  const found = new Map<string, Question>();
  for (const { stage: name, observation, previous, role } of situationsOf(base, env, {}, 5, 60 * count)) {
    const stage = base.stages.find((one) => one.id === name)!;
    const facts = base.facts(observation, previous, name);
    const state = stageText(name, facts, observation.notices);
    if (found.has(state)) continue;
    const hits = retrieve({ observation, facts, stage, previous, joined: [], ...(role === undefined ? {} : { role }) }, k);
    found.set(state, { state, manuals: hits.map((hit) => manualText(byName(base).get(hit.name)!, base)) });
    if (found.size === count) break;
  }
  return [...found.values()];
}
