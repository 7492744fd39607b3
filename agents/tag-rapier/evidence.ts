/** The evidence on tag: what is played and trained for it, and what its page says that no figure does. */
import { purposeArms, purposeNotes } from "../purpose-notes.ts";
import type { EvidencePlan } from "../world.ts";

/** The plan of the evidence. */
export const evidence: EvidencePlan = {
  suite: "tag-rapier-evidence",
  hidden: ["in-a-moment", "in-a-second"],
  seeds: [1, 2, 3],
  best: { ld: 1, kd: 2 },
  controls: ["one-wording", "names", "renamed"],
  design: [],
  shifts: ["shift-large", "shift-prey"],
  twice: "two-notices",
  worse: 50,
  gain: ["test", "shift-large", "wall"],
  notes: {
    ...purposeNotes,
    test:
      "The measure is the return that the chasers share: 10 for each touch. Students read what functions are for, not when to " +
      "use them. " +
      purposeArms,
    shiftTitle: "Larger parties, two prey, and another prey",
    shift: "No student has seen five chasers, two prey or a prey that sees less far, all of which the search for the teacher's table met.",
    augmented: "two and four chasers, and a field without obstacles",
  },
};
