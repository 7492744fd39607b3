/** What an agent is: a kind by id, which makes a seat for a role of an environment. */
import type { Json, Role, Seat } from "../src/core/index.ts";
import { z, type ZodType } from "zod";
import type { Loading, Ports } from "./ports.ts";
import type { World } from "./world.ts";

/** What kinds of agent there are, in the order in which people choose among them, and what each is called. */
export const GROUPS = {
  people: "People",
  students: "Students",
  teachers: "Teachers",
  scripted: "Scripted players",
  controls: "Controls: functions without a model",
  search: "Search",
  models: "Language models",
  tests: "For data and tests",
} as const;

/** An agent that can be cast: its parameters, and the seat it makes. */
export interface AgentKind {
  readonly id: string;
  readonly title: string;
  /** One sentence for lists. */
  readonly about: string;
  readonly group: keyof typeof GROUPS;
  readonly params: ZodType<Json>;
  /** Throws `BadAgent` for a role it cannot play. */
  check?(world: World, role: Role): void;
  /** What the user must still provide before this agent can play, such as a model, and how. A suite skips such an agent; a cast refuses it. */
  lacks?(params: Json): { readonly found: string; readonly expected: string } | undefined;
  /** Digests of the data that its decisions depend on, by name, such as a function base. The first line of a log records them. */
  inputs?(context: Pick<AgentContext, "world" | "role">): Readonly<Record<string, string>>;
  /** Whether it asks a language model with these parameters. If so, its host needs a gateway. */
  asksModel?(params: Json): boolean;
  /** It may take minutes for a turn. */
  readonly slow?: boolean;
  /** The seat lives in the page, since a person plays it; it has no deadline. */
  readonly inPage?: boolean;
  /** It starts programs, and so plays in Node alone. */
  readonly inNode?: boolean;
  /** Makes a seat with these parameters; rejects with `BadAgent` where it cannot sit there. */
  create(params: Json, context: AgentContext): Seat | Promise<Seat>;
}

/** What an agent is made with. */
export interface AgentContext {
  readonly world: World;
  readonly role: Role;
  readonly ports: Ports;
  /** Called with the progress of loading a model. */
  readonly loading?: (loading: Loading) => void;
}

/** Parameters of an agent that has none. */
export const noParams: ZodType<Json> = z.strictObject({});
