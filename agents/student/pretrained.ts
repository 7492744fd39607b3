/** Agents whose decisions a pretrained small language model makes without any training here: the baseline for fine-tuning. */
import { z } from "zod";
import {
  type ActionRange,
  type AnyEnvironment,
  ArenaError,
  type Hit,
  inRange,
  type Json,
  type Observation,
  rangeText,
  type Role,
  type Seat,
} from "../../src/core/index.ts";
import { byName, type FunctionBase, type Query, reading, stagesOf } from "../../function-base/index.ts";
import type { AgentContext, AgentKind } from "../agent.ts";
import type { ChatMessage } from "../chat.ts";
import type { Causal } from "../ports.ts";
import {
  baseDigest,
  baseFor,
  embeds,
  functionParams,
  functionSeat,
  hearing,
  retrieverParams,
  wordedFor,
  wordingParams,
} from "../functions/seat.ts";
import { opening } from "../llm/prompt.ts";
import { first } from "./index.ts";
import { answerText } from "./prompt.ts";

/** Parameters of every agent whose decisions a pretrained model makes. */
const modelParams = {
  model: z
    .string()
    .default("")
    .describe("The folder of a pretrained model in the layout of Hugging Face's ONNX exports, or its address (https://...)"),
  precision: z
    .enum(["auto", "fp32", "fp16", "q8", "q4", "q4f16"])
    .default("auto")
    .describe("Which of its files: the one that suits the device, or one by its precision"),
  device: z.enum(["auto", "webgpu", "wasm"]).default("auto").describe("Where it runs in a page"),
  context: z.int().min(64).max(131_072).default(4096).describe("Tokens that a question and its answer may have in all"),
};

type ModelParams = z.output<z.ZodObject<typeof modelParams>>;

/** What an agent without a model lacks. */
const lacks = (params: Json) =>
  (params as ModelParams).model !== ""
    ? undefined
    : {
        found: "no pretrained model is given",
        expected:
          "expected ARENA_SLLM or the parameter `model` to name the folder or the address of one, with config.json, tokenizer.json and onnx/model*.onnx",
      };

/** Opens the model of a seat. */
async function modelOf(agent: string, params: ModelParams, { ports: { causal }, loading }: AgentContext): Promise<Causal> {
  if (causal === undefined)
    throw new ArenaError("BadAgent", `agent ${agent}`, "nothing to run a model with here", "expected a host with ONNX Runtime");
  const { model, precision, device, context } = params;
  return causal(model, { precision, device, context, ...(loading === undefined ? {} : { heard: loading }) });
}

/** A share rounded to the digits that logs record and people see: further ones differ between processors. */
const rounded = (share: number): number => Math.round(1e3 * share) / 1e3;

const actionParams = z.strictObject({
  ...modelParams,
  legal: z
    .boolean()
    .default(true)
    .describe(
      "Takes the likeliest legal action; if false, the model writes a text that may name none. From over 24 numbers of a range it always writes one",
    ),
  maxTokens: z.int().min(1).max(2048).default(24).describe("Most tokens of an answer that the model writes"),
});

/** The action that a text names: the one it is, or the only one in it. */
function actionIn(text: string, legal: readonly Json[]): Json | undefined {
  const bare = (words: string) => words.toLowerCase().replaceAll(/^[^\p{L}\p{N}{["]+|[^\p{L}\p{N}}\]"]+$/gu, "");
  const said = bare(text);
  const exact = legal.find((action) => bare(answerText(action)) === said);
  if (exact !== undefined) return exact;
  const words = new Set(said.match(/[\p{L}\p{N}-]+/gu));
  const named = legal.filter((action) => typeof action === "string" && words.has(action.toLowerCase()));
  return named.length === 1 ? named[0] : undefined;
}

/**
 * The most answers that are weighed where the actions are the numbers of a range. Answers of two tokens or more cost a pass of the model
 * for each distinct beginning, so 101 numbers cost ten passes or more, while writing one number takes two or three.
 */
const MOST_WEIGHED = 24;

/** The number of a range that a text names: the only number in it. A model that says one outside the range has chosen no action. */
function numberIn(text: string, range: ActionRange): number | undefined {
  const numbers = new Set(Array.from(text.matchAll(/(?<![\p{L}\p{N}.])-?\d+(?:\.\d+)?/gu), ([digits]) => Number(digits)));
  const [number] = numbers;
  return numbers.size === 1 && inRange(range, number) ? number : undefined;
}

/** Asks for the action. */
function question(env: AnyEnvironment, observation: Observation, answers: readonly string[], range: ActionRange | undefined) {
  const [how, choices, ask] =
    range === undefined
      ? [
          "Each turn you choose one of your legal actions. Answer with the action alone.",
          `Your legal actions: ${answers.join(", ")}.`,
          "Which action do you take? Answer with the action alone.",
        ]
      : [
          "Each turn you choose a number. Answer with the number alone.",
          `Your action is ${rangeText(range)}.`,
          "Which number do you choose? Answer with the number alone.",
        ];
  return [opening(env, how), { role: "user", content: `${env.describe(observation)}\n\n${choices}\n${ask}` }] as const;
}

/** The pretrained model, answering with an action. */
const pretrained: AgentKind = {
  id: "s-llm",
  title: "Small model, as it comes",
  about: "A pretrained small language model chooses the action: the student before any training.",
  group: "models",
  params: actionParams,
  lacks,
  slow: true,
  async create(params, context) {
    const { env } = context.world;
    const set = params as z.output<typeof actionParams>;
    const causal = await modelOf("s-llm", set, context);
    return {
      async act(observation, { legal, range }, emit) {
        const answers = legal.map(answerText);
        const messages = question(env, observation, answers, range);
        const tell = (reply: string, usage: { readonly input: number; readonly output: number }, illegal = false) =>
          emit({ type: "llm", asks: "action", model: causal.name, problems: illegal ? ["illegal"] : [], reply, usage });
        if (set.legal && (range === undefined || legal.length <= MOST_WEIGHED)) {
          const { shares, usage } = await causal.weigh(messages, answers);
          const best = first(shares);
          tell(answers.map((answer, i) => `${answer} ${rounded(shares[i]!)}`).join(", "), usage);
          return legal[best]!;
        }
        const { text, usage } = await causal.complete(messages, set.maxTokens);
        const action = range === undefined ? actionIn(text, legal) : numberIn(text, range);
        tell(text, usage, action === undefined);
        // A text that names no action is passed on as it is: the rollout reports it as illegal.
        return action ?? text;
      },
      dispose: () => {},
    } satisfies Seat;
  },
};

const functionsParams = z.strictObject({
  ...modelParams,
  ...retrieverParams,
  ...wordingParams,
  ...functionParams,
  orders: z
    .int()
    .min(1)
    .max(10)
    .default(1)
    .describe("How many orders of the candidates it is asked in: small models favour the first letters, and the mean over orders does not"),
});

/** What candidates are called: a letter, or a number where there are more than letters. */
const labels = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) => (count <= 26 ? String.fromCharCode(65 + i) : String(i + 1)));

