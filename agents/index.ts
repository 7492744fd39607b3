/** Every agent, by id. Adding one is a file and a line here. */
import { type AgentSpec, type AnyEnvironment, ArenaError, badParams, type Cast, type Json, lookup, type Role } from "../src/core/index.ts";
import { type AgentKind, policyKind } from "./agent.ts";
import { faulty } from "./faulty.ts";
import { functionAgents } from "./functions/index.ts";
import { human } from "./human.ts";
import { llm, llmFunctions } from "./llm/index.ts";
import { pretrainedAgents } from "./student/pretrained.ts";
import { studentAgents } from "./student/index.ts";
import { policies } from "./policies.ts";
import { searchActions } from "./search-actions.ts";
import { taught } from "./taught.ts";

export type {
  AgentContext,
  AgentKind,
  Answer,
  Causal,
  CausalOptions,
  Chat,
  ChatMessage,
  HumanTurn,
  Loading,
  Policy,
  PolicyTurn,
  Ports,
  Question,
  Student,
} from "./agent.ts";
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
export { actionText, answerText, first, manualText, stageText } from "./student/index.ts";
export { noParams } from "./agent.ts";

const kinds: readonly AgentKind[] = [
  ...Object.entries(policies).map(([id, { policyFor, ...about }]) => policyKind({ id, ...about }, policyFor)),
  ...functionAgents,
  searchActions,
  llm,
  llmFunctions,
  ...pretrainedAgents,
  ...studentAgents,
  human,
  faulty,
  taught((spec, context) => {
    const { kind, params } = resolveAgent(spec, context.env, context.role);
    return kind.create(params, context);
  }, asksModel),
];

/** The agents of the arena. */
export const agents: Readonly<Record<string, AgentKind>> = Object.fromEntries(kinds.map((kind) => [kind.id, kind]));

/** The kind and the checked parameters of a spec; throws `UnknownId`, `BadParams` or `BadAgent`. */
export function resolveAgent(
  spec: AgentSpec,
  env: AnyEnvironment,
  role: Role,
  table: Readonly<Record<string, AgentKind>> = agents,
): { readonly kind: AgentKind; readonly params: Json } {
  const kind = lookup(table, spec.agent, `agent for "${role}"`, "agent");
  if (kind.envs !== undefined && !kind.envs.includes(env.id))
    throw new ArenaError("BadAgent", `agent ${kind.id}`, `cast in ${env.id}`, `expected one of ${kind.envs.join(", ")}`);
  kind.check?.(env, role);
  const parsed = kind.params.safeParse(spec.params ?? {});
  if (!parsed.success) throw badParams(`agent ${kind.id} parameters`, parsed.error, kind.params);
  const lacks = kind.lacks?.(parsed.data);
  if (lacks !== undefined) throw new ArenaError("BadAgent", `agent ${kind.id}`, lacks.found, lacks.expected);
  return { kind, params: parsed.data };
}

/** Whether an agent asks a language model; one that does not exist asks nobody. */
export function asksModel({ agent, params }: AgentSpec): boolean {
  const kind = agents[agent];
  const parsed = kind?.params.safeParse(params ?? {});
  return parsed?.success === true && kind!.asksModel?.(parsed.data) === true;
}

/** What an agent lacks that somebody has to give it, and how; nothing of an agent that does not exist. */
export function lackOf({ agent, params }: AgentSpec): string | undefined {
  const kind = agents[agent];
  const parsed = kind?.params.safeParse(params ?? {});
  const lacks = parsed?.success === true ? kind!.lacks?.(parsed.data) : undefined;
  return lacks === undefined ? undefined : `${lacks.found}, ${lacks.expected}`;
}

/** Whether an agent may take minutes for a turn: it asks a language model, or is one. */
export const isSlow = (spec: AgentSpec): boolean => agents[spec.agent]?.slow === true || asksModel(spec);

/** Digests of what a cast decides by beside its code; of agents that do not exist there are none, since the rollout says so. */
export const inputsOf = (env: AnyEnvironment, cast: Cast): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(cast).flatMap(([role, { agent }]) => Object.entries(agents[agent]?.inputs?.({ env, role }) ?? {})));
