/**
 * A language model writes functions (Eq. 1 and 6 of Logic Distillation), and only those that pass every check are kept.
 *
 * Its functions run in the sandbox only. Those that fail are returned to it with the reasons, a limited number of times.
 */
import { z } from "zod";
import {
  type AnyEnvironment,
  ArenaError,
  canonical,
  digest,
  type Exchange,
  type Json,
  messageOf,
  type Notice,
} from "../../src/core/index.ts";
import {
  byName,
  checkFunctions,
  dullness,
  type Effect,
  effectOf,
  entryOf,
  type FunctionBase,
  type FunctionEntry,
  type OpenSandbox,
  type Origin,
  queryText,
  type Run,
  type Situation,
  TWINS,
  type Usual,
} from "../../function-base/index.ts";
import type { Chat, ChatMessage } from "../chat.ts";
import { fenced, opening, type Prompt } from "./prompt.ts";

/** What is to be written. */
export interface Order {
  readonly env: AnyEnvironment;
  /** The base to write for: its stages, tools and blank observation, and the functions that already exist. */
  readonly base: FunctionBase;
  /** The stage to write for; any stage if absent. */
  readonly stage?: string;
  /** The notice that the functions answer. */
  readonly notice?: Notice;
  readonly count: number;
  /** States of play in which functions are checked. */
  readonly situations: readonly Situation[];
  /** The usual decisions. A function that never changes the resulting action is refused. */
  readonly usual?: Usual;
  /** Functions that were refused before. They are returned first, and count as one request. */
  readonly refused?: readonly Refused[];
}

/** How it is asked. */
export interface Writer {
  readonly chat: Chat;
  readonly model: string;
  readonly open: OpenSandbox;
  /** How often functions that failed are returned for repair. */
  readonly repairs: number;
  readonly maxTokens: number;
  readonly timeoutMs: number;
  /** The date recorded as the origin of functions that are kept. */
  readonly date: string;
  /** Is told of progress. */
  readonly heard?: (line: string) => void;
}

/** A proposal that was not kept, and why. */
export type Refused = { readonly name: string; readonly problems: readonly string[]; readonly source: string };

/** The result of an order. */
export interface Written {
  readonly kept: readonly FunctionEntry[];
  /** How much each function changes play, by name, where it could be measured. */
  readonly effects: Readonly<Record<string, Effect>>;
  readonly refused: readonly Refused[];
  /** One exchange for each question. */
  readonly exchanges: readonly Exchange[];
  /** Why the model's endpoint failed, if it did. */
  readonly failure?: string;
}

type Proposal = { readonly name: string; readonly source: string };

const proposals = z.object({
  functions: z.array(
    z.object({
      name: z.string().describe("Small words joined by hyphens, as go-round"),
      source: z.string().describe("The whole file: a doc comment with its tags, then the function"),
    }),
  ),
});

/** States shown in a prompt. */
const SHOWN = 3;

