/**
 * Search over actions: short playouts on determinised states, under a stated model of everybody else.
 *
 * The budget is spread by sequential halving (Karnin, Koren and Somekh 2013): every action left gets the
 * same number of simulations, on the same draws, and the worse half is dropped, until one is left.
 */
import { fold } from "../src/core/index.ts";
import { z } from "zod";
import type { AgentKind } from "./agent.ts";
import { bestOf, halve, searchFor, searchParams } from "./playouts.ts";

const paramsSchema = z.strictObject({
  simulations: z.int().min(1).max(100_000).default(60).describe("Playouts a decision may cost"),
  ...searchParams,
});

/** The agent `search-actions`. */
export const searchActions: AgentKind = {
  id: "search-actions",
  title: "Search over actions",
  about: "Short playouts on determinised states choose the action; assumes a stated policy of everybody.",
  params: paramsSchema,
  create(params, context) {
    const { simulations, ...rest } = params as z.output<typeof paramsSchema>;
    const search = searchFor("search-actions", context, rest);
    return {
      act(observation, { legal, key }, emit) {
        if (legal.length === 1) return legal[0]!;
        const values = halve(legal, simulations, (action, i) => search.worth(observation, fold(key, i), 1, () => action));
        emit({
          type: "search",
          simulations: values.reduce((sum, { visits }) => sum + visits, 0),
          values: values.map(({ of: action, visits, value }) => ({ action, visits, value })),
        });
        return bestOf(values);
      },
      dispose: () => {},
    };
  },
};