/** Asks which of the candidates suits best; the part of the prompt that all stages of a decision share comes first. */
function selection(
  { env, role, base }: { readonly env: AgentContext["world"]["env"]; readonly role: Role; readonly base: FunctionBase },
  { observation, facts, stage, previous, joined }: Query,
  names: readonly string[],
): readonly ChatMessage[] {
  const letters = labels(names.length);
  const stages = stagesOf(base, observation);
  const manuals = names.map(
    (name, i) => `${letters[i]}. ${name}: ${(byName(base).get(name) ?? joined.find((one) => one.name === name))?.manual ?? ""}`,
  );
  const known = Object.entries(facts).map(([name, word]) => `${name} ${word}`);
  const before = previous === null ? "" : `\nThe stage before gave ${JSON.stringify(previous)}.`;
  return [
    opening(
      env,
      `You are ${role}. A decision goes through ${stages.length} stages: ${stages.map(({ id, asks }) => `${id} (${asks})`).join(", ")}. In each stage you select the function that suits the state best. Answer with its ${names.length <= 26 ? "letter" : "number"} alone.`,
    ),
    {
      role: "user",
      content: `${env.describe(observation)}\n\nStage ${stage.id}: ${stage.asks}${before}\nThe state in words: ${known.join(", ")}.\nFunctions:\n${manuals.join("\n")}\n\nWhich function do you select? Answer with ${letters[0]} to ${letters.at(-1)}.`,
    },
  ];
}

/** The pretrained model, selecting functions from a list. */
const pretrainedFunctions: AgentKind = {
  id: "s-llm-functions",
  title: "Small model, by functions",
  about: "A pretrained small language model selects a function in every stage, from a list: the student before any training.",
  group: "models",
  params: functionsParams,
  lacks,
  slow: true,
  asksModel: embeds,
  check: (world, role) => void baseFor("s-llm-functions", { world, role }),
  inputs: baseDigest,
  async create(params, context) {
    const { role, ports } = context;
    const { env } = context.world;
    const set = params as z.output<typeof functionsParams>;
    const words = await wordedFor("s-llm-functions", context, set);
    const { base } = words;
    const read = reading(base, set.reads);
    const causal = await modelOf("s-llm-functions", set, context);
    const seat = functionSeat({
      ...set,
      base,
      ports,
      slow: true,
      async select(query: Query, candidates: readonly Hit[], _turn, emit) {
        const names = candidates.map(({ name }) => name);
        const letters = labels(names.length);
        const orders = Math.min(set.orders, names.length);
        const sums = names.map(() => 0);
        let [input, output] = [0, 0];
        for (let order = 0; order < orders; order++) {
          const shift = Math.floor((order * names.length) / orders);
          const turned = [...names.slice(shift), ...names.slice(0, shift)];
          const { shares, usage } = await causal.weigh(selection({ env, role, base: read }, query, turned), letters);
          for (const [i, name] of turned.entries()) sums[names.indexOf(name)]! += shares[i]! / orders;
          input += usage.input;
          output += usage.output;
        }
        const best = first(sums);
        emit({ type: "llm", asks: query.stage.id, model: causal.name, problems: [], reply: names[best]!, usage: { input, output } });
        return { name: names[best]!, probabilities: Object.fromEntries(names.map((name, i) => [name, rounded(sums[i]!)])) };
      },
    });
    return hearing(seat, words);
  },
};

/** The agents whose decisions pretrained models make. */
export const pretrainedAgents: readonly AgentKind[] = [pretrained, pretrainedFunctions];
