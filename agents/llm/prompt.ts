/**
 * What a language model is asked: to choose an action, or to select a function in a stage.
 *
 * A message holds the state as text, and again as fenced JSON, so that programs need not parse prose.
 */
import { z, type ZodType } from "zod";
import {
  type ActionRange,
  type AnyEnvironment,
  type Hit,
  type Json,
  type Observation,
  rangeText,
  type Role,
} from "../../src/core/index.ts";
import { byName, type FunctionBase, type Query, stagesOf } from "../../function-base/index.ts";
import type { ChatMessage } from "../chat.ts";

/** A prompt and the form of its answer. */
export interface Prompt<T> {
  readonly messages: readonly ChatMessage[];
  readonly answer: { readonly name: string; readonly description: string; readonly schema: ZodType<T> };
}

/** The fenced JSON of a prompt. */
export type Task =
  | ({
      readonly task: "act";
      readonly env: string;
      readonly role: Role;
      readonly observation: Observation;
    } & ({ readonly legal: readonly Json[] } | { readonly range: ActionRange }))
  | {
      readonly task: "select";
      readonly env: string;
      readonly role: Role;
      readonly observation: Observation;
      readonly stage: string;
      readonly previous: Json;
      readonly candidates: readonly string[];
    }
  | { readonly task: "stages"; readonly env: string }
  | {
      readonly task: "write";
      readonly env: string;
      /** The stage to write for; any stage if null. */
      readonly stage: string | null;
      /** The notice to answer, for functions of an emergency. */
      readonly notice: string | null;
      /** Functions that already exist. */
      readonly have: readonly string[];
      readonly count: number;
    };

/** A task as fenced JSON. */
export const fenced = (task: Task): string => `\`\`\`json\n${JSON.stringify(task)}\n\`\`\``;

/** The task that a prompt holds: the fenced JSON of the last message that has any. */
export function taskIn(messages: readonly { readonly content: string }[]): unknown {
  for (const { content } of [...messages].reverse()) {
    const data = /```json\n([\s\S]*?)\n```/.exec(content)?.[1];
    if (data === undefined) continue;
    try {
      return JSON.parse(data);
    } catch {
      return undefined;
    }
  }
  return undefined;
}

const why = z.string().describe("The reason, in one short sentence");

/** What a model is told of the game, before any state. */
export const opening = (env: AnyEnvironment, how: string): ChatMessage => ({
  role: "system",
  content: `You play ${env.title}, a game of sequential decisions.\n\nRules:\n${env.rules}\n\n${how}`,
});

/** What answers `actionPrompt`. */
export type ActionAnswer = { readonly action: string | number; readonly why: string };

/**
 * Asks for one of the legal actions. The answer's `action` is the action itself where all are words or the numbers of a range, and its
 * place in the list otherwise.
 */
export const actionPrompt = (
  env: AnyEnvironment,
  role: Role,
  observation: Observation,
  legal: readonly Json[],
  range?: ActionRange,
): Prompt<ActionAnswer> =>
  range === undefined ? listedPrompt(env, role, observation, legal) : numberPrompt(env, role, observation, range);

function numberPrompt(env: AnyEnvironment, role: Role, observation: Observation, range: ActionRange): Prompt<ActionAnswer> {
  const action = z.int().min(range.min).max(range.max);
  return {
    messages: [
      opening(env, "Each turn you choose a number by calling choose_action."),
      {
        role: "user",
        content: `${env.describe(observation)}\n\nYour action is ${rangeText(range)}.\n\nThe same as data:\n${fenced({ task: "act", env: env.id, role, range, observation })}\n\nWhich number do you choose?`,
      },
    ],
    answer: { name: "choose_action", description: "Chooses a number.", schema: z.object({ action, why }) },
  };
}

function listedPrompt(env: AnyEnvironment, role: Role, observation: Observation, legal: readonly Json[]): Prompt<ActionAnswer> {
  const words = legal.every((action) => typeof action === "string");
  const listed = words ? legal.join(", ") : legal.map((action, i) => `${i}: ${JSON.stringify(action)}`).join("\n");
  const action = words
    ? z.enum(legal as readonly [string, ...string[]])
    : z
        .int()
        .min(0)
        .max(legal.length - 1);
  return {
    messages: [
      opening(env, "Each turn you choose one of your legal actions by calling choose_action."),
      {
        role: "user",
        content: `${env.describe(observation)}\n\nYour legal actions: ${words ? "" : "\n"}${listed}\n\nThe same as data:\n${fenced({ task: "act", env: env.id, role, legal, observation })}\n\nWhich action do you take?`,
      },
    ],
    answer: { name: "choose_action", description: "Takes an action.", schema: z.object({ action, why }) },
  };
}

/** The action that an answer to `actionPrompt` names. */
export const chosenAction = ({ action }: Pick<ActionAnswer, "action">, legal: readonly Json[], range?: ActionRange): Json =>
  typeof action === "number" && range === undefined ? legal[action]! : action;

/** Asks for one of the candidates of a stage. */
export function selectionPrompt(
  env: AnyEnvironment,
  base: FunctionBase,
  role: Role,
  { observation, facts, stage, previous, joined }: Query,
  candidates: readonly Hit[],
): Prompt<{ readonly name: string; readonly why: string }> {
  const names = candidates.map(({ name }) => name);
  const stages = stagesOf(base, observation);
  const manuals = names
    .map((name) => `- ${name}: ${(byName(base).get(name) ?? joined.find((one) => one.name === name))?.manual ?? ""}`)
    .join("\n");
  const known = Object.entries(facts)
    .map(([name, word]) => `${name} ${word}`)
    .join(", ");
  const before = previous === null ? "" : `\nThe stage before gave ${JSON.stringify(previous)}.`;
  return {
    messages: [
      opening(
        env,
        `A decision goes through ${stages.length} stages: ${stages.map(({ id, asks }) => `${id} (${asks})`).join(", ")}. In each stage you select one function by calling select_function; it is run for you, and its result goes to the next stage. The last result is your action.`,
      ),
      {
        role: "user",
        content: `${env.describe(observation)}\n\nStage ${stage.id}: ${stage.asks}${before}\nThe state in words: ${known}.\nFunctions:\n${manuals}\n\nThe state as data:\n${fenced({ task: "select", env: env.id, role, observation, stage: stage.id, previous, candidates: names })}\n\nWhich function do you select?`,
      },
    ],
    answer: {
      name: "select_function",
      description: "Selects the function that suits the state best.",
      schema: z.object({ name: z.enum(names as readonly string[] as readonly [string, ...string[]]), why }),
    },
  };
}
