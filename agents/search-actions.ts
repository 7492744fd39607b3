/**
 * Search over actions: short playouts on determinised states, under a stated model of everybody else.
 *
 * The budget is spread by sequential halving (Karnin, Koren and Somekh 2013): every action left gets the
 * same number of simulations, on the same draws, and the worse half is dropped, until one is left. Numbers of a
 * range are too many for that: see `search-range.ts`.
 */
import { fold, type Json, type Observation, type Turn } from "../src/core/index.ts";
import { z } from "zod";
import type { AgentKind } from "./agent.ts";
import { bestOf, halve, searchFor, searchParams, type Valued, whenPrepared } from "./playouts.ts";
import { policyOf } from "./policies.ts";
import { GRID, searchRange } from "./search-range.ts";

const paramsSchema = z.strictObject({
  simulations: z.int().min(1).max(100_000).default(60).describe("Most playouts for a decision"),
  ...searchParams,
});

/** The agent `search-actions`. */
export const searchActions: AgentKind = {
  id: "search-actions",
  title: "Search over actions",
  about: "Short playouts on determinised states choose the action, under an assumed policy for every role.",
  group: "search",
  params: paramsSchema,
  create(params, context) {
    const { simulations, ...rest } = params as z.output<typeof paramsSchema>;
    const search = searchFor("search-actions", context, rest);
    const { world, role } = context;
    /** The numbers that the expert, the greedy and the assumed policy would choose: they are worth trying first. */
    const choicesOf = (observation: Observation, { legal, range, key }: Turn): readonly number[] => {
      const turn = { role, legal, ...(range === undefined ? {} : { range }), key };
      const policies = [policyOf(world, "expert", role), policyOf(world, "greedy", role), search.assumed];
      return policies
        .map((policy) => policy(observation, turn))
        .filter((choice) => typeof choice === "number" && legal.includes(choice)) as number[];
    };
    return whenPrepared(world.env, {
      act(observation, turn, emit) {
        const { legal, range, key } = turn;
        if (legal.length === 1) return legal[0]!;
        const worth = (action: Json, i: number) => search.worth(observation, fold(key, i), 1, () => action);
        const wide = range !== undefined && legal.length > GRID;
        const found = wide ? searchRange(range, choicesOf(observation, turn), simulations, worth) : undefined;
        const values: readonly Valued<Json>[] = found?.values ?? halve(legal, simulations, worth);
        emit({
          type: "search",
          simulations: values.reduce((sum, { visits }) => sum + visits, 0),
          values: values.map(({ of: action, visits, value }) => ({ action, visits, value })),
        });
        return found?.best ?? bestOf(values);
      },
      dispose: () => {},
    });
  },
};
