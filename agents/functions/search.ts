/**
 * Search over functions: in every stage, short playouts choose among the candidates.
 *
 * For the first few turns of a playout the candidate stays selected in its stage; the stages before it keep the functions already
 * decided, and those after it follow the expert. One turn alone would not tell apart functions that begin with the same step.
 */
import { z } from "zod";
import { fold, type Hit, type Key, type Observation } from "../../src/core/index.ts";
import { type Query, teachersChoice } from "../../function-base/index.ts";
import type { AgentKind } from "../agent.ts";
import type { Policy } from "../policy.ts";
import { bestOf, halve, searchFor, searchParams, whenPrepared } from "../playouts.ts";
import { baseDigest, baseFor, embeds, functionParams, functionPolicy, functionSeat, retrieverParams } from "./seat.ts";

const paramsSchema = z.strictObject({
  simulations: z.int().min(1).max(100_000).default(40).describe("Most playouts for a stage"),
  commit: z.int().min(1).max(100).default(2).describe("Turns a candidate stays selected in a playout"),
  ...searchParams,
  ...retrieverParams,
  ...functionParams,
});

/** The agent `search-functions`. */
export const searchFunctions: AgentKind = {
  id: "search-functions",
  title: "Search over functions",
  about: "Short playouts choose the function of every stage, under an assumed policy for every role.",
  group: "search",
  params: paramsSchema,
  asksModel: embeds,
  check: (world, role) => void baseFor("search-functions", { world, role }),
  inputs: baseDigest,
  create(params, context) {
    const { simulations, commit, depth, models, gain, ...rest } = params as z.output<typeof paramsSchema>;
    const base = baseFor("search-functions", context, rest.hide);
    const search = searchFor("search-functions", context, { depth, models, gain });
    /** The functions decided so far in this turn, by stage. */
    let decided: { readonly observation: Observation; readonly key: Key; readonly names: Map<string, string> } | undefined;

    /** A policy that uses a candidate in its stage, the functions already decided in the stages before it, and the teacher's choice in all others. */
    const trying = (stage: string, name: string, before: ReadonlyMap<string, string>): Policy => {
      const policy = functionPolicy(base, (query) =>
        query.stage.id === stage ? name : (before.get(query.stage.id) ?? teachersChoice(base, query)),
      );
      return (observation, { legal, role }) => policy(observation, legal, role);
    };

    const select = (query: Query, candidates: readonly Hit[], key: Key) => {
      const { observation, stage } = query;
      if (decided?.observation !== observation || decided.key !== key) decided = { observation, key, names: new Map() };
      const { names } = decided;
      const policies = new Map(candidates.map(({ name }) => [name, trying(stage.id, name, names)]));
      const values = halve(
        candidates.map(({ name }) => name),
        simulations,
        (name, i) => search.worth(observation, fold(key, i), commit, policies.get(name)!),
      );
      const name = bestOf(values);
      names.set(stage.id, name);
      return { name };
    };

    const seat = functionSeat({
      base,
      ports: context.ports,
      ...rest,
      select: (query, candidates, { key }) => select(query, candidates, key),
    });
    return whenPrepared(context.world.env, seat);
  },
};
