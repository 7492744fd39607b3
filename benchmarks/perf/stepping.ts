/** Stepping the rules alone, beside the earlier commit and beside PettingZoo. */
import { reasonOf, toldByPython } from "./python.ts";
import type { Row, Section } from "./section.ts";
import { inBothTrees } from "./trees.ts";

/** How often PettingZoo is measured; the best counts. */
const ROUNDS = 3;

type Peer = { readonly version: string; readonly aec: number; readonly parallel: number };

/** What PettingZoo reaches here, or why it cannot be measured. */
function peer(): Peer | string {
  let best: Peer | undefined;
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const { version, aec, parallel } = toldByPython<Peer>("peer.py");
      best = { version, aec: Math.max(aec, best?.aec ?? 0), parallel: Math.max(parallel, best?.parallel ?? 0) };
    }
    return best!;
  } catch (error) {
    return reasonOf(error);
  }
}

/** Steps of the rules. */
export const stepping: Section = {
  title: "Stepping",
  async measure(context) {
    const rates = await inBothTrees(context, "stepping");
    context.say("stepping: PettingZoo");
    const other = peer();
    const { default: steps, cycles, "cycles observed": observed } = rates as Record<string, { before: number; now: number }>;
    const row = (what: string, unit: string, pair: { before: number; now: number }): Row => ({
      what,
      unit,
      better: "higher",
      before: { what: context.commit, value: pair.before },
      now: pair.now,
    });
    const own = [
      row("pursuit default: stepping, random actions", "steps a second", steps!),
      row("pursuit pettingzoo-v4: stepping", "cycles a second", cycles!),
      row("pursuit pettingzoo-v4: stepping with observations", "cycles a second", observed!),
    ];
    if (typeof other === "string")
      return {
        rows: own,
        open: [`Stepping beside PettingZoo: ${other}; ARENA_PYTHON names a Python that has it (pip install pettingzoo pygame scipy)`],
      };
    const beside = (what: string, value: number, now: number, times?: number): Row => ({
      what,
      unit: "cycles a second",
      better: "higher",
      before: { what: `PettingZoo ${other.version}`, value },
      now,
      ...(times === undefined ? {} : { aim: { times } }),
    });
    return {
      rows: [
        ...own,
        beside("pursuit pettingzoo-v4 with observations, beside AEC", other.aec, observed!.now, 600),
        beside("pursuit pettingzoo-v4 without observations, beside AEC", other.aec, cycles!.now),
        beside("pursuit pettingzoo-v4 without observations, beside parallel", other.parallel, cycles!.now),
      ],
    };
  },
};
