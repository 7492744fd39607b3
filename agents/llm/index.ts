/** Agents that ask a language model each turn: for the action, or for a function in every stage. */
import { z } from "zod";
import { ArenaError, type Seat, type Trace } from "../../src/core/index.ts";
import type { AgentContext, AgentKind } from "../agent.ts";
import type { Answer, Chat } from "../chat.ts";
import { callNative, type FunctionBase, reading, situationsOf, situationsUnder, stagesOf, type Usual } from "../../function-base/index.ts";
import {
  baseDigest,
  baseFor,
  functionParams,
  functionSeat,
  hearing,
  retrieverParams,
  wordedFor,
  wordingParams,
  type Write,
} from "../functions/seat.ts";
import { writeFunctions } from "./write.ts";
import { actionPrompt, chosenAction, type Prompt, selectionPrompt } from "./prompt.ts";

export { actionPrompt, type Prompt, selectionPrompt, type Task, taskIn } from "./prompt.ts";
export { type Moment, proposeStages, type ProposedStage, type Staged } from "./stages.ts";
export { type Order, type Refused, writeFunctions, type Writer, type Written } from "./write.ts";

/** Parameters of every agent that asks a language model. */
const modelParams = {
  model: z.string().default("").describe("The model's name at its endpoint; empty for the one the arena is set to"),
  form: z.enum(["tool", "json"]).default("tool").describe("How it answers: by calling a tool, or by a JSON text of a given form"),
  attempts: z.int().min(1).max(10).default(3).describe("Answers asked for when the ones before cannot be used"),
  maxTokens: z.int().min(16).max(100_000).default(2048).describe("Tokens an answer may have"),
};

type ModelParams = z.output<z.ZodObject<typeof modelParams>>;

/** Milliseconds of a turn that are reserved for the work after the answer. */
const SPARE_MS = 250;

function chatOf(agent: string, { ports: { chat } }: AgentContext): Chat {
  if (chat !== undefined) return chat;
  throw new ArenaError("BadAgent", `agent ${agent}`, "no way to a language model here", "expected a host with a gateway to one");
}

/** Asks a question, records the exchange in the log, and returns the answer; throws `BadAnswer` or `ModelFailed`. */
async function ask<T>(
  chat: Chat,
  params: ModelParams,
  asks: string,
  { messages, answer }: Prompt<T>,
  until: number,
  emit: (trace: Trace) => void,
): Promise<T> {
  const { model, form, attempts, maxTokens } = params;
  const { exchange, value, failure }: Answer<T> = await chat({
    model,
    messages,
    answer,
    form,
    attempts,
    maxTokens,
    timeoutMs: Math.max(1, Math.floor(until)),
  });
  emit({ type: "llm", asks, ...exchange });
  if (value !== undefined) return value;
  const where = ["language model", exchange.model || model].filter((word) => word !== "").join(" ");
  if (failure !== undefined) throw new ArenaError("ModelFailed", where, failure, "expected an answer");
  throw new ArenaError(
    "BadAnswer",
    where,
    `${exchange.problems.length} answers that cannot be used (${exchange.problems.join(", ")})`,
    `expected a call of ${answer.name}`,
  );
}

const llmParams = z.strictObject(modelParams);

/** The large model, answering with an action. */
export const llm: AgentKind = {
  id: "l-llm",
  title: "Language model",
  about: "Asks a language model for the action: the teacher, without functions.",
  group: "models",
  params: llmParams,
  asksModel: () => true,
  create(params, context) {
    const { env } = context.world;
    const chat = chatOf("l-llm", context);
    return {
      async act(observation, { role, legal, range, deadlineMs }, emit) {
        const prompt = actionPrompt(env, role, observation, legal, range);
        const answer = await ask(chat, params as ModelParams, "action", prompt, deadlineMs - SPARE_MS, emit);
        return chosenAction(answer, legal, range);
      },
      dispose: () => {},
    } satisfies Seat;
  },
};

const llmFunctionsParams = z.strictObject({
  ...modelParams,
  ...retrieverParams,
  ...wordingParams,
  ...functionParams,
  writes: z
    .boolean()
    .default(false)
    .describe("Has the model write functions when a notice appears, in mid-episode; they join in place of the prepared ones"),
});

/** How many states of play check functions that are written in mid-episode, and how many functions are requested. */
const [STATES, WANTED] = [360, 3];

/** The most tokens that an answer with functions may have. */
const WRITING_TOKENS = 16_000;

/** Has the model write functions that answer a notice, and checks them on states of play in which the notice is in force. */
function writerFor({ world: { env }, ports }: AgentContext, base: FunctionBase, chat: Chat, model: string): Write {
  const open = ports.sandbox;
  if (open === undefined)
    throw new ArenaError("BadAgent", "agent l-llm-functions", "no sandbox here", "expected a host that has one, or writes: false");
  return async (notice, { deadlineMs }, emit) => {
    await env.prepare?.();
    // States come from play under the emergency that announces it by default, if there is one, otherwise from any play with the notice added.
    const announced = (emergency: string, count: number) =>
      situationsUnder(base, env, emergency, 7, count).filter(({ observation }) => observation.notices.some(({ id }) => id === notice.id));
    const emergency = Object.keys(env.emergencies).find((id) => announced(id, 1).length > 0);
    const situations =
      emergency === undefined
        ? situationsOf(base, env, {}, 7, STATES).map((one) => ({ ...one, observation: { ...one.observation, notices: [notice] } }))
        : announced(emergency, STATES);
    const usual: Usual = {
      ...base,
      fixed: base.found.fixed,
      run: (entry, state) => callNative(base, entry, state.observation, state.legal, state.previous),
    };
    const { kept, refused, exchanges } = await writeFunctions(
      { env, base: { ...base, emergency: [] }, notice, count: WANTED, situations, usual },
      {
        chat,
        model,
        open,
        repairs: 1,
        maxTokens: WRITING_TOKENS,
        timeoutMs: Math.floor(deadlineMs / 3),
        date: "in play",
        heard: (text) => emit({ type: "note", text }),
      },
    );
    // The reply is left out: the `extend` trace holds it.
    for (const exchange of exchanges) emit({ type: "llm", asks: `functions for ${notice.id}`, ...exchange, reply: "" });
    return { kept, refused };
  };
}

/** The large model, selecting functions. */
export const llmFunctions: AgentKind = {
  id: "l-llm-functions",
  title: "Language model, by functions",
  about: "Asks a language model to select a function in every stage: the teacher of Logic Distillation.",
  group: "models",
  params: llmFunctionsParams,
  asksModel: () => true,
  check: (world, role) => void baseFor("l-llm-functions", { world, role }),
  inputs: baseDigest,
  async create(params, context) {
    const { role, ports } = context;
    const { env } = context.world;
    const set = params as z.output<typeof llmFunctionsParams>;
    const words = await wordedFor("l-llm-functions", context, set);
    const { base } = words;
    const read = reading(base, set.reads);
    const chat = chatOf("l-llm-functions", context);
    const seat = functionSeat({
      ...set,
      base,
      ports,
      slow: true,
      ...(set.writes ? { write: writerFor(context, base, chat, set.model) } : {}),
      async select(query, candidates, { deadlineMs }, emit) {
        const prompt = selectionPrompt(env, read, role, query, candidates);
        const share = deadlineMs / stagesOf(base, query.observation).length - SPARE_MS;
        const { name } = await ask(chat, set, query.stage.id, prompt, share, emit);
        return { name };
      },
    });
    return hearing(seat, words);
  },
};
