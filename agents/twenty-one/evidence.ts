/** The evidence on 21 points: what is played and trained for it, and what its page says that no figure does. */
import { purposeArms, purposeNotes } from "../purpose-notes.ts";
import type { EvidencePlan } from "../world.ts";

/** The plan of the evidence. */
export const evidence: EvidencePlan = {
  suite: "twenty-one-evidence",
  hidden: ["to-the-limit", "spare-the-hand"],
  seeds: [1, 2, 3],
  best: { ld: 2, kd: 1 },
  controls: ["one-wording", "names", "renamed"],
  design: [],
  shifts: ["shift-company", "shift-deck"],
  twice: "two-notices",
  worse: 1,
  gain: ["test", "shift-company", "target-change"],
  notes: {
    ...purposeNotes,
    test:
      "Students read what functions are for, not when to use them, and learned from matches with doubling and from hands " +
      "without. The gain of a hand is mostly luck, which is the same for all on a seed; what a hand loses by mistakes is " +
      "measured without it. " +
      purposeArms,
    shiftTitle: "Other tables: three players at two decks, and a single deck",
    shift: "No student has seen as many players, or a deck alone that is dealt to nine tenths.",
    augmented: "two players, two decks, and doubling with cards that are put back",
  },
};
