/** Measures that every environment has, each a fold over a replayed episode. */
import type { AnyEnvironment, Episode, Metric, Role } from "./types.ts";

const mean = (values: readonly number[]) => (values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length);

const decisions = (episode: Episode, subject: readonly Role[]) =>
  episode.frames.reduce((n, { step }) => n + (step === undefined ? 0 : subject.filter((role) => role in step.actions).length), 0);

const faults = (episode: Episode, subject: readonly Role[], code?: string) =>
  episode.frames.reduce(
    (n, { events }) =>
      n + events.filter((e) => e.type === "fault" && subject.includes(e.role) && (code === undefined || e.code === code)).length,
    0,
  );

const share = (episode: Episode, subject: readonly Role[], code?: string) => {
  const asked = decisions(episode, subject);
  return asked === 0 ? null : faults(episode, subject, code) / asked;
};

/** The metrics of every benchmark, in the order in which reports show them. */
export const metrics: readonly Metric[] = [
  {
    id: "episode_return",
    title: "Return, mean over the subject's seats",
    better: "higher",
    kind: "mean",
    of: ({ end }, subject) => mean(subject.flatMap((role) => end.returns[role] ?? [])),
  },
  {
    id: "success_rate",
    title: "Episodes that reached the goal",
    better: "higher",
    kind: "rate",
    of: ({ end }) => (end.outcome.success ? 1 : 0),
  },
  {
    id: "steps_to_success",
    title: "Rounds until the goal (the horizon where it was missed)",
    better: "lower",
    kind: "mean",
    of: ({ end, frames }, _subject, env) => {
      const { round, horizon } = env.clock(frames.at(-1)!.state);
      return end.outcome.success ? round : horizon;
    },
  },
  {
    id: "fault_rate",
    title: "Turns forfeited by a fault",
    better: "lower",
    kind: "mean",
    of: (episode, subject) => share(episode, subject),
  },
  {
    id: "invalid_action_rate",
    title: "Turns answered with an illegal action",
    better: "lower",
    kind: "mean",
    of: (episode, subject) => share(episode, subject, "IllegalAction"),
  },
];

/** The metrics that hold for an environment: the general ones and its own. */
export const metricsOf = (env: AnyEnvironment): readonly Metric[] => [...metrics, ...(env.metrics ?? [])];

/** Milliseconds of each decision of the subject, as measured on the machine that played the episode. */
export const decisionTimes = (episode: Episode, subject: readonly Role[]): readonly number[] =>
  episode.frames.flatMap(({ step }) => {
    const ms = step?.wall?.["ms"] as Readonly<Record<Role, number>> | undefined;
    return ms === undefined ? [] : subject.flatMap((role) => ms[role] ?? []);
  });
