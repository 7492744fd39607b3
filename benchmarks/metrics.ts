/** The metrics of benchmarks: those of every environment, its own, and those of its function base. */
import { bases, digestOfBase, type FunctionBase, inputName, teachersChoice } from "../function-base/index.ts";
import { joinedFor } from "../agents/functions/seat.ts";
import { type AnyEnvironment, type Episode, type Json, type Metric, metricsOf, type Role, type Trace } from "../src/core/index.ts";

/** A stage of a decision, with the teacher's choice for it. */
type Choice = { readonly call: Extract<Trace, { type: "call" }>; readonly right: string };

/** Every stage that the subject decided by functions; none where it had another base, whose teacher is not ours. */
function choicesOf(base: FunctionBase, env: AnyEnvironment, { start, frames }: Episode, subject: readonly Role[]): readonly Choice[] {
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
      return [{ call, right: teachersChoice(base, { observation, facts: base.facts(observation, previous), stage, previous, joined }) }];
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

/** The metrics that hold for an environment. */
export const metricsFor = (env: AnyEnvironment): readonly Metric[] => {
  const base = bases[env.id];
  return base === undefined ? metricsOf(env) : [...metricsOf(env), ...functionMetrics(base)];
};
