/** Asks language models through the `openai` package, at the gateway of whoever hosts the arena. */
import { APIError, type OpenAI } from "openai";
import { zodFunction, zodResponseFormat } from "openai/helpers/zod";
import type { ChatCompletionCreateParamsNonStreaming } from "openai/resources/chat/completions";
import { z } from "zod";
import type { Answer, ChatMessage, Question } from "../../agents/index.ts";
import { type AnswerProblem, messageOf, type Usage } from "../core/index.ts";
import { ADAPTED, DRAW_HEADER, WITHOUT_TOOLS } from "./gateway-header.ts";
import { patiently, TimeUp, wordsOf } from "./patience.ts";
import { jsonIn } from "./reply.ts";
import { toldIn, UNTOLD, usageOf } from "./usage.ts";

/** How many letters of an answer, and of a model's name, are kept. */
const [MAX_REPLY, MAX_MODEL] = [2_000, 200];

/** The exact body of a question's request. */
export function requestBody<T>({
  model,
  messages,
  answer,
  form,
  maxTokens,
}: Omit<Question<T>, "attempts" | "timeoutMs" | "draw">): ChatCompletionCreateParamsNonStreaming {
  const shared = { model: model === "" ? "default" : model, messages: [...messages], max_completion_tokens: maxTokens };
  const { name, description, schema } = answer;
  if (form === "json") return { ...shared, response_format: zodResponseFormat(schema as never, name, { description }) };
  const tool = zodFunction({ name, description, parameters: schema as never });
  const { type, function: about } = tool;
  return { ...shared, tools: [{ type, function: about }], tool_choice: { type: "function", function: { name } } };
}

/** Asks a question, and asks again with the reason as long as answers cannot be used; it never rejects. */
export async function ask<T>(client: OpenAI, question: Question<T>): Promise<Answer<T>> {
  const { answer, attempts, timeoutMs, draw } = question;
  const problems: AnswerProblem[] = [];
  const notes = new Set<string>();
  const until = performance.now() + timeoutMs;
  let [model, reply] = ["", ""];
  const usages: Usage[] = [];
  const byModel = new Map<string, Usage[]>();
  const exchange = () => ({
    model,
    problems,
    reply: reply.slice(0, MAX_REPLY),
    usage: usageOf(usages),
    ...(byModel.size < 2 ? {} : { by: Object.fromEntries([...byModel].map(([name, all]) => [name, usageOf(all)])) }),
    ...(notes.size === 0 ? {} : { notes: [...notes] }),
  });
  try {
    const messages: ChatMessage[] = [...question.messages];
    const headers = draw === undefined ? {} : { [DRAW_HEADER]: encodeURIComponent(draw) };
    while (problems.length < attempts) {
      const body = requestBody({ ...question, messages });
      let completion: unknown;
      try {
        completion = await patiently((signal) => client.chat.completions.create(body, { signal, headers }), {
          timeoutMs: until - performance.now(),
          ofMs: timeoutMs,
        });
      } catch (error) {
        if (isBroken(error)) {
          problems.push("broken");
          usages.push(UNTOLD);
          continue;
        }
        return { exchange: exchange(), failure: failureOf(error) };
      }
      const told = toldIn(completion);
      model = (told.model ?? question.model).slice(0, MAX_MODEL);
      usages.push(told.usage);
      byModel.set(model, [...(byModel.get(model) ?? []), told.usage]);
      const read = readAnswer(completion, question);
      reply = read.reply;
      for (const note of read.notes ?? []) notes.add(note);
      if ("value" in read) return { exchange: exchange(), value: read.value };
      problems.push(read.problem);
      messages.push(
        { role: "assistant", content: reply.slice(0, MAX_REPLY) || "(nothing)" },
        { role: "user", content: `That cannot be used: ${read.because}. Answer again, ${wayOf(question.form, answer.name)}.` },
      );
    }
    return { exchange: exchange() };
  } catch (error) {
    return { exchange: exchange(), failure: failureOf(error) };
  }
}

const wayOf = (form: "tool" | "json", name: string): string => (form === "tool" ? `by calling ${name}` : "with the JSON alone");

/** An answer that can be used, or what is wrong with it; `notes` say what was done to read it. */
export type Read<T> = { readonly reply: string; readonly notes?: readonly string[] } & (
  { readonly value: T } | { readonly problem: AnswerProblem; readonly because: string }
);

/** Text as text, as parts of text, or as an object that was meant as JSON; anything else is none. */
const textSchema = z
  .union([
    z.string(),
    z.array(z.unknown()).transform((parts) => parts.flatMap((part) => partSchema.safeParse(part).data ?? []).join("")),
    z.record(z.string(), z.unknown()).transform((value) => JSON.stringify(value)),
  ])
  .catch("");

