/** Rollouts, digests, replay and search, beside the earlier commit. */
import type { Section } from "./section.ts";
import { inBothTrees } from "./trees.ts";

const MEASURED = [
  ["rollouts", "whole rollouts with digests, greedy against evade", "steps a second", 5],
  ["digests", "digests of states, one after the other", "a second", 5],
  ["replay", "a log read and proved by replay, expert", "steps a second", 4],
  ["search-actions", "decisions by search-actions", "a second", undefined],
  ["search-functions", "decisions by search-functions", "a second", undefined],
] as const;

/** What an episode costs. */
export const arena: Section = {
  title: "Rollouts, digests, replay and search",
  async measure(context) {
    const rates = await inBothTrees(context, "arena");
    return {
      rows: MEASURED.map(([name, what, unit, times]) => ({
        what,
        unit,
        better: "higher",
        before: { what: context.commit, value: rates[name]!.before },
        now: rates[name]!.now,
        ...(times === undefined ? {} : { aim: { times } }),
      })),
    };
  },
};
