/** What the recipes of students that read purposes have in common. */
import type { StudentsPlan } from "./world.ts";

/** Students that learned manuals in many wordings, read words by vectors, retrieve as they learned to, and have two layers. */
export const purposeStudents = {
  reads: "purpose",
  paraphrases: true,
  words: true,
  retriever: true,
  layers: 2,
  weights: "I8",
  piece: 8,
} as const satisfies StudentsPlan;
