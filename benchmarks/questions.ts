/** Selections from play, on which students are measured and compared. */
import { actionText, answerText, manualText, stageText } from "../agents/index.ts";
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

/** What an imitator is asked: a state, and the legal answers. */
export type Imitation = { readonly state: string; readonly answers: readonly string[] };

/** Distinct decisions from play in an environment, in the order of play, as an imitator is asked for them. */
export function imitations(id: string, count: number): readonly Imitation[] {
  const { base, env } = worldOf(id);
  const found = new Map<string, Imitation>();
  for (const { stage, observation, legal } of situationsOf(base, env, {}, 5, 6 * count)) {
    if (stage !== base.stages[0]!.id) continue;
    const state = actionText(env, base, observation);
    if (!found.has(state)) found.set(state, { state, answers: legal.map(answerText) });
    if (found.size === count) break;
  }
  return [...found.values()];
}
