/** The evidence on pursuit: what is played and trained for it, and what its page says that no figure does. */
import type { EvidencePlan } from "../world.ts";

/** The plan of the evidence. */
export const evidence: EvidencePlan = {
  suite: "pursuit-evidence",
  // From every stage, each taken in 5 to 25 % of the stage's decisions.
  hidden: ["run-ahead", "right-flank", "inner-side", "squeeze"],
  seeds: [1, 2, 3],
  others: true,
  best: { ld: 1, kd: 3 },
  curve: [6, 25, 100, 550],
  widths: [64],
  design: ["fog", "second-runner", "capture-change", "shift-runner", "two-notices", "unseen-functions"],
  shifts: ["shift-large", "shift-runner"],
  twice: "two-notices",
  worse: 0.1,
  spread: ["test-seeds", "shift-large", "restricted-zone", "fog", "breakdown", "second-runner", "capture-change", "two-notices"],
  gain: ["test", "shift-large", "restricted-zone"],
  notes: {
    aims: "Aims were set before; the first version of the students reached 19 of them on these seeds, the second 20",
    test:
      "The student by functions has its teacher's return, imitation does not quite. <code>.k3</code> and <code>.k8</code> are given " +
      "that many functions, <code>.all</code> all of the stage, <code>.oracle</code> the teacher's among others.",
    shiftTitle: "Larger boards, more pursuers, another runner",
    shift:
      "No student has seen such a board or so many pursuers. <code>-augmented</code> learned from other party sizes, boards and all " +
      "symmetries. The runner that looks ahead was looked at on seeds of validation, when an earlier version had failed there: " +
      "manuals named no more than two thirds of the states that it leads to.",
    augmented: "other party sizes, boards and symmetries",
    emergencies:
      "A notice tells of the change, and functions join: those that answer it, and ten or so that answer other notices. No student " +
      "was trained on any of these notices or functions; <code>fog</code>, <code>second-runner</code>, <code>capture-change</code> " +
      "were looked at while the method was designed (<code>fog</code> when an earlier version had failed there: a word of its notice " +
      "and of the manual was known in one form and not in the other), <code>restricted-zone</code> once, after an earlier version " +
      "was trained; two notices at once, when the second was overlooked. Plain: both join. <code>.answers</code>: the right ones " +
      "alone; <code>.distractors</code>: the others alone; <code>.none</code>: nothing joins. <code>.reworded</code>: the right " +
      "function's manual says it at another length and in another order; <code>.synonyms</code>: in other words. " +
      "<code>s-llm-kd-legal.untold</code> is not told of the notice: words that it never learned lead imitation astray, so where " +
      "this arm was played it is the fairer rival. Where <code>.none</code> has as much return as plain, a notice can be ignored at " +
      "no cost, and only the decisions show that it was read. Each of these was played on seeds of validation beside others while " +
      "remedies were compared; no change was made for <code>breakdown</code>.",
    unseen:
      "An earlier version reached .44 with these functions, which were looked at then; of four others, hidden and looked at once, " +
      "<code>benchmarks/README.md</code> tells.",
    curve:
      "The same recipe with fewer decisions of the teacher or more, in as many steps, one training each; played on seeds of " +
      "validation. By functions hardly any decisions are needed: the manuals of this base name every state in which a function is " +
      "the teacher's, and most lessons teach to read manuals in invented states. Imitation has nothing but the decisions.",
  },
};
