/**
 * The offline teacher: answers chat completions as a large model would, from the messages alone.
 *
 * Its model `expert-scripted` takes the expert's action, or selects the function found best. It misbehaves on request: the name
 * `expert-scripted+bad=0.3` answers three requests in ten badly, always the same ones.
 */
import { z } from "zod";
import { policyOf } from "../../agents/policies.ts";
import { type Task, taskIn } from "../../agents/index.ts";
import { joinedFor } from "../../agents/functions/seat.ts";
import { worlds } from "../worlds.ts";
import { teachersChoice } from "../../function-base/index.ts";
import { canonical, digest, foldName, isLegal, type Json, keyOf, numbersOf, type Observation, rng } from "../core/index.ts";

/** The name of its model. */
export const TEACHER = "expert-scripted";

/** Ways to misbehave: first those of HTTP, then those of an answer. */
export const HTTP_TROUBLES = ["429", "500", "slow", "disconnect", "malformed"] as const;
export const ANSWER_TROUBLES = ["unparsable", "truncated", "illegal", "wrong-tool", "empty"] as const;

/** One way to misbehave. */
export type Trouble = (typeof HTTP_TROUBLES)[number] | (typeof ANSWER_TROUBLES)[number];

const bodySchema = z.looseObject({
  model: z.string(),
  messages: z.array(z.looseObject({ role: z.string(), content: z.string().nullish() })).min(1),
  tools: z.array(z.looseObject({ function: z.looseObject({ name: z.string() }) })).optional(),
  response_format: z.looseObject({ type: z.string() }).optional(),
  stream: z.boolean().optional(),
});

/** A request for a completion. */
export type ChatBody = z.output<typeof bodySchema>;

/** An answer of the teacher: a status, and a body of JSON. */
export type TeacherAnswer = { readonly status: number; readonly body: Json };

const refusal = (status: number, message: string): TeacherAnswer => ({
  status,
  body: { error: { message, type: "invalid_request_error", param: null, code: null } },
});

/** Reads a request, or says what is wrong with it. */
export function readBody(text: string): ChatBody | TeacherAnswer {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return refusal(400, "The body is no JSON.");
  }
  const parsed = bodySchema.safeParse(data);
  if (!parsed.success) return refusal(400, `${parsed.error.issues[0]!.path.join(".") || "body"}: ${parsed.error.issues[0]!.message}`);
  return parsed.data;
}

/** How the teacher misbehaves on a request, if at all. `seen` counts earlier copies of the request: HTTP troubles occur only the first time. */
export function troubleOf(body: ChatBody, seen: number): Trouble | undefined {
  const { share, kinds } = badness(body.model);
  if (share === 0) return undefined;
  const draw = rng(foldName(keyOf(0), digest(body as unknown as Json)));
  if (draw.uniform() >= share) return undefined;
  const trouble = draw.pick(kinds);
  return seen > 0 && (HTTP_TROUBLES as readonly string[]).includes(trouble) ? undefined : trouble;
}

/** How often and in which ways a model misbehaves, from its name: `expert-scripted+bad=0.3` in every way, `...+bad=0.3:429,slow` in some. */
function badness(model: string): { readonly share: number; readonly kinds: readonly Trouble[] } {
  const all: readonly Trouble[] = [...HTTP_TROUBLES, ...ANSWER_TROUBLES];
  const [, share, kinds] = /\+bad=([\d.]+)(?::([\w,-]+))?$/.exec(model) ?? [];
  const wanted = kinds === undefined ? all : all.filter((kind) => kinds.split(",").includes(kind));
  return { share: share === undefined || wanted.length === 0 ? 0 : Math.min(1, Number(share) || 0), kinds: wanted };
}

/** Whether a model is the teacher's. */
export const isTeacher = (model: string): boolean => model === TEACHER || model.startsWith(`${TEACHER}+`);

/** An estimate of the tokens of a text: four letters each. */
const tokens = (text: string): number => Math.ceil(text.length / 4);

/** The completion for a request. */
export function complete(body: ChatBody, trouble?: Trouble): TeacherAnswer {
  if (!isTeacher(body.model)) return refusal(404, `The model "${body.model}" does not exist here: ask for "${TEACHER}".`);
  const task = taskIn(body.messages.map(({ content }) => ({ content: content ?? "" })));
  let answer: Json;
  try {
    answer = answerTo(task);
  } catch (error) {
    return refusal(400, `No task of the arena in the messages: ${error instanceof Error ? error.message : "unreadable"}.`);
  }
  const message = messageFor(body, answer, trouble);
  const prompt = body.messages.reduce((sum, { content }) => sum + tokens(content ?? "") + 4, 0);
  const reply = tokens(canonical(message));
  return {
    status: 200,
    body: {
      id: `chatcmpl-${digest(body as unknown as Json).slice(0, 24)}`,
      object: "chat.completion",
      created: 0,
      model: body.model,
      choices: [
        {
          index: 0,
          message,
          logprobs: null,
          finish_reason: trouble === "truncated" ? "length" : "tool_calls" in message ? "tool_calls" : "stop",
        },
      ],
      usage: { prompt_tokens: prompt, completion_tokens: reply, total_tokens: prompt + reply },
    },
  };
}

