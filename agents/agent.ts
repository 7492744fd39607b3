/** What an agent is: a kind by id, which makes a seat for a role of an environment. */
import type { Json, Role, Seat } from "../src/core/index.ts";
import { z, type ZodType } from "zod";
import type { Loading, Ports } from "./ports.ts";
import type { World } from "./world.ts";

export type { Policy } from "./policy.ts";
export type { Ports } from "./ports.ts";

/** An agent that can be cast: its parameters, and the seat it makes. */
export interface AgentKind {
  readonly id: string;
  readonly title: string;
  /** One sentence for lists. */
  readonly about: string;
  readonly params: ZodType<Json>;
  /** Throws `BadAgent` for a role it cannot play. */
  check?(world: World, role: Role): void;
  /** What it lacks with these parameters that somebody has to give it, and how: a suite goes on without it, a cast does not. */
  lacks?(params: Json): { readonly found: string; readonly expected: string } | undefined;
  /** Digests of what it decides by beside its code, by name: they go into the log's first line. */
  inputs?(context: Pick<AgentContext, "world" | "role">): Readonly<Record<string, string>>;
  /** Whether it asks a language model, with these parameters: its host needs a gateway to one. */
  asksModel?(params: Json): boolean;
  /** It may take minutes for a turn. */
  readonly slow?: boolean;
  /** The seat lives in the page, since a person plays it; it has no deadline. */
  readonly inPage?: boolean;
  create(params: Json, context: AgentContext): Seat | Promise<Seat>;
}

/** What an agent is made with. */
export interface AgentContext {
  readonly world: World;
  readonly role: Role;
  readonly ports: Ports;
  /** Hears how far it is with what it loads to take its seat. */
  readonly loading?: (loading: Loading) => void;
}

/** Parameters of an agent that has none. */
export const noParams: ZodType<Json> = z.strictObject({});
