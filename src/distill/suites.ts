/** The suites of distillation, as data: a teacher's decisions to learn from, others to check students on, and games to compare students in. */
import { asksModel, usualRetriever } from "../../agents/index.ts";
import type { World } from "../../agents/world.ts";
import { type Json, wordOf } from "../core/index.ts";
import { EVALUATION_FIRST, heldOutEpisodes, type Kind, type OtherGame, type Recipe } from "./recipe.ts";
import { portionsOf, type Seeds } from "./variants.ts";

/** The roles that learn, whose seats students take, and the agents that play all other roles. */
const teamsOf = ({ benchmark: { learner, usual, casts } }: World, cast?: string) => {
  if (cast === undefined) return { subject: learner, cast: Object.fromEntries(Object.entries(usual).filter(([word]) => word !== learner)) };
  // Among partners one seat learns; against other opponents all do.
  const among = Object.keys(casts[cast] ?? {}).some((role) => wordOf(role) === learner);
  return { subject: among ? `${learner}-0` : learner, cast };
};

/** The agent that plays for each kind of student. */
export const AGENT_OF: Readonly<Record<Kind, string>> = { ld: "s-llm-ld", kd: "s-llm-kd-legal" };

/** The deadline, in milliseconds, of a teacher that is a language model. */
const MODEL_MS = 120_000;

/** Where to find the students that were made, by kind: the name, folder or address of each. */
export type Models = Readonly<Partial<Record<Kind, string>>>;

/** The parameters of an agent, with `hide` where the recipe hides functions. */
const withHidden = ({ hide }: Recipe, params: Json): Json => (hide.length === 0 ? params : { ...(params as Record<string, Json>), hide });

/** The agent that acts now and then before there are students: it takes any of the functions whose manuals share words with the state. */
const controlOf = (recipe: Recipe) => ({ behaviour: "functions-random", behaviourParams: withHidden(recipe, { retriever: "words" }) });

/** A suite in which the teacher labels every turn, and another agent acts now and then. */
function lessonSuite(world: World, recipe: Recipe, id: string, of: Seeds, behaviours: readonly object[], variants: Recipe["variants"]) {
  const { env, preset, teacher, share } = recipe;
  const teacherParams = withHidden(recipe, recipe.teacherParams);
  return {
    id,
    version: 1,
    title: "The teacher's decisions",
    benchmarks: behaviours.flatMap((behaviour, i) =>
      portionsOf(variants, of).map(({ params, cast, seeds }, j) => ({
        id: j === 0 ? `by-${i}` : `by-${i}-variant-${j}`,
        title: "Decisions",
        env,
        preset,
        params,
        seeds,
        ...teamsOf(world, cast),
        ...(asksModel({ agent: teacher, params: teacherParams }) ? { deadlineMs: MODEL_MS } : {}),
        subjects: { taught: { agent: "taught", params: { teacher, teacherParams, share, ...behaviour } } },
      })),
    ),
  };
}

/** The decisions of a round. The agent that acts now and then is at first one that knows nothing, then the students of the round before. */
export function decisionsSuite(world: World, recipe: Recipe, round: number, students?: Models) {
  const behaviours =
    students === undefined
      ? [controlOf(recipe)]
      : recipe.kinds.map((kind) => ({
          behaviour: AGENT_OF[kind],
          behaviourParams: kind === "ld" ? withHidden(recipe, { model: students[kind]! }) : { model: students[kind]! },
        }));
  const count = Math.ceil(recipe.episodes / behaviours.length);
  const seeds = { split: "train", first: round * recipe.episodes, count };
  return lessonSuite(world, recipe, `decisions-${round}`, seeds, behaviours, recipe.variants);
}

/** Decisions on seeds that no student learned from. */
export const heldOutSuite = (world: World, recipe: Recipe) =>
  lessonSuite(
    world,
    recipe,
    "held-out",
    { split: "validation", first: 0, count: heldOutEpisodes(world, recipe.preset) },
    [controlOf(recipe)],
    withPartners(recipe),
  );

/** The variants of a recipe in which a seat plays among partners that do not learn. */
const withPartners = ({ variants }: Recipe): Recipe["variants"] => variants.filter(({ cast }) => cast !== undefined);

/** Compares the students with controls, on seeds that none of them learned from; also in the `others` that they learned to play. */
export function evaluationSuite(world: World, recipe: Recipe, students: Models, others: readonly OtherGame[] = []) {
  const suite = evaluationIn(world, recipe, students);
  const more = others.flatMap(([other, its]) =>
    evaluationIn(other, its, students).benchmarks.map((benchmark) => ({ ...benchmark, id: `${other.env.id}-${benchmark.id}` })),
  );
  return { ...suite, benchmarks: [...suite.benchmarks, ...more] };
}

/** The comparison in one game. */
function evaluationIn(world: World, recipe: Recipe, students: Models) {
  const { env, preset, teacher, evaluation } = recipe;
  const byFunctions = (agent: string, params: Json = {}) => ({ agent, params: withHidden(recipe, params) });
  const { ld, kd } = students;
  // The controls read what the student reads, and get the same candidates.
  const reading = recipe.reads === undefined ? {} : { reads: recipe.reads };
  const usual = usualRetriever({ reads: recipe.reads, retrieves: recipe.retriever === true && ld !== undefined });
  const trained = usual === "trained" ? { retriever: usual, model: ld! } : {};
  const candidates = { ...reading, ...(usual === "all" ? { retriever: usual } : trained) };
  // Words that match say nothing of purposes: of candidates in the order of a trained retriever the first would be taken.
  const unordered = { ...reading, ...(usual === "lexical" ? {} : { retriever: "all" }) };
  const imitator = (agent: string, model: string) => ({ [agent]: { agent, params: { model } } });
  return {
    id: `distill-${env}`,
    version: 1,
    title: `Students of ${teacher}`,
    benchmarks: [undefined, ...new Set(withPartners(recipe).map(({ cast }) => cast!))].map((cast) => ({
      id: cast === undefined ? "validation" : `among-${cast}`,
      title: cast === undefined ? "As in training, on other seeds" : `In the cast "${cast}", on other seeds`,
      env,
      preset,
      seeds: { split: "validation" as const, first: EVALUATION_FIRST, count: evaluation },
      ...teamsOf(world, cast),
      subjects: {
        random: "random",
        expert: byFunctions("expert"),
        "functions-random": byFunctions("functions-random", candidates),
        "functions-top1": byFunctions("functions-top1", { ...reading, ...trained }),
        "functions-matched": byFunctions("functions-matched", unordered),
        "functions-fixed": byFunctions("functions-fixed"),
        ...(ld === undefined ? {} : { "s-llm-ld": byFunctions("s-llm-ld", { model: ld }) }),
        ...(kd === undefined ? {} : { ...imitator("s-llm-kd", kd), ...imitator("s-llm-kd-legal", kd) }),
      },
    })),
  };
}
