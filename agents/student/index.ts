/** Agents whose decisions a small model makes: by imitation, or by functions. */
import { z } from "zod";
import { ArenaError, type Hit, type Observation, type Seat } from "../../src/core/index.ts";
import type { AgentContext, AgentKind } from "../agent.ts";
import type { Student } from "../ports.ts";
import { entryIn, type Query, READS, type Reads, reading, type Worded } from "../../function-base/index.ts";
import {
  baseDigest,
  baseFor,
  embeds,
  functionParams,
  functionSeat,
  hasFunctions,
  hearing,
  rankBy,
  retrieverParams,
  RETRIEVERS,
  RETRIEVES,
  studentOf,
  TRAINED,
  usualRetriever,
  wordedFor,
  wordingParams,
} from "../functions/seat.ts";
import { first } from "./first.ts";
import { actionText, answerText, manualText, proseText, stageText } from "./prompt.ts";

export { first } from "./first.ts";
export { type Choice, type Moved, movedBy } from "./moved.ts";
export { actionText, answerText, manualText, stageText } from "./prompt.ts";

/** Parameters that every student has. */
const studentParams = {
  model: z
    .string()
    .default("")
    .describe("A committed student, or the folder of one; empty for the one that is committed for the environment"),
};

/** A seat that names its student in the log before the first decision. */
function introduced(student: Student, seat: Seat, wording?: Worded["wording"]): Seat {
  let told = false;
  return {
    ...seat,
    act(observation, turn, emit) {
      const { name, digest, parameters, reads, backend } = student;
      const part = reads === "both" || reads === undefined ? {} : { reads };
      const words = wording === undefined ? {} : { wording };
      if (!told) emit({ type: "infer", student: name, digest, parameters, ...part, ...words, wall: { backend } });
      told = true;
      return seat.act(observation, turn, emit);
    },
  };
}

const actionParams = z.strictObject({
  ...studentParams,
  notices: z.boolean().default(true).describe("Whether it is told of notices in force, which it never saw in training"),
});

/** What a student that imitates reads of an observation, of notices in force only where it is told of them. */
export function imitated(context: Pick<AgentContext, "world" | "role">, observation: Observation, notices: boolean): string {
  const { env, base } = context.world;
  return actionText(env, hasFunctions(context) ? base : undefined, notices ? observation : { ...observation, notices: [] });
}

/** A student that imitates: it answers with an action. With `amongLegal` it weighs the legal actions; otherwise it may write any text. */
const imitator = (id: string, title: string, about: string, amongLegal: boolean): AgentKind => ({
  id,
  title,
  about,
  group: "students",
  params: actionParams,
  async create(params, context) {
    const { model, notices } = params as z.output<typeof actionParams>;
    const student = await studentOf(id, "kd", model, context);
    return introduced(student, {
      async act(observation, { legal }) {
        const state = imitated(context, observation, notices);
        const answers = legal.map(answerText);
        if (amongLegal) return legal[first(await student.weigh(state, answers))]!;
        const text = await student.complete(state, answers);
        // A text that is no legal action is passed on as it is: the rollout reports it as illegal.
        return legal[answers.indexOf(text)] ?? text;
      },
      dispose: () => {},
    });
  },
});

const ldParams = z.strictObject({
  ...studentParams,
  ...retrieverParams,
  retriever: z
    .enum(["usual", ...RETRIEVERS, TRAINED])
    .default("usual")
    .describe(
      `${RETRIEVES}; ${TRAINED}: as the student learned it; usual: as it learned it where it did, else by conditions, or every function for a student that learned to read purposes alone`,
    ),
  reads: z
    .enum(["learned", ...READS])
    .default("learned")
    .describe("The parts of manuals that it reads: those that it learned to read"),
  ...functionParams,
  ...wordingParams,
  manuals: z
    .record(z.string(), z.string())
    .default({})
    .describe("What the student reads in place of single manuals, by the names of functions"),
});

/** The student of Logic Distillation: it judges every candidate's manual by itself, and takes the best. */
const ld: AgentKind = {
  id: "s-llm-ld",
  title: "LD student, by functions",
  about: "Logic Distillation: a small model reads the manuals of the retrieved functions and selects one in every stage.",
  group: "students",
  params: ldParams,
  asksModel: embeds,
  check: (world, role) => void baseFor("s-llm-ld", { world, role }),
  inputs: baseDigest,
  async create(params, context) {
    const set = params as z.output<typeof ldParams>;
    const words = await wordedFor("s-llm-ld", context, set);
    const { base } = words;
    const student = await studentOf("s-llm-ld", "ld", set.model, context);
    const { reads } = student;
    if (set.reads !== "learned" && set.reads !== reads)
      throw new ArenaError(
        "BadAgent",
        "agent s-llm-ld",
        `the student ${student.name} learned to read ${partOf(reads)} of manuals, not ${partOf(set.reads)}`,
        `expected reads "${reads}", or a student that was trained with "reads": "${set.reads}" in its recipe`,
      );
    const read = reading(base, reads);
    const retriever = set.retriever === "usual" ? usualRetriever(student) : set.retriever;
    const seat = functionSeat({
      ...set,
      reads,
      retriever,
      ...(retriever === TRAINED ? { rank: rankBy("s-llm-ld", student, read) } : {}),
      base,
      ports: context.ports,
      slow: true,
      async select({ stage, facts, observation, joined }: Query, candidates: readonly Hit[]) {
        const names = candidates.map(({ name }) => name);
        const manuals = names.map((name) => {
          const prose = set.manuals[name];
          return prose === undefined ? manualText(entryIn(read, joined, name), read) : proseText(prose);
        });
        const scores = await student.judge(stageText(stage.id, facts, observation.notices), manuals);
        const sum = scores.reduce((all, one) => all + one, 0);
        const share = (score: number) => Math.round((1e3 * score) / (sum || 1)) / 1e3;
        return { name: names[first(scores)]!, probabilities: Object.fromEntries(names.map((name, i) => [name, share(scores[i]!)])) };
      },
    });
    return introduced(student, hearing(seat, words), words.wording);
  },
};

/** Parts of manuals in words. */
const partOf = (reads: Reads): string =>
  ({ both: "both parts", purpose: "the purpose", conditions: "the conditions", names: "nothing" })[reads];

/** The agents whose decisions students make. */
export const studentAgents: readonly AgentKind[] = [
  imitator("s-llm-kd", "KD student, by imitation", "Imitation (KD): a small model answers with an action, legal or not.", false),
  imitator("s-llm-kd-legal", "KD student, legal actions", "Imitation (KD) with the choice among legal actions alone.", true),
  ld,
];