const partSchema = z.union([
  z.string(),
  z.object({ type: z.literal(["text", "output_text"]).optional(), text: z.string() }).transform(({ text }) => text),
]);

const callSchema = z.object({
  type: z.literal("function").nullish(),
  function: z.object({ name: z.string(), arguments: textSchema.optional().transform((text) => text ?? "") }),
});

/** A completion. The fields are read one by one, so that an odd one spoils no other. */
const completionSchema = z.object({
  choices: z
    .tuple(
      [
        z.object({
          finish_reason: z.string().nullable().catch(null),
          message: z.object({
            content: textSchema,
            refusal: z.string().catch(""),
            tool_calls: z
              .array(z.unknown())
              .catch([])
              .transform((calls) => calls.flatMap((call) => callSchema.safeParse(call).data ?? [])),
          }),
        }),
      ],
      z.unknown(),
    )
    .nullable()
    .catch(null),
  [ADAPTED]: z.array(z.string()).catch([]),
});

/** Takes the answer out of a completion, or says what is wrong with it, whatever it is. */
export function readAnswer<T>(completion: unknown, { answer, form }: Pick<Question<T>, "answer" | "form">): Read<T> {
  const { choices, [ADAPTED]: adapted } = completionSchema.safeParse(completion).data ?? { choices: null, [ADAPTED]: [] };
  const told = adapted.length === 0 ? {} : { notes: adapted };
  if (choices === null) return { reply: "", problem: "empty", because: "there was no message", ...told };
  const [{ message, finish_reason }] = choices;
  const call = message.tool_calls[0]?.function;
  const said = unwrapped(call === undefined ? message.content : call.arguments);
  const reply = said.text;
  const notes = [...adapted, ...said.notes];
  const noted = notes.length === 0 ? {} : { notes };
  const bad = (problem: AnswerProblem, because: string): Read<T> => ({ reply, problem, because, ...noted });
  if (message.refusal !== "") return { ...bad("refused", "it was refused"), reply: message.refusal };
  if (finish_reason === "content_filter") return bad("refused", "a filter of the endpoint refused it");
  if (finish_reason === "length") return bad("truncated", "it was cut off: be shorter");
  // An endpoint that takes no tools is asked for the JSON alone.
  if (form === "tool" && !adapted.includes(WITHOUT_TOOLS)) {
    if (call === undefined)
      return bad(reply === "" ? "empty" : "wrong-tool", reply === "" ? "it was empty" : `${answer.name} was not called`);
    if (call.name !== answer.name) return bad("wrong-tool", `"${call.name}" was called, which does not exist`);
  }
  if (reply === "") return bad("empty", "it was empty");
  const data = jsonIn(reply);
  // Error messages differ between JavaScript engines; quoting one would make a different question.
  if (data === undefined) return bad("unparsable", "it is no JSON");
  const parsed = answer.schema.safeParse(data);
  if (parsed.success) return { reply, value: parsed.data, ...noted };
  const { path, message: issue } = parsed.error.issues[0]!;
  return bad("illegal", `${path.join(".") || "it"}: ${issue}`);
}

/** A text without the closed thinking before it, and without a code fence around all of it, where it is no JSON with them. */
function unwrapped(text: string): { readonly text: string; readonly notes: readonly string[] } {
  if (jsonIn(text) !== undefined) return { text, notes: [] };
  // Some templates open the thinking themselves, so that only its end is heard.
  const end = /<\/(think|thinking)>/i.exec(text);
  const thoughtless = end === null ? text : text.slice(end.index + end[0].length);
  const fenced = /^\s*```[\w-]*[ \t]*\r?\n([\s\S]*?)\r?\n?```\s*$/.exec(thoughtless)?.[1];
  const notes = [
    ...(end === null ? [] : ["thinking before the answer left out"]),
    ...(fenced === undefined ? [] : ["a code fence taken off"]),
  ];
  return { text: notes.length === 0 ? text : (fenced ?? thoughtless).trim(), notes };
}

/** Whether an answer came but could not be read: cut off on its way, or no JSON. */
export const isBroken = (error: unknown): boolean =>
  !(error instanceof APIError) &&
  !(error instanceof TimeUp) &&
  (error instanceof SyntaxError || error instanceof TypeError || /terminated|premature/i.test(messageOf(error)));

/** Why an endpoint failed, in words. */
export const failureOf = (error: unknown): string => wordsOf(error);
