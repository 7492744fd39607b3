/** A language model proposes the stages of a decision (the first half of Eq. 1); proposals that cannot be used are returned to it. */
import { z, type ZodType } from "zod";
import { type AnyEnvironment, type Exchange, type Json, messageOf } from "../../src/core/index.ts";
import type { FunctionBase, Stage } from "../../function-base/index.ts";
import type { ChatMessage } from "../chat.ts";
import { fenced, opening, type Prompt } from "./prompt.ts";
import type { Writer } from "./write.ts";

/** A state of play: what a role sees, and what it may do. */
export type Moment = { readonly observation: FunctionBase["blank"]; readonly legal: readonly Json[] };

/** A stage as it is proposed and stored: its result's form as a JSON Schema. */
export type ProposedStage = { readonly id: string; readonly asks: string; readonly result: string };

/** The result of asking for stages; `stages` is absent if no proposal could be used. */
export interface Staged {
  readonly stages?: readonly Stage[];
  readonly proposed: readonly ProposedStage[];
  /** Why proposals were refused, one line for each problem. */
  readonly refused: readonly string[];
  readonly exchanges: readonly Exchange[];
  readonly failure?: string;
}

/** The most stages that a decision may have. */
const MOST = 5;

const answerSchema = z.object({
  stages: z.array(
    z.object({
      id: z.string().describe("One small word, as assess"),
      asks: z.string().describe("The question the stage answers, in one sentence"),
      result: z.string().describe("The JSON Schema of its result, as text"),
    }),
  ),
});

/** Asks for stages. */
export function stagesPrompt(
  env: AnyEnvironment,
  blank: FunctionBase["blank"],
  moments: readonly Moment[],
): Prompt<z.output<typeof answerSchema>> {
  const shown = moments.filter((_, i) => i % Math.max(1, Math.floor(moments.length / 3)) === 0).slice(0, 3);
  return {
    messages: [
      opening(env, "You design how a smaller model plays: a decision goes through stages, and in each the model selects one function."),
      {
        role: "user",
        content: `Propose 2 to ${MOST} stages of a decision. In each stage one function runs; its result goes to the next stage, and the last result is the action: one of the legal actions, for every state. Stages part what to look at, what to want, and how to get there, so that few functions a stage suffice.\n\nAn observation has this form:\n${JSON.stringify(blank)}\n\nStates of play:\n${shown.map((one) => JSON.stringify(one)).join("\n")}\n\nThe same as data:\n${fenced({ task: "stages", env: env.id })}`,
      },
    ],
    answer: { name: "propose_stages", description: "Hands in the stages, in their order.", schema: answerSchema },
  };
}

/** Has stages proposed, and asks again with the problems at most `repairs` times; a model's mistakes never make it reject. */
export async function proposeStages(
  env: AnyEnvironment,
  blank: FunctionBase["blank"],
  moments: readonly Moment[],
  { chat, model, repairs, maxTokens, timeoutMs, heard = () => {} }: Writer,
): Promise<Staged> {
  const prompt = stagesPrompt(env, blank, moments);
  const exchanges: Exchange[] = [];
  const refused: string[] = [];
  let messages: readonly ChatMessage[] = prompt.messages;
  for (let round = 0; round <= repairs; round++) {
    heard(round === 0 ? "Asking for stages" : "Asking again for stages");
    const { exchange, value, failure } = await chat({
      model,
      messages,
      answer: prompt.answer,
      form: "tool",
      attempts: 2,
      maxTokens,
      timeoutMs,
    });
    exchanges.push(exchange);
    if (value === undefined) return { proposed: [], refused, exchanges, ...(failure === undefined ? {} : { failure }) };
    const { stages, problems } = readStages(value.stages, moments);
    for (const { id } of value.stages) heard(`stage ${id}`);
    if (problems.length === 0) return { stages, proposed: value.stages, refused, exchanges };
    for (const problem of problems) heard(problem);
    refused.push(...problems);
    messages = [
      ...prompt.messages,
      { role: "assistant", content: JSON.stringify(value) },
      { role: "user", content: `That cannot be used:\n${problems.map((one) => `- ${one}`).join("\n")}\nHand in all stages again.` },
    ];
  }
  return { proposed: [], refused, exchanges };
}

/** Stages from a proposal, and what is wrong with it. */
export function readStages(
  proposed: readonly ProposedStage[],
  moments: readonly Moment[],
): { readonly stages: readonly Stage[]; readonly problems: readonly string[] } {
  const problems: string[] = [];
  if (proposed.length < 1 || proposed.length > MOST) problems.push(`${proposed.length} stages, expected 2 to ${MOST}`);
  const stages: Stage[] = [];
  for (const { id, asks, result } of proposed.slice(0, MOST)) {
    if (!/^[a-z][a-z0-9-]{0,23}$/.test(id)) problems.push(`the id "${id.slice(0, 40)}": expected one small word`);
    else if (stages.some((stage) => stage.id === id)) problems.push(`two stages called ${id}`);
    if (asks.trim() === "" || asks.length > 300) problems.push(`stage ${id.slice(0, 24)} asks nothing, or too much`);
    try {
      stages.push({ id, asks, result: schemaOf(result) });
    } catch (error) {
      problems.push(`the result of ${id.slice(0, 24)} is no JSON Schema that can be used: ${messageOf(error).slice(0, 200)}`);
    }
  }
  const last = stages.at(-1);
  const misfit = moments.flatMap(({ legal }) => legal).find((action) => last?.result.safeParse(action).success === false);
  if (last !== undefined && misfit !== undefined)
    problems.push(`the last stage, ${last.id}, gives the action, but its schema does not allow ${JSON.stringify(misfit)}`);
  return { stages, problems };
}

/** A schema from the text of a JSON Schema. */
function schemaOf(text: string): ZodType<Json> {
  if (text.length > 4_000) throw new Error("longer than 4000 letters");
  const data = JSON.parse(text) as Parameters<typeof z.fromJSONSchema>[0];
  // A model's regular expression would run outside the sandbox, and could take for ever.
  if (/"(?:pattern|patternProperties|format)"\s*:/.test(text)) throw new Error("pattern and format are not allowed");
  return z.fromJSONSchema(data) as ZodType<Json>;
}