/** Asks for functions. */
export function writingPrompt({ env, base, stage, notice, count, situations }: Order): Prompt<z.output<typeof proposals>> {
  const stages = base.stages.map(
    ({ id, asks, result }) =>
      `- ${id}: ${asks} Its result: ${JSON.stringify(z.toJSONSchema(result, { io: "input", unrepresentable: "any" }))}`,
  );
  const examples = situations
    .filter((one) => stage === undefined || one.stage === stage)
    .filter((_, i, all) => i % Math.max(1, Math.floor(all.length / SHOWN)) === 0)
    .slice(0, SHOWN)
    .map(({ stage: of, observation, legal, previous }) => {
      const words = queryText({ facts: base.facts(observation, previous, of), observation });
      return `${JSON.stringify({ stage: of, observation, legal, previous })}\nIn words: ${words}`;
    });
  const have = [...base.functions, ...base.emergency].filter((one) => stage === undefined || one.stage === stage);
  const what =
    notice === undefined
      ? `Write up to ${count} functions for stage ${stage ?? "any"}: each decides in one way of its own, together they cover what a strong player does.`
      : `The rules have just changed: "${notice.text}" Write up to ${count} functions that answer it, each with the tag @notice ${notice.id}.`;
  return {
    messages: [
      opening(env, `You write the functions by which a smaller model plays: it reads their manuals and selects one in each stage.`),
      {
        role: "user",
        content: `A decision goes through stages:\n${stages.join("\n")}\n\nA function is one file of plain JavaScript without imports, of this form:\n\n/**\n * What it does and what it is for, in a sentence or two: a selector reads nothing else.\n *\n * @stage <stage>\n${notice === undefined ? "" : ` * @notice ${notice.id}\n * @answers <what this notice says, in a few words>\n`} * @example {"observation": {...}, "legal": [...], "previous": ..., "result": ...}\n */\nexport default function name(observation, legal, previous, tools) { return ...; }\n\nprevious is the result of the stage before, null in the first. An example's observation gives the fields that differ from this one:\n${JSON.stringify(base.blank)}\nThe result must fit in every state; in the last stage it must be one of legal. No randomness, no clock, no state, nothing given is changed. It must matter: a function after which the same action comes out as without it is refused.\n\n${base.toolManual}\n\nStates of play, and the words in which a selector is told of them:\n${examples.join("\n")}\n\nThese exist already, do not repeat them: ${have.map(({ name }) => name).join(", ") || "none"}.\n\n${what}\n\nThe same as data:\n${fenced({ task: "write", env: env.id, stage: stage ?? null, notice: notice?.id ?? null, have: have.map(({ name }) => name), count })}`,
      },
    ],
    answer: { name: "write_functions", description: "Hands in functions.", schema: proposals },
  };
}

/** Has functions written, checked and repaired; a model's mistakes never make it reject. */
export async function writeFunctions(order: Order, writer: Writer): Promise<Written> {
  const { chat, model, repairs, maxTokens, timeoutMs, date, heard = () => {} } = writer;
  const prompt = writingPrompt(order);
  const kept: FunctionEntry[] = [];
  const effects: Record<string, Effect> = {};
  const before = order.refused ?? [];
  const refused = new Map(before.map((one) => [one.name, one]));
  const exchanges: Exchange[] = [];
  const again = (failed: readonly Refused[]): readonly ChatMessage[] => [
    ...prompt.messages,
    { role: "assistant", content: canonical({ functions: failed.map(({ name, source }) => ({ name, source })) }) },
    {
      role: "user",
      content: `These were refused:\n${failed.map(({ name, problems }) => `- ${name}: ${problems.join("; ")}`).join("\n")}\nHand in the repaired ones again, and nothing else.`,
    },
  ];
  let messages = before.length === 0 ? prompt.messages : again(before);
  for (let round = before.length === 0 ? 0 : 1; round <= repairs; round++) {
    heard(round === 0 ? "Asking for functions" : `Asking again for ${refused.size} that failed`);
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
    if (value === undefined)
      return { kept, effects, refused: [...refused.values()], exchanges, ...(failure === undefined ? {} : { failure }) };
    const origin: Origin = { by: "model", model: exchange.model, date, prompt: digest(messages) };
    const fresh = value.functions.slice(0, order.count * 2);
    const verdicts = await judge(order, writer, kept, fresh, origin);
    for (const { proposal, entry, problems, effect } of verdicts) {
      heard(`${proposal.name}: ${problems.length === 0 ? "kept" : problems.join("; ")}`);
      refused.delete(proposal.name);
      if (entry !== undefined && problems.length === 0 && kept.length < order.count) {
        kept.push(entry);
        if (effect !== undefined) effects[entry.name] = effect;
      } else
        refused.set(proposal.name, {
          name: proposal.name,
          problems: problems.length === 0 ? ["there are enough"] : problems,
          source: proposal.source,
        });
    }
    const failed = verdicts.flatMap(({ proposal, problems }) => (problems.length > 0 ? [{ ...proposal, problems }] : []));
    if (failed.length === 0 || kept.length >= order.count) break;
    messages = again(failed);
  }
  return { kept, effects, refused: [...refused.values()], exchanges };
}

type Judged = {
  readonly proposal: Proposal;
  readonly entry?: FunctionEntry;
  readonly problems: readonly string[];
  readonly effect?: Effect;
};

