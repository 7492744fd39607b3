/** What seats went through in an episode, step by step, as offline reinforcement learning takes it. */
import {
  type ActionRange,
  type AnyEnvironment,
  castFor,
  type Event,
  type Json,
  type Observation,
  replay,
  type Role,
} from "../core/index.ts";

/** An episode as one seat played it. All lists have an entry for each of its n turns; `observations` and `texts` have one more, of the end. */
export type Trajectory = {
  readonly episode: string;
  readonly seed: number;
  readonly role: Role;
  readonly observations: readonly Observation[];
  /** The observations as language models read them. */
  readonly texts: readonly string[];
  /** The legal actions, or their range where they are all whole numbers of one. */
  readonly legal: readonly (readonly Json[] | ActionRange)[];
  /** What was played, by whomever. */
  readonly actions: readonly Json[];
  /** What the teacher did or would have done; null where the turn was forfeited. */
  readonly teacher: readonly Json[];
  /** What the seat gained until its next turn; what it gained before its first one is counted there. */
  readonly rewards: readonly number[];
  /** Whether the game ended, or the seat left it. */
  readonly terminated: boolean;
  /** Whether the horizon ended the episode. */
  readonly truncated: boolean;
};

/** The trajectories in the log of one episode: of every seat that `taught` plays, or with `agent` this agent. Throws as `replay` does. */
export async function trajectoriesOf(env: AnyEnvironment, events: readonly Event[], agent?: string): Promise<readonly Trajectory[]> {
  const { start, frames, end } = await replay(env, events);
  const last = frames.at(-1)!.state;
  const seats = new Set(frames.flatMap(({ step }) => Object.keys(step?.actions ?? {})));
  return [...seats]
    .filter((role) => castFor(start.cast, role).agent === (agent ?? "taught"))
    .map((role) => {
      const seen: Observation[] = [];
      const legal: Trajectory["legal"][number][] = [];
      const [actions, teacher, rewards]: [Json[], Json[], number[]] = [[], [], []];
      let early = 0;
      for (const { state, step, events: before } of frames) {
        if (step === undefined) continue;
        const gained = step.rewards[role] ?? 0;
        if (Object.hasOwn(step.actions, role)) {
          const played = step.actions[role]!;
          const own = before.filter((event) => event.type !== "inject" && event.role === role);
          const label = own.flatMap((event) => (event.type === "trace" && event.trace.type === "label" ? [event.trace.action] : []))[0];
          seen.push(env.observe(state, role));
          legal.push(env.range?.(state, role) ?? env.legal(state, role));
          actions.push(played);
          teacher.push(label ?? (agent === undefined || own.some(({ type }) => type === "fault") ? null : played));
          rewards.push(early + gained);
          early = 0;
        } else if (rewards.length > 0) rewards[rewards.length - 1]! += gained;
        else early += gained;
      }
      const stayed = env.roles(last).includes(role);
      const final = stayed ? last : frames.findLast(({ state }) => env.roles(state).includes(role))!.state;
      const observations = [...seen, env.observe(final, role)];
      const texts = observations.map((one) => env.describe(one));
      const terminated = end.reason === "terminated" || !stayed;
      return {
        episode: start.episode,
        seed: start.seed,
        role,
        observations,
        texts,
        legal,
        actions,
        teacher,
        rewards,
        terminated,
        truncated: !terminated,
      };
    });
}
