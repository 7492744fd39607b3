/** What the agents know of one environment: the policies by the word of a role, and hints for search. */
import type { Json, Role } from "../../src/core/index.ts";
import type { Policy } from "../agent.ts";

/** The scripted knowledge of an environment; roles are given by their word (`pursuer`). */
export interface Guide {
  /** What a reader expects: the naive policy. */
  readonly greedy: Readonly<Record<string, Policy>>;
  /** The best scripted policy: the one of every normalised score. */
  readonly expert: Readonly<Record<string, Policy>>;
  /** The policies that search assumes of each role unless told otherwise. */
  readonly models: Readonly<Record<string, string>>;
  /** Who plays where nobody was chosen. */
  readonly usual: Readonly<Record<string, string>>;
  /** A guess at the return still to come for a role, where a playout is cut off. */
  prospect(state: Json, role: Role): number;
}