function messageFor(body: ChatBody, answer: Json, trouble: Trouble | undefined): { readonly [field: string]: Json } {
  const name = body.tools?.[0]?.function.name;
  const text = JSON.stringify(answer);
  if (trouble === "empty") return { role: "assistant", content: "", refusal: null };
  const said =
    trouble === "illegal"
      ? JSON.stringify({ action: "teleport", name: "no-such-function", why: "It misbehaves on request." })
      : trouble === "unparsable"
        ? `${text.slice(0, -1)},,`
        : trouble === "truncated"
          ? text.slice(0, Math.ceil(text.length / 2))
          : text;
  if (name === undefined) return { role: "assistant", content: trouble === "wrong-tool" ? "I would rather not say." : said, refusal: null };
  return {
    role: "assistant",
    content: null,
    refusal: null,
    tool_calls: [
      {
        id: `call_${digest(text).slice(0, 24)}`,
        type: "function",
        function: { name: trouble === "wrong-tool" ? "no_such_tool" : name, arguments: said },
      },
    ],
  };
}

const taskSchema = z.looseObject({ task: z.string(), env: z.string(), role: z.string().optional() });

/** The most numbers in a range of actions: prompts come from outside, and the teacher lists all numbers. */
const MOST_NUMBERS = 100_000;

const rangeSchema = z.looseObject({ min: z.int(), max: z.int() }).refine(({ min, max }) => max >= min && max - min < MOST_NUMBERS);

/** What the expert answers to a task; throws for one it does not know. */
function answerTo(data: unknown): Json {
  const read = taskSchema.safeParse(data);
  if (!read.success) throw new Error("none of them holds one as JSON between fences");
  const { env: id, role = "" } = read.data;
  if (!Object.hasOwn(worlds, id)) throw new Error(`no environment "${id}"`);
  const world = worlds[id]!;
  const { base } = world;
  const task = data as Task;
  if (task.task === "stages") {
    const stages = base.stages.map((stage) => ({
      id: stage.id,
      asks: stage.asks,
      result: JSON.stringify(z.toJSONSchema(stage.result, { io: "input" })),
    }));
    return { stages };
  }
  if (task.task === "write") {
    const { stage, notice, have, count } = task;
    const functions = [...base.functions, ...base.emergency]
      .filter((one) => (stage === null || one.stage === stage) && (one.notice ?? null) === notice && !have.includes(one.name))
      .slice(0, count)
      .map(({ name, source }) => ({ name, source }));
    return { functions };
  }
  const observation: Observation = task.observation;
  if (task.task === "act") {
    const range = "range" in task ? task.range : undefined;
    if (range !== undefined && !rangeSchema.safeParse(range).success) throw new Error("a range that is none");
    const legal = "range" in task ? numbersOf(task.range) : task.legal;
    const turn = { role, legal, ...(range === undefined ? {} : { range }), key: foldName(keyOf(0), role) };
    const action = policyOf(world, "expert", role)(observation, turn);
    if (!isLegal(legal, action)) throw new Error("the observation allows none of the legal actions");
    const why = "The scripted expert plays it.";
    if (range !== undefined) return { action, why };
    const words = legal.every((one) => typeof one === "string");
    return {
      action: words ? action : legal.findIndex((one) => canonical(one) === canonical(action)),
      why,
    };
  }
  const stage = base.stages.find((one) => one.id === task.stage);
  if (stage === undefined) throw new Error(`no stage "${String(task.stage)}"`);
  const { candidates, previous } = task;
  const joined = joinedFor(base, observation.notices, "answers").filter(({ name }) => candidates.includes(name));
  const name = teachersChoice(base, { observation, facts: base.facts(observation, previous, stage.id), stage, previous, joined, role });
  return candidates.includes(name)
    ? { name, why: "Play found it best in such states." }
    : { name: candidates[0]!, why: "The best one is not among them: the first fits the words best." };
}

const embeddingsSchema = z.looseObject({ model: z.string(), input: z.union([z.string(), z.array(z.string()).max(2048)]) });

/** The vectors for a request of embeddings. */
export function embeddings(text: string): TeacherAnswer {
  let parsed;
  try {
    parsed = embeddingsSchema.safeParse(JSON.parse(text));
  } catch {
    parsed = undefined;
  }
  if (parsed?.success !== true) return refusal(400, "Expected a model and texts.");
  const { model, input } = parsed.data;
  const texts = typeof input === "string" ? [input] : input;
  const read = texts.reduce((sum, one) => sum + Math.max(1, tokens(one)), 0);
  return {
    status: 200,
    body: {
      object: "list",
      model,
      data: embedTexts(texts).map((embedding, index) => ({ object: "embedding", index, embedding })),
      usage: { prompt_tokens: read, total_tokens: read },
    },
  };
}

/** Embeds texts as unit vectors of hashed word counts. */
function embedTexts(texts: readonly string[], size = 128): readonly (readonly number[])[] {
  return texts.map((text) => {
    const vector = new Array<number>(size).fill(0);
    for (const word of text.toLowerCase().match(/[a-z0-9]+/g) ?? []) vector[parseInt(digest(word).slice(0, 8), 16) % size]! += 1;
    const length = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0));
    return length === 0 ? vector : vector.map((x) => x / length);
  });
}
