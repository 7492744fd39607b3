/** Asks language models through the `openai` package, at the gateway of whoever hosts the arena. */
import { APIConnectionTimeoutError, APIError, APIUserAbortError, type OpenAI } from "openai";
import { zodFunction, zodResponseFormat } from "openai/helpers/zod";
import type { ChatCompletion, ChatCompletionCreateParamsNonStreaming } from "openai/resources/chat/completions";
import type { Answer, ChatMessage, Question } from "../../agents/index.ts";
import { type AnswerProblem, messageOf, type Usage } from "../core/index.ts";
import { toldIn, UNTOLD, usageOf } from "./usage.ts";

/** How many letters of an answer are kept. */
const MAX_REPLY = 2_000;

/** The exact body of a question's request. */
export function requestBody<T>({
  model,
  messages,
  answer,
  form,
  maxTokens,
}: Omit<Question<T>, "attempts" | "timeoutMs">): ChatCompletionCreateParamsNonStreaming {
  const shared = { model: model === "" ? "default" : model, messages: [...messages], max_completion_tokens: maxTokens };
  const { name, description, schema } = answer;
  if (form === "json") return { ...shared, response_format: zodResponseFormat(schema as never, name, { description }) };
  const tool = zodFunction({ name, description, parameters: schema as never });
  const { type, function: about } = tool;
  return { ...shared, tools: [{ type, function: about }], tool_choice: { type: "function", function: { name } } };
}

/** Asks a question, and asks again with the reason as long as answers cannot be used; it never rejects. */
export async function ask<T>(client: OpenAI, question: Question<T>): Promise<Answer<T>> {
  const { answer, attempts, timeoutMs } = question;
  const problems: AnswerProblem[] = [];
  const signal = AbortSignal.timeout(timeoutMs);
  let [model, reply] = ["", ""];
  const usages: Usage[] = [];
  const exchange = () => ({ model, problems, reply: reply.slice(0, MAX_REPLY), usage: usageOf(usages) });
  const messages: ChatMessage[] = [...question.messages];
  while (problems.length < attempts) {
    let completion: ChatCompletion;
    try {
      completion = await client.chat.completions.create(requestBody({ ...question, messages }), { signal, timeout: timeoutMs });
    } catch (error) {
      if (isBroken(error)) {
        problems.push("broken");
        usages.push(UNTOLD);
        continue;
      }
      return { exchange: exchange(), failure: failureOf(error, timeoutMs) };
    }
    const told = toldIn(completion);
    model = told.model ?? question.model;
    usages.push(told.usage);
    const read = readAnswer(completion, question);
    reply = read.reply;
    if ("value" in read) return { exchange: exchange(), value: read.value };
    problems.push(read.problem);
    messages.push(
      { role: "assistant", content: reply.slice(0, MAX_REPLY) || "(nothing)" },
      { role: "user", content: `That cannot be used: ${read.because}. Answer again, ${wayOf(question.form, answer.name)}.` },
    );
  }
  return { exchange: exchange() };
}

const wayOf = (form: "tool" | "json", name: string): string => (form === "tool" ? `by calling ${name}` : "with the JSON alone");

/** An answer that can be used, or what is wrong with it. */
export type Read<T> =
  { readonly reply: string; readonly value: T } | { readonly reply: string; readonly problem: AnswerProblem; readonly because: string };

/** Takes the answer out of a completion, or says what is wrong with it. */
export function readAnswer<T>(completion: ChatCompletion, { answer, form }: Pick<Question<T>, "answer" | "form">): Read<T> {
  const choice = completion.choices?.[0];
  const message = choice?.message;
  const call = message?.tool_calls?.find((one) => one.type === "function")?.function;
  const reply = call?.arguments ?? message?.content ?? "";
  const bad = (problem: AnswerProblem, because: string): Read<T> => ({ reply, problem, because });
  if (message === undefined) return bad("empty", "there was no message");
  if (typeof message.refusal === "string" && message.refusal !== "")
    return { reply: message.refusal, problem: "refused", because: "it was refused" };
  if (choice!.finish_reason === "length") return bad("truncated", "it was cut off: be shorter");
  if (form === "tool" && call === undefined)
    return bad(reply === "" ? "empty" : "wrong-tool", reply === "" ? "it was empty" : `${answer.name} was not called`);
  if (form === "tool" && call!.name !== answer.name) return bad("wrong-tool", `"${call!.name}" was called, which does not exist`);
  if (reply === "") return bad("empty", "it was empty");
  let data: unknown;
  try {
    data = JSON.parse(reply);
  } catch {
    // Error messages differ between JavaScript engines; quoting one would make a different question.
    return bad("unparsable", "it is no JSON");
  }
  const parsed = answer.schema.safeParse(data);
  if (parsed.success) return { reply, value: parsed.data };
  const { path, message: issue } = parsed.error.issues[0]!;
  return bad("illegal", `${path.join(".") || "it"}: ${issue}`);
}

/** Whether an answer came but could not be read: cut off on its way, or no JSON. */
export const isBroken = (error: unknown): boolean =>
  !(error instanceof APIError) &&
  (error instanceof SyntaxError || error instanceof TypeError || /terminated|premature|aborted/i.test(messageOf(error))) &&
  !isTimeout(error);

const isTimeout = (error: unknown): boolean =>
  error instanceof APIUserAbortError ||
  error instanceof APIConnectionTimeoutError ||
  (error instanceof Error && error.name === "TimeoutError");

/** Why an endpoint failed, in words. */
export function failureOf(error: unknown, timeoutMs: number): string {
  if (isTimeout(error)) return `no answer within ${Math.round(timeoutMs)} ms`;
  if (error instanceof APIError && typeof error.status === "number") return `status ${messageOf(error).slice(0, 300)}`;
  return messageOf(error).slice(0, 300);
}