/** Parses proposals, and runs the valid ones in a sandbox. */
async function judge(
  order: Order,
  { open }: Writer,
  kept: readonly FunctionEntry[],
  fresh: readonly Proposal[],
  origin: Origin,
): Promise<readonly Judged[]> {
  const { base, env, stage, notice, situations, usual } = order;
  const names = new Set([...byName(base).keys(), ...kept.map(({ name }) => name)]);
  const read = fresh.map((proposal): Judged => {
    try {
      const entry = entryOf(proposal.name, proposal.source, { origin, says: base.says });
      const problems = [
        ...(names.has(entry.name) ? ["its name is taken"] : []),
        ...(stage !== undefined && entry.stage !== stage ? [`it is for stage ${entry.stage}, not ${stage}`] : []),
        ...(base.stages.some(({ id }) => id === entry.stage) ? [] : [`there is no stage ${entry.stage}`]),
        ...(entry.notice === notice?.id ? [] : [`its @notice is ${entry.notice ?? "missing"}, expected ${notice?.id ?? "none"}`]),
      ];
      names.add(entry.name);
      return { proposal, entry, problems };
    } catch (error) {
      return { proposal, problems: [error instanceof ArenaError ? error.message.replace(/^function \S+: /, "") : messageOf(error)] };
    }
  });
  const candidates = read.flatMap(({ entry, problems }) => (entry !== undefined && problems.length === 0 ? [entry] : []));
  if (candidates.length === 0) return read;
  // Existing functions run too, so that near-duplicates of them can be refused.
  const others = [...base.functions, ...kept].filter((one) => candidates.some((entry) => entry.stage === one.stage));
  const sandbox = await open(env.id, [...others, ...candidates]);
  try {
    const seen = new Map<string, Map<object, Json>>();
    const faults = new Map<string, number>();
    const verdicts = await checkFunctions(base, [...others, ...candidates], situations, async (entry, situation) => {
      // A function that keeps failing is not called again: one that hangs would use up the deadline in every state.
      if ((faults.get(entry.name) ?? 0) >= MAX_FAULTS) throw new Error("it failed too often");
      try {
        const result = await sandbox.call(entry.name, situation.observation, situation.legal, situation.previous);
        const results = seen.get(entry.name) ?? new Map<object, Json>();
        seen.set(entry.name, results.set(situation, result));
        return result;
      } catch (error) {
        faults.set(entry.name, (faults.get(entry.name) ?? 0) + 1);
        throw error;
      }
    });
    const judged = read.map((one): Judged => {
      const verdict = one.problems.length === 0 ? verdicts.find(({ name }) => name === one.entry?.name) : undefined;
      if (verdict === undefined) return one;
      // Of two that behave alike, the first is kept.
      const twin = verdict.twin !== undefined && verdict.twin.share >= TWINS ? verdict.twin : undefined;
      const later = twin !== undefined && !isAfter(twin.name, verdict.name, candidates);
      return {
        ...one,
        problems: [
          ...verdict.problems,
          ...(later ? [`it does the same as ${twin.name} in ${Math.round(100 * twin.share)} % of all states`] : []),
        ],
      };
    });
    if (usual === undefined) return judged;
    const told: Judged[] = [];
    for (const one of judged) {
      // Functions that passed the checks have just run in all situations.
      const known: Run = ({ name }, situation) => seen.get(name)!.get(situation)!;
      const effect = one.entry === undefined || one.problems.length > 0 ? undefined : await effectOf(one.entry, situations, known, usual);
      const dull = effect === undefined ? undefined : dullness(effect);
      told.push({ ...one, ...(effect === undefined ? {} : { effect }), ...(dull === undefined ? {} : { problems: [dull] }) });
    }
    return told;
  } finally {
    sandbox.dispose();
  }
}

/** How many calls of a function may fail before it is no longer called. */
const MAX_FAULTS = 3;

const isAfter = (one: string, other: string, entries: readonly FunctionEntry[]): boolean =>
  entries.findIndex(({ name }) => name === one) > entries.findIndex(({ name }) => name === other);
