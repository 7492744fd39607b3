/**
 * Decisions as chats, one JSON object a line: `messages` as fine-tuning takes them.
 *
 * There are two kinds: short chats in the words that small students read; and the exact prompts that a large model gets in play, answered with
 * the call that takes what the teacher took. The arguments of a call are a text for OpenAI's fine-tuning, and an object for the chat templates
 * of open models, as TRL applies them: these turn arguments into JSON themselves.
 */
import { actionPrompt, type Prompt, selectionPrompt } from "../../agents/index.ts";
import { K, type lexical, type Query } from "../../function-base/index.ts";
import { type AnyEnvironment, fold, type Hit, isLegal, type Json, type Key, rng } from "../core/index.ts";
import { requestBody } from "../platform/chat.ts";
import type { Lessons } from "../student/lessons.ts";
import type { Call, Decision } from "./decisions.ts";

/** A short chat. */
export type Chat = { readonly messages: readonly { readonly role: "system" | "user" | "assistant"; readonly content: string }[] };

const chat = (system: string, user: string, assistant: string): Chat => ({
  messages: [
    { role: "system", content: system },
    { role: "user", content: user },
    { role: "assistant", content: assistant },
  ],
});

/** How many wrong functions are shown beside a right one: as many as a student sees in one example. */
const OTHERS = 4;

const DRAWS: Key = [0xc4a7, 0];

/** The chats of lessons: a question with the answer yes or no for some candidates of every choice (ld), or the action for every state (kd). */
export function* chatsOf(lessons: Lessons): Generator<Chat> {
  if (lessons.kind === "kd") {
    for (const { state, answer } of lessons.moves) yield chat("Answer with the action.", state, answer);
    return;
  }
  for (const [i, { state, right, candidates }] of lessons.choices.entries()) {
    const others = rng(fold(DRAWS, i)).shuffle(candidates.filter((name) => name !== right));
    for (const name of [right, ...others.slice(0, OTHERS)]) {
      const { text } = lessons.manuals[name]!;
      yield chat(
        "Does the function suit the state? Answer yes or no.",
        `State: ${state}\nFunction: ${text}`,
        name === right ? "yes" : "no",
      );
    }
  }
}

/** A chat whose last message calls a tool. */
export type CallingChat = {
  readonly messages: readonly (
    | Chat["messages"][number]
    | {
        readonly role: "assistant";
        readonly tool_calls: readonly {
          readonly id: string;
          readonly type: "function";
          readonly function: { readonly name: string; readonly arguments: string };
        }[];
      }
  )[];
  readonly tools: NonNullable<ReturnType<typeof requestBody>["tools"]>;
  readonly parallel_tool_calls: false;
};

/** A chat with the arguments of its calls as objects, as chat templates of open models take them. */
export const forTemplates = ({ messages, ...rest }: CallingChat) => ({
  messages: messages.map((message) =>
    "tool_calls" in message
      ? {
          ...message,
          tool_calls: message.tool_calls.map((call) => ({
            ...call,
            function: { ...call.function, arguments: JSON.parse(call.function.arguments) as Json },
          })),
        }
      : message,
  ),
  ...rest,
});

/** What `l-llm` is asked in a state, and the call that takes the teacher's action. */
export function actionChat(env: AnyEnvironment, { role, observation, legal, range, action }: Decision): CallingChat {
  const place = legal.findIndex((one) => isLegal([one], action));
  const said = typeof action === "string" || range !== undefined ? action : place;
  return calling(actionPrompt(env, role, observation, legal, range), { action: said, why: "" });
}

/** What `l-llm-functions` is asked in a stage, and the call that selects the teacher's function. */
export function selectionChat(env: AnyEnvironment, decision: Decision, call: Call, retrieve: ReturnType<typeof lexical>): CallingChat {
  const { base, observation, joined, role } = decision;
  const { facts, previous, right } = call;
  const query: Query = { observation, facts, previous, joined, role, stage: base!.stages.find(({ id }) => id === call.stage)! };
  const found = call.hits ?? retrieve(query, K);
  // The answer has to be among the candidates: a right function that was not retrieved replaces the last one that did not join with a notice.
  const hits: readonly Hit[] = found.some(({ name }) => name === right) ? found : withRight(found, right);
  return calling(selectionPrompt(env, base!, role, query, hits), { name: right, why: "" });
}

function withRight(hits: readonly Hit[], right: string): readonly Hit[] {
  const last = hits.findLastIndex(({ joined }) => joined !== true);
  return hits.map((hit, i) => (i === last ? { name: right, score: hit.score } : hit));
}

function calling<T>(prompt: Prompt<T>, answer: Json): CallingChat {
  const { tools } = requestBody<T>({ model: "", messages: prompt.messages, answer: prompt.answer, form: "tool", maxTokens: 1 });
  const call = { id: "call_0", type: "function", function: { name: prompt.answer.name, arguments: JSON.stringify(answer) } } as const;
  return { messages: [...prompt.messages, { role: "assistant", tool_calls: [call] }], tools: tools!, parallel_tool_calls: false };
}
