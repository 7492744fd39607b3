/** What the pages of the evidence say alike of games whose students read purposes. */
import type { EvidencePlan } from "./world.ts";

/** What the arms of a test are, behind what a game says of it. */
export const purposeArms =
  "<code>.conditions</code> reads manuals that name the states; <code>functions-matched</code> matches words without a model, in " +
  "the manuals of purposes, and <code>functions-matched.conditions</code> in the others. <code>null</code> is the expert again " +
  "under another name: it has to come out tied.";

/** Sentences of the page that no game changes. */
export const purposeNotes = {
  aims: "Aims were set before anything was played on these seeds",
  emergencies:
    "A notice tells of the change, and functions join: those that answer it, and those for other notices. No student was trained on " +
    "any of these notices or functions. Plain: both join. <code>.answers</code>: the right ones alone; <code>.distractors</code>: " +
    "the others alone; <code>.none</code>: nothing joins. <code>s-llm-kd-legal.untold</code> is not told of the notice. All were " +
    "played once on seeds of validation before; no student was changed.",
  unseen:
    "By purposes nothing says when a function is to be taken, so that a student can only guess what a new one is worth: it is judged " +
    "by words that it knows from others.",
} satisfies Partial<EvidencePlan["notes"]>;
