/** The evidence on commons-harvest: what is played and trained for it, and what its page says that no figure does. */
import { purposeArms, purposeNotes } from "../purpose-notes.ts";
import type { EvidencePlan } from "../world.ts";

/** The plan of the evidence. */
export const evidence: EvidencePlan = {
  suite: "commons-harvest-evidence",
  hidden: ["plenty-in-reach", "harmless-apple"],
  seeds: [1, 2, 3],
  best: { ld: 2, kd: 1 },
  controls: ["one-wording", "names", "renamed"],
  design: [],
  shifts: ["shift-large", "shift-poor"],
  twice: "two-notices",
  worse: 20,
  gain: ["test-mixed", "shift-poor", "fence"],
  notes: {
    ...purposeNotes,
    test:
      "The measure is what all seats eat together, in apples; the own apples stand beside it. Students read what functions are " +
      "for, not when to use them, and learned among their like, among mixed partners and beside a greedy one. " +
      purposeArms,
    shiftTitle: "A larger board with more harvesters, and a poor one",
    shift: "No student has seen so many harvesters or turns, or patches that regrow so slowly.",
    augmented: "smaller boards, and fewer and more harvesters",
  },
};
