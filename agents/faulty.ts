/** An agent that misbehaves on purpose: it shows, and tests, what the arena does with faults. */
import { type Json, rng } from "../src/core/index.ts";
import { z } from "zod";
import type { AgentKind } from "./agent.ts";

const paramsSchema = z.strictObject({
  mode: z
    .enum(["throw", "hang", "never", "illegal", "nonsense", "mutate"])
    .default("throw")
    .describe(
      "throw an error, compute for ever, never answer, choose an illegal action, answer with what is no action, write to what it was shown",
    ),
  every: z.int().min(1).default(4).describe("Misbehaves when t is a multiple of this"),
});

/** The agent `faulty`: random, but for its faults. */
export const faulty: AgentKind = {
  id: "faulty",
  title: "Faulty",
  about: "Misbehaves on purpose (throws, hangs, answers nonsense): shows what the arena does with faults.",
  group: "tests",
  params: paramsSchema,
  create(params) {
    const { mode, every } = params as z.output<typeof paramsSchema>;
    return {
      act(observation, { t, legal, key }, emit) {
        if (t % every !== 0) return rng(key).pick(legal);
        emit({ type: "note", text: `about to ${mode}` });
        switch (mode) {
          case "throw":
            throw new Error("faulty on purpose");
          case "hang":
            for (;;);
          case "never":
            return new Promise<Json>(() => {});
          case "illegal":
            return "no-such-action";
          case "nonsense":
            return undefined as unknown as Json;
          case "mutate":
            (observation as { notices: unknown }).notices = [];
            return legal[0]!;
          default:
            return mode satisfies never;
        }
      },
      dispose: () => {},
    };
  },
};
