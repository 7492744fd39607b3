/**
 * Every agent, by id. Adding one is a file and a line here.
 *
 * @module logic-arena/agents
 */
import { type AgentSpec, ArenaError, badParams, type Cast, type Json, lookup, type Role } from "../src/core/index.ts";
import type { AgentKind } from "./agent.ts";
import { faulty } from "./faulty.ts";
import { functionAgents } from "./functions/index.ts";
import { human } from "./human.ts";
import { llm, llmFunctions } from "./llm/index.ts";
import { pretrainedAgents } from "./student/pretrained.ts";
import { studentAgents } from "./student/index.ts";
import { policies, policiesOf } from "./policies.ts";
import { policyKind } from "./policy.ts";
import { program } from "./program.ts";
import { searchActions } from "./search-actions.ts";
import { taught } from "./taught.ts";
import type { World } from "./world.ts";

export type { AgentContext, AgentKind } from "./agent.ts";
export type { Answer, Chat, ChatMessage, Question } from "./chat.ts";
export type { Policy, PolicyTurn } from "./policy.ts";
export type { Causal, CausalOptions, HumanTurn, Loading, Ports, Program, Student } from "./ports.ts";
export {
  actionPrompt,
  type Moment,
  type Order,
  proposeStages,
  type Prompt,
  type Refused,
  selectionPrompt,
  type Staged,
  type Task,
  taskIn,
  writeFunctions,
  type Writer,
  type Written,
} from "./llm/index.ts";
export { type ExpertDecision, expertDecision } from "./functions/expert-decision.ts";
export { joinedFor, rankBy, usualRetriever, wordedIn } from "./functions/seat.ts";
export { actionText, answerText, type Choice, first, imitated, manualText, type Moved, movedBy, stageText } from "./student/index.ts";
export { GROUPS, noParams } from "./agent.ts";

const kinds: readonly AgentKind[] = [
  ...Object.entries(policies).map(([id, { policyFor, ...about }]) => policyKind({ id, ...about }, policyFor)),
  ...functionAgents,
  searchActions,
  llm,
  llmFunctions,
  ...pretrainedAgents,
  ...studentAgents,
  program,
  human,
  faulty,
  taught((spec, context) => {
    const { kind, params } = resolveAgent(spec, context.world, context.role);
    return kind.create(params, context);
  }, asksModel),
];

/** A table without the names that every object has, such as "constructor". */
const tableOf = (all: readonly AgentKind[]): Readonly<Record<string, AgentKind>> =>
  Object.assign(Object.create(null) as Record<string, AgentKind>, Object.fromEntries(all.map((kind) => [kind.id, kind])));

/** The agents that every game has. */
export const agents: Readonly<Record<string, AgentKind>> = tableOf(kinds);

const tables = new WeakMap<World, Readonly<Record<string, AgentKind>>>();

/** The agents of a game: those that every game has, and its own. */
export function agentsOf(world: World): Readonly<Record<string, AgentKind>> {
  let table = tables.get(world);
  if (table === undefined) {
    const own = Object.entries(policiesOf(world)).filter(([id]) => Object.hasOwn(world.players.others, id));
    const [common, people] = [kinds.slice(0, COMMON), kinds.slice(COMMON)];
    const players = own.map(([id, { policyFor, ...about }]) => policyKind({ id, ...about }, policyFor));
    tables.set(world, (table = tableOf([...common, ...players, ...people])));
  }
  return table;
}

/** How many agents are listed before those of a game: the policies, which every game has. */
const COMMON = Object.keys(policies).length;

/** The kind and the checked parameters of a spec; throws `UnknownId`, `BadParams` or `BadAgent`. */
export function resolveAgent(spec: AgentSpec, world: World, role: Role): { readonly kind: AgentKind; readonly params: Json } {
  const kind = lookup(agentsOf(world), spec.agent, `agent for "${role}"`, "agent");
  kind.check?.(world, role);
  const parsed = kind.params.safeParse(spec.params ?? {});
  if (!parsed.success) throw badParams(`agent ${kind.id} parameters`, parsed.error, kind.params);
  const lacks = kind.lacks?.(parsed.data);
  if (lacks !== undefined) throw new ArenaError("BadAgent", `agent ${kind.id}`, lacks.found, lacks.expected);
  return { kind, params: parsed.data };
}

/** Whether an agent asks a language model; false if no such agent exists. */
export function asksModel({ agent, params }: AgentSpec): boolean {
  const kind = agents[agent];
  const parsed = kind?.params.safeParse(params ?? {});
  return parsed?.success === true && kind!.asksModel?.(parsed.data) === true;
}

/** What the user must still provide before an agent can play, and how; undefined if nothing is missing or no such agent exists. */
export function lackOf({ agent, params }: AgentSpec): string | undefined {
  const kind = agents[agent];
  const parsed = kind?.params.safeParse(params ?? {});
  const lacks = parsed?.success === true ? kind!.lacks?.(parsed.data) : undefined;
  return lacks === undefined ? undefined : `${lacks.found}, ${lacks.expected}`;
}

/** Whether an agent may take minutes for a turn: it asks a language model, or is one. */
export const isSlow = (spec: AgentSpec): boolean => agents[spec.agent]?.slow === true || asksModel(spec);

/** Whether an agent starts programs, and so plays in Node alone; false if no such agent exists. */
export const needsNode = ({ agent }: AgentSpec): boolean => agents[agent]?.inNode === true;

/** Digests of the data that a cast's decisions depend on. Agents that do not exist are skipped here: the rollout reports them. */
export const inputsOf = (world: World, cast: Cast): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(cast).flatMap(([role, { agent }]) => Object.entries(agents[agent]?.inputs?.({ world, role }) ?? {})));
