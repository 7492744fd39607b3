/** The agents that decide function by function without a model: controls, and the teacher. */
import { z } from "zod";
import { ArenaError, fold, rng } from "../../src/core/index.ts";
import { entryIn, fitOf, fixedIn, type FunctionBase, ofStage, reading, teachersChoice } from "../../function-base/index.ts";
import type { AgentKind } from "../agent.ts";
import { policies } from "../policies.ts";
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
  type Select,
  studentOf,
  TRAINED,
  trainedParams,
  wordedFor,
  wordingParams,
} from "./seat.ts";
import { searchFunctions } from "./search.ts";

const retrieving = z.strictObject({ ...retrieverParams, ...trainedParams, ...functionParams, ...wordingParams });

/** An agent that retrieves, then selects by `select`, which gets the base with only those parts of manuals that the agent reads. */
function selecting(about: Pick<AgentKind, "id" | "title" | "about">, select: (base: FunctionBase) => Select): AgentKind {
  return {
    ...about,
    group: "controls",
    params: retrieving,
    asksModel: embeds,
    check: (world, role) => void baseFor(about.id, { world, role }),
    inputs: baseDigest,
    async create(params, context) {
      const set = params as z.output<typeof retrieving>;
      const words = await wordedFor(about.id, context, set);
      const { base } = words;
      const read = reading(base, set.reads);
      const trained =
        set.retriever === TRAINED ? { rank: rankBy(about.id, await studentOf(about.id, "ld", set.model, context), read) } : {};
      return hearing(functionSeat({ base, ports: context.ports, ...set, ...trained, select: select(read) }), words);
    },
  };
}

/** The index of a stage: each stage draws with a key of its own. */
const stageIndex = (stages: readonly { readonly id: string }[], id: string): number => stages.findIndex((stage) => stage.id === id);

const functionsRandom = selecting(
  { id: "functions-random", title: "Random function", about: "Selects a retrieved function at random: what code alone is worth." },
  ({ stages }) =>
    ({ stage }, candidates, { key }) => ({ name: rng(fold(key, stageIndex(stages, stage.id))).pick(candidates).name }),
);

const functionsTop1 = selecting(
  { id: "functions-top1", title: "First hit", about: "Selects the retriever's first hit: what retrieval alone is worth." },
  () => (_query, candidates) => ({ name: candidates[0]!.name }),
);

const functionsMatched = selecting(
  {
    id: "functions-matched",
    title: "Matched words",
    about: "Selects the function whose clauses fit the state best by exact words: the baseline for what a model adds.",
  },
  (base) => (query, candidates) => {
    const fits = candidates.map(({ name }) => fitOf(entryIn(base, query.joined, name), query));
    return { name: candidates[fits.indexOf(Math.max(...fits))]!.name };
  },
);

const fixedParams = z.strictObject({
  functions: z
    .record(z.string(), z.string())
    .default({})
    .describe("A function by stage; by default the sequence found best on training seeds"),
  ...functionParams,
});

const functionsFixed: AgentKind = {
  id: "functions-fixed",
  title: "Fixed functions",
  about: "Selects the same functions in every state, the best such sequence: the baseline for choosing by the state.",
  group: "controls",
  params: fixedParams,
  check: (world, role) => void baseFor("functions-fixed", { world, role }),
  inputs: baseDigest,
  create(params, context) {
    const { functions, extend, hide, sandbox } = params as z.output<typeof fixedParams>;
    const base = baseFor("functions-fixed", context, hide);
    for (const [stage, name] of Object.entries(functions)) {
      const known = ofStage([...base.functions, ...base.emergency], stage).map((one) => one.name);
      if (!known.includes(name))
        throw new ArenaError(
          "BadAgent",
          "agent functions-fixed",
          `${stage}: "${name}"`,
          `expected one of ${(known.length > 0 ? known : base.stages.map(({ id }) => id)).join(", ")}`,
        );
    }
    const fixed = { ...base.found.fixed, ...functions };
    return functionSeat({
      base,
      k: Infinity,
      retriever: "all",
      extend,
      sandbox,
      ports: context.ports,
      select: (query) => ({ name: fixedIn(fixed, base, query) }),
    });
  },
};

const expertParams = z.strictObject({ ...functionParams, extend: functionParams.extend.default("answers") });

/** The teacher: in roles that have functions it decides by them, with the table that search by rollouts found best. */
const expert: AgentKind = {
  id: "expert",
  title: policies.expert.title,
  about: policies.expert.about,
  group: "teachers",
  params: expertParams,
  inputs: baseDigest,
  create(params, context) {
    const { extend, hide, sandbox } = params as z.output<typeof expertParams>;
    const policy = policies.expert.policyFor(context.world, context.role);
    if (!hasFunctions(context)) return { act: (observation, turn) => policy(observation, turn), dispose: () => {} };
    const base = baseFor("expert", context, hide);
    return functionSeat({
      base,
      k: Infinity,
      retriever: "all",
      extend,
      sandbox,
      ports: context.ports,
      select: (query) => ({ name: teachersChoice(base, query) }),
    });
  },
};

/** The agents of this folder. */
export const functionAgents: readonly AgentKind[] = [
  expert,
  functionsRandom,
  functionsTop1,
  functionsMatched,
  functionsFixed,
  searchFunctions,
];
