/** The evidence on the fishery: what is played and trained for it, and what its page says that no figure does. */
import { purposeArms, purposeNotes } from "../purpose-notes.ts";
import type { EvidencePlan } from "../world.ts";

/** The plan of the evidence. */
export const evidence: EvidencePlan = {
  suite: "fishery-evidence",
  hidden: ["half-full", "grabbers-again"],
  seeds: [1, 2, 3],
  best: { ld: 2, kd: 1 },
  controls: ["one-wording", "names", "renamed"],
  design: ["words", "words-mixed", "words-fickle"],
  shifts: ["shift-large", "shift-poor"],
  twice: "two-notices",
  worse: 20,
  gain: ["test-mixed", "shift-poor", "quota-among"],
  notes: {
    ...purposeNotes,
    test:
      "The measure is what all seats catch together, in tons; the own catch stands beside it. Students read what functions are " +
      "for, not when to use them, and learned among their like and among mixed, fickle and unforgiving partners. Where five " +
      "alike decide without chance, all seeds are one episode, and intervals have no width. " +
      purposeArms,
    shiftTitle: "A larger lake, and a poor one",
    shift: "No student has seen as many fishers or years, or a lake as nearly empty.",
    augmented: "smaller lakes, fewer fishers, and a lake that is not full at the start",
  },
};
