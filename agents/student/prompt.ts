/**
 * What a small student reads: the state in the words of the stage's facts, and the conditions under which a manual says to use a function;
 * for imitation, the observation as text.
 *
 * Both are telegrams: a decoder of a few hundred thousand parameters has no use for articles, and every token costs time.
 */
import type { AnyEnvironment, Json, Observation } from "../../src/core/index.ts";
import { type Facts, type FunctionBase, type FunctionEntry, NOTICE, stagesOf, telegram, whenTelegram } from "../../function-base/index.ts";

/** The state at a stage: its id, its facts, the notices in force. */
export const stageText = (stage: string, facts: Facts, notices: Observation["notices"]): string =>
  [
    stage,
    ...Object.entries(facts).map(([name, word]) => `${name} ${word}`),
    ...notices.map(({ text }) => `${NOTICE} ${telegram(text)}`),
  ].join(" ");

/** When to use a function, from a manual in prose. */
export const proseText = (manual: string): string =>
  telegram(/\buse when\b(.*)/is.exec(manual)?.[1] ?? manual).replace(/^notice says\b/, NOTICE);

/** When to use a function, from its clauses. Of a manual in prose it is what follows "use when", or the whole manual where that is missing. */
export const manualText = (entry: FunctionEntry, { says }: Pick<FunctionBase, "says">): string =>
  entry.when.length > 0 || entry.answers !== undefined ? whenTelegram(entry, says) : proseText(entry.manual);

/** An observation for imitation: in words, and with the facts of the first stage where the role decides by functions. */
export function actionText(env: AnyEnvironment, base: FunctionBase | undefined, observation: Observation): string {
  const text = telegram(env.describe(observation));
  return base === undefined ? text : `${text} ${stageText("act", base.facts(observation, null, stagesOf(base, observation)[0]!.id), [])}`;
}

/** An action as text. */
export const answerText = (action: Json): string => (typeof action === "string" ? action : JSON.stringify(action));
