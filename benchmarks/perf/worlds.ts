/** Stepping the rules of the other worlds: twenty-one beside Gymnasium's Blackjack, the fishery, and the harvest of the commons. */
import { ROOT } from "../../src/core/package.node.mjs";
import { reasonOf, toldByPython } from "./python.ts";
import type { Row, Section } from "./section.ts";
import { ratesIn } from "./trees.ts";

/** How often everything is measured, in turns; the best counts. */
const ROUNDS = 3;

/** Months of the fishery that are to be played in a second. */
const MONTHS = 200_000;

/** Turns of the commons that are to be played in a second. */
const TURNS = 100_000;

type Peer = { readonly version: string; readonly steps: number };

/** Steps of Gymnasium's Blackjack here, or why they cannot be measured. */
function blackjack(): Peer | string {
  try {
    return toldByPython<Peer>("blackjack.py");
  } catch (error) {
    return reasonOf(error);
  }
}

/** Steps of twenty-one, the fishery and commons-harvest. */
export const worlds: Section = {
  title: "Other worlds",
  async measure({ say }) {
    const best: Record<string, number> = {};
    let peer: Peer | string = "";
    for (let round = 1; round <= ROUNDS; round++) {
      say(`the other worlds and Gymnasium, round ${round} of ${ROUNDS}`);
      for (const [name, rate] of Object.entries(await ratesIn(ROOT, "worlds"))) best[name] = Math.max(best[name] ?? 0, rate);
      const now = blackjack();
      if (typeof peer === "string" || (typeof now !== "string" && now.steps > peer.steps)) peer = now;
    }
    const hands = (what: string, now: number, note: string, times?: number): Row => ({
      what: `twenty-one gym: ${what}`,
      unit: "steps a second",
      better: "higher",
      ...(typeof peer === "string" ? {} : { before: { what: `Gymnasium ${peer.version}`, value: peer.steps } }),
      now,
      ...(times === undefined ? {} : { aim: { times } }),
      note,
    });
    const months = (what: string, now: number, note: string, value?: number): Row => ({
      what: `fishery default: ${what}`,
      unit: "months a second",
      better: "higher",
      now,
      ...(value === undefined ? {} : { aim: { value } }),
      note,
    });
    const turns = (what: string, now: number, note: string, value?: number): Row => ({
      what: `commons-harvest ${what}`,
      unit: "turns a second",
      better: "higher",
      now,
      ...(value === undefined ? {} : { aim: { value } }),
      note,
    });
    return {
      rows: [
        hands("random actions", best["hands"]!, "a step is one action; an episode is one hand, whose start is in the time", 30),
        hands("the same with a digest of every state", best["hands digested"]!, "the first state of a hand too", 10),
        hands(
          "the same with observations",
          best["hands observed"]!,
          "whoever decides looks first, as Gymnasium's steps return what is seen",
        ),
        months("random wishes of 0 to 20 tons", best["months"]!, "five wishes a month; an episode's start is in the time", MONTHS),
        months("the same with a digest of every state", best["months digested"]!, "the first state of an episode too"),
        months(
          "random wishes of 0 to 100 tons",
          best["months by lot"]!,
          "nearly always more than the lake holds: shared out by lot, and over",
          MONTHS,
        ),
        turns("default: random actions", best["turns"]!, "four moves a turn; an episode's start is in the time", TURNS),
        turns("default: the same with a digest of every state", best["turns digested"]!, "the first state of an episode too"),
        turns("default: the same with observations", best["turns observed"]!, "everybody looks first"),
        turns("melting-pot: random actions", best["turns of melting-pot"]!, "seven actions a frame, 1,000 frames"),
      ],
      ...(typeof peer === "string"
        ? { open: [`twenty-one beside Gymnasium: ${peer}; ARENA_PYTHON names a Python that has it (pip install gymnasium)`] }
        : {}),
    };
  },
};
