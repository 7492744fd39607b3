/** The evidence on pursuit: what is played and trained for it, and what its page says that no figure does. */
import { purposeArms, purposeNotes } from "../purpose-notes.ts";
import type { EvidencePlan } from "../world.ts";

/** The plan of the evidence. */
export const evidence: EvidencePlan = {
  suite: "pursuit-evidence",
  hidden: ["open-exit", "squeeze"],
  seeds: [1, 2, 3],
  best: { ld: 1, kd: 2 },
  controls: ["one-wording", "names", "renamed"],
  design: ["fog", "second-runner", "capture-change", "shift-runner", "two-notices"],
  shifts: ["shift-large", "shift-runner"],
  twice: "two-notices",
  worse: 0.1,
  gain: ["test", "shift-large", "restricted-zone"],
  notes: {
    ...purposeNotes,
    test:
      "Students read what functions are for, not when to use them. <code>.k3</code> and <code>.k8</code> are given that many " +
      "functions, <code>.all</code> all of the stage, <code>.oracle</code> the teacher's among others. " +
      purposeArms,
    shiftTitle: "Larger boards, more pursuers, another runner",
    shift: "No student has seen such a board, so many pursuers, or a runner that looks ahead.",
    augmented: "other party sizes, boards and symmetries",
    emergencies:
      purposeNotes.emergencies +
      " Those with <q>used in design</q> are where earlier students, which read conditions, had failed on seeds of validation.",
  },
};
