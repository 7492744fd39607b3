/** The metrics of benchmarks: those of every environment, its own, and those of its function base. */
import { digestOfBase, type FunctionBase, inputName, teachersChoice } from "../function-base/index.ts";
import { metricsIn, type World } from "../agents/world.ts";
import { joinedFor } from "../agents/functions/seat.ts";
import { costOfExchange, type Prices, pricesNow } from "../src/platform/prices.ts";
import { allTokens, usageOf } from "../src/platform/usage.ts";
import { type AnyEnvironment, castFor, type Episode, type Json, type Metric, type Role, type Trace } from "../src/core/index.ts";

/** A stage of a decision, with the teacher's choice for it and the ids of the notices in force. */
export type Choice = {
  readonly t: number;
  readonly role: Role;
  readonly call: Extract<Trace, { type: "call" }>;
  readonly right: string;
  readonly notices: readonly string[];
};

const choicesFound = new WeakMap<Episode, { readonly base: FunctionBase; readonly subject: string; readonly choices: readonly Choice[] }>();

/**
 * Every stage that the subject decided by functions; none if the episode was played with another function base, which has another teacher.
 * The last answer for an episode is kept: several measures are taken of it.
 */
export function choicesOf(base: FunctionBase, env: AnyEnvironment, episode: Episode, roles: readonly Role[]): readonly Choice[] {
  const subject = roles.join(" ");
  const known = choicesFound.get(episode);
  if (known !== undefined && known.base === base && known.subject === subject) return known.choices;
  const choices = choicesMade(base, env, episode, roles);
  choicesFound.set(episode, { base, subject, choices });
  return choices;
}

function choicesMade(base: FunctionBase, env: AnyEnvironment, { start, frames }: Episode, subject: readonly Role[]): readonly Choice[] {
  if (start.inputs?.[inputName(base)] !== digestOfBase(base)) return [];
  return frames.flatMap((frame) => {
    const results = new Map<Role, Json>();
    return frame.events.flatMap((event): readonly Choice[] => {
      if (event.type !== "trace" || event.trace.type !== "call" || !subject.includes(event.role)) return [];
      const call = event.trace;
      const stage = base.stages.find(({ id }) => id === call.stage);
      if (stage === undefined) return [];
      const previous = results.get(event.role) ?? null;
      results.set(event.role, call.result ?? null);
      const observation = env.observe(frame.state, event.role);
      const joined = joinedFor(base, observation.notices, "answers");
      const right = teachersChoice(base, {
        observation,
        facts: base.facts(observation, previous, stage.id),
        stage,
        previous,
        joined,
        role: event.role,
      });
      return [{ t: event.t, role: event.role, call, right, notices: observation.notices.map(({ id }) => id) }];
    });
  });
}

const share = <T>(items: readonly T[], holds: (item: T) => boolean): number | null =>
  items.length === 0 ? null : items.filter(holds).length / items.length;

const functionMetrics = (base: FunctionBase): readonly Metric[] => [
  {
    id: "function_accuracy",
    title: "Selections that agree with the teacher's, over all stages",
    better: "higher",
    kind: "mean",
    of: (episode, subject, env) => share(choicesOf(base, env, episode, subject), ({ call, right }) => call.name === right),
  },
  {
    id: "retrieval_recall",
    title: "Stages in which the teacher's choice is among the retrieved functions",
    better: "higher",
    kind: "mean",
    of: (episode, subject, env) =>
      share(
        choicesOf(base, env, episode, subject).filter(({ call }) => call.hits !== undefined),
        ({ call, right }) => call.hits!.some(({ name }) => name === right),
      ),
  },
];

/** A question to a language model, with what became of it, and the name by which the model was asked for. */
type Asked = { readonly trace: Extract<Trace, { type: "llm" }>; readonly model: string };

/** The questions to language models that a subject's decisions took. */
export const exchangesOf = ({ start, frames }: Episode, subject: readonly Role[]): readonly Asked[] =>
  frames.flatMap(({ events }) =>
    events.flatMap((event) => {
      if (event.type !== "trace" || event.trace.type !== "llm" || !subject.includes(event.role)) return [];
      const { model = "" } = (castFor(start.cast, event.role).params ?? {}) as { readonly model?: string };
      return [{ trace: event.trace, model }];
    }),
  );

/** The metrics that need what endpoints tell of their answers. They are null where an answer told too little. */
export const TOLD: readonly string[] = ["tokens", "cost_usd"];

/** A metric over a subject's questions to language models: null where it asked none. */
const asking = (about: Pick<Metric, "id" | "title">, of: (questions: readonly Asked[], decisions: number) => number | null): Metric => ({
  ...about,
  better: "lower",
  kind: "mean",
  of: (episode, subject) => {
    const questions = exchangesOf(episode, subject);
    const decisions = episode.frames.reduce((sum, { step }) => sum + subject.filter((role) => step?.actions[role] !== undefined).length, 0);
    return questions.length === 0 ? null : of(questions, decisions);
  },
});

const sumOf = <T>(items: readonly T[], worth: (item: T) => number): number => items.reduce((sum, item) => sum + worth(item), 0);

const modelMetrics = (prices: Prices): readonly Metric[] => [
  asking({ id: "tokens", title: "Tokens a decision, in and out" }, (questions, decisions) => {
    const all = allTokens(usageOf(questions.map(({ trace: { usage } }) => usage)));
    return all === null ? null : all / decisions;
  }),
  asking({ id: "cost_usd", title: "Dollars a decision, by the prices of the run" }, (questions, decisions) => {
    const costs = questions.map(({ trace, model: asked }) => costOfExchange(prices, trace, asked));
    return costs.includes(undefined) ? null : sumOf(costs, (cost) => cost!) / decisions;
  }),
  asking(
    { id: "bad_answers", title: "Answers a decision that could not be used" },
    (questions, decisions) => sumOf(questions, ({ trace: { problems } }) => problems.length) / decisions,
  ),
];

/** All metrics of a world; dollars are computed from `prices`, by default those in force now. */
export const metricsFor = (world: World, prices: Prices = pricesNow()): readonly Metric[] => [
  ...metricsIn(world),
  ...functionMetrics(world.base),
  ...modelMetrics(prices),
];
