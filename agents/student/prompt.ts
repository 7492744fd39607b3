/**
 * What a small student reads: the state in the words of the stage's facts, and a manual's "use when"; for imitation, the
 * observation as text.
 *
 * Both are telegrams: a decoder of a few hundred thousand parameters has no use for articles, and every token costs time.
 */
import type { AnyEnvironment, Json, Observation } from "../../src/core/index.ts";
import type { Facts, FunctionBase, FunctionEntry } from "../../function-base/index.ts";

/**
 * Words that are left out: they join words, or say how sure and how many, and whoever speaks of anything uses them. Notices and manuals that
 * share "all" and "must" would look as if they spoke of the same.
 */
const IDLE = new Set(
  "a all an and any are at be been by can could for has have in is it its may might must of on or shall should some that the there this to was when will with would you your".split(
    " ",
  ),
);

/** A text in lower case without idle words and full stops. */
export const telegram = (text: string): string =>
  (text.toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{N}'-]*|[;:()]/gu) ?? []).filter((word) => !IDLE.has(word)).join(" ");

/** The state at a stage: its id, its facts, the notices in force. */
export const stageText = (stage: string, facts: Facts, notices: Observation["notices"]): string =>
  [stage, ...Object.entries(facts).map(([name, word]) => `${name} ${word}`), ...notices.map(({ text }) => `notice ${telegram(text)}`)].join(
    " ",
  );

/** When to use a function, as its manual says; the whole manual where it has no such sentence. */
export const manualText = ({ manual }: Pick<FunctionEntry, "manual">): string =>
  telegram(/\buse when\b(.*)/is.exec(manual)?.[1] ?? manual).replace(/^notice says\b/, "notice");

/** An observation for imitation: in words, and with the facts of the first stage where the role decides by functions. */
export function actionText(env: AnyEnvironment, base: FunctionBase | undefined, observation: Observation): string {
  const text = telegram(env.describe(observation));
  return base === undefined ? text : `${text} ${stageText("act", base.facts(observation, null), [])}`;
}

/** An action as text. */
export const answerText = (action: Json): string => (typeof action === "string" ? action : JSON.stringify(action));
