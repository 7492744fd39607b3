/**
 * What a run's log says beyond scores: how often a subject selects the teacher's function, how it reacts to notices, how often its moves are
 * the teacher's, and what other moves cost. Episode scores forgive wrong choices; these measures do not.
 */
import { functionPolicy } from "../../agents/functions/seat.ts";
import { policiesOf } from "../../agents/policies.ts";
import { type World, worthOf } from "../../agents/world.ts";
import { worldOf } from "../../src/worlds.ts";
import { teachersChoice } from "../../function-base/index.ts";
import {
  castFor,
  ArenaError,
  bootstrap,
  canonical,
  type Episode,
  fold,
  foldName,
  isOver,
  type Json,
  type Key,
  keyOf,
  type LoggedEpisode,
  rng,
  type Role,
  type StartEvent,
  wordOf,
} from "../../src/core/index.ts";
import { type Proved, provable } from "../facts.ts";
import { type Choice, choicesOf } from "../metrics.ts";
import { jobsOf, subjectRoles, type Suite } from "../suite.ts";

/** A share of decisions, with a 95 % interval from a bootstrap over episodes; `of` counts decisions. */
export type Share = { readonly share: number; readonly low: number; readonly high: number; readonly of: number };

/** What was measured of one subject in one benchmark; shares are absent where there was nothing to count. */
export type Measured = {
  readonly benchmark: string;
  readonly subject: string;
  readonly episodes: number;
  /** The student that decided, by its name and the digest of its weights. */
  readonly student?: StudentPlayed;
  /** The share of selections that are the teacher's, by stage, and over all stages as `all`. */
  readonly selection: Readonly<Record<string, Share>>;
  /** By function: of the stages in which the teacher takes it, the share in which the subject takes it too. */
  readonly byFunction: Readonly<Record<string, Share>>;
  /** The share of stages in which the teacher's function was among the candidates. */
  readonly retrieval?: Share;
  /** Of the stages in which the teacher takes a function that answers a notice, the share in which the subject takes it too. */
  readonly answered?: Share;
  /** Of the stages in which some candidate was for a notice not in force, the share in which such a function was taken. */
  readonly foreign?: Share;
  /** The share of actions that the teacher would take in the same state. */
  readonly moves: Share;
  /** The mean return that a decision loses: the teacher plays on after its own action and after the subject's, on the same draws. */
  readonly valueLoss: Share;
};

/** A student as logs name it. */
export type StudentPlayed = { readonly name: string; readonly digest: string };

type Counts = Map<string, [right: number, of: number]>;

/** The first selection of an episode that was not the teacher's, and whether the teacher's was among the candidates. */
export type Slip = {
  readonly t: number;
  readonly role: Role;
  readonly stage: string;
  readonly right: string;
  readonly taken: string;
  readonly retrieved: boolean;
};

/** What was measured of each subject, and the first slip of each episode that has one, by the episode's name. */
export type Measurement = { readonly measured: readonly Measured[]; readonly slips: ReadonlyMap<string, Slip> };

/** Playouts for each action, and resamples of a bootstrap: few, since there are hundreds of shares. */
const [DRAWS, RESAMPLES] = [4, 1000];

/** What was measured of an episode: its subject, the students that decided, counts by their names, and its first slip. */
export type EpisodeMeasured = {
  readonly episode: string;
  readonly key: string;
  readonly students: readonly StudentPlayed[];
  readonly counts: Counts;
  readonly slip: Slip | undefined;
};

/** Measures the episodes of a suite whose subjects have a teacher; `sampled` decisions of each are played on. */
export function measuredIn(suite: Suite, sampled = 2): (episode: Proved) => Promise<EpisodeMeasured> {
  const jobs = new Map(jobsOf(suite).map((job) => [job.episode, job]));
  return async ({ events, replayed }) => {
    const start = events[0] as StartEvent;
    const job = jobs.get(start.episode)!;
    const world = worldOf(job.env, `episode ${job.episode}`);
    const { env, base } = world;
    const benchmark = suite.benchmarks.find(({ id }) => id === job.benchmark)!;
    const episode = await replayed();
    const roles = subjectRoles(benchmark.subject, env.roles(episode.frames[0]!.state)).filter((role) => base.words.includes(wordOf(role)));
    const choices = choicesOf(base, env, episode, roles);
    return {
      episode: start.episode,
      key: `${job.benchmark} ${job.subject}`,
      students: studentsIn(episode, roles),
      counts: countsOf(world, episode, roles, choices, sampled),
      slip: slipOf(choices),
    };
  };
}

/** Sums up what was measured of episodes. Throws `BadLog` where a subject was one student first and then another. */
export function measurementOf(episodes: Iterable<EpisodeMeasured>): Measurement {
  const gathered = new Map<string, Counts[]>();
  const students = new Map<string, StudentPlayed>();
  const slips = new Map<string, Slip>();
  for (const { episode, key, students: played, counts, slip } of episodes) {
    for (const student of played) {
      const known = students.get(key) ?? student;
      if (known.digest !== student.digest)
        throw new ArenaError(
          "BadLog",
          `episode ${episode}`,
          `${student.name} is ${student.digest}, and ${known.digest} in episodes before`,
          "expected one student throughout: play the suite anew",
        );
      students.set(key, known);
    }
    const of = gathered.get(key) ?? [];
    gathered.set(key, of);
    of.push(counts);
    if (slip !== undefined) slips.set(episode, slip);
  }
  return { measured: [...gathered].map(([key, of]) => summed(key, of, students.get(key))), slips };
}

/** Measures the subjects of a run that have a teacher. Throws `BadLog` where a subject was one student first and then another. */
export async function measure(
  suite: Suite,
  log: AsyncIterable<LoggedEpisode>,
  { sampled }: { readonly sampled?: number } = {},
): Promise<Measurement> {
  const measuredOf = measuredIn(suite, sampled);
  const episodes: EpisodeMeasured[] = [];
  for await (const episode of log) episodes.push(await measuredOf(provable(episode)));
  return measurementOf(episodes);
}

/** The students that decided for these roles. */
function studentsIn({ frames }: Episode, roles: readonly Role[]): readonly StudentPlayed[] {
  const found = new Map<string, StudentPlayed>();
  for (const { events } of frames)
    for (const event of events)
      if (event.type === "trace" && event.trace.type === "infer" && roles.includes(event.role))
        found.set(event.trace.digest, { name: event.trace.student, digest: event.trace.digest });
  return [...found.values()];
}

function slipOf(choices: readonly Choice[]): Slip | undefined {
  const found = choices.find(({ call, right }) => call.name !== right);
  if (found === undefined) return undefined;
  const { t, role, call, right } = found;
  const retrieved = call.hits === undefined || call.hits.some(({ name }) => name === right);
  return { t, role, stage: call.stage, right, taken: call.name, retrieved };
}

/** Counts of one episode. */
function countsOf(world: World, episode: Episode, roles: readonly Role[], choices: readonly Choice[], sampled: number): Counts {
  const { env, base } = world;
  const counts: Counts = new Map();
  const add = (what: string, right: number, of = 1): void => {
    const known = counts.get(what) ?? [0, 0];
    counts.set(what, [known[0] + right, known[1] + of]);
  };
  const noticeOf = new Map(base.emergency.map(({ name, notice }) => [name, notice]));
  for (const { call, right, notices } of choices) {
    const [stage, same] = [call.stage, call.name === right ? 1 : 0];
    add(`selection ${stage}`, same);
    add("selection all", same);
    add(`function ${right}`, same);
    if (call.hits !== undefined) add("retrieval", call.hits.some(({ name }) => name === right) ? 1 : 0);
    if (noticeOf.has(right)) add("answered", same);
    const isForeign = (name: string) => noticeOf.has(name) && !notices.includes(noticeOf.get(name)!);
    // Where every function is a candidate, the log lists none, but it has the probability of each.
    const candidates = call.hits?.map(({ name }) => name) ?? Object.keys(call.probabilities ?? {});
    if (candidates.some(isForeign)) add("foreign", isForeign(call.name) ? 1 : 0);
  }
  const teacher = functionPolicy(base, (query) => teachersChoice(base, query));
  const likeTeacher = sameAsTeacher(episode, choices);
  const turns: { readonly frame: number; readonly role: Role; readonly says: Json }[] = [];
  for (const [frame, { state, step }] of episode.frames.entries())
    for (const role of roles) {
      const action = step?.actions[role];
      if (action === undefined) continue;
      const says = likeTeacher.has(`${frame} ${role}`) ? action : teacher(env.observe(state, role), env.legal(state, role), role);
      add("moves", canonical(says) === canonical(action) ? 1 : 0);
      turns.push({ frame, role, says });
    }
  const draw = rng(foldName(keyOf(episode.start.seed), "value loss"));
  for (let i = 0; i < sampled && turns.length > 0; i++) {
    const { frame, role, says } = turns[draw.int(turns.length)]!;
    add("loss", lossOf(world, episode, frame, role, says, fold(keyOf(episode.start.seed), i), teacher));
  }
  return counts;
}

/** The turns in which every stage's selection was the teacher's, and its result the action: there the teacher would have done the same. */
function sameAsTeacher({ frames }: Episode, choices: readonly Choice[]): ReadonlySet<string> {
  const chosen = new Map<string, { same: boolean; result: Json }>();
  for (const { t, role, call, right } of choices) {
    const turn = `${t} ${role}`;
    const same = call.name === right && (chosen.get(turn)?.same ?? true);
    chosen.set(turn, { same, result: call.result ?? null });
  }
  const faults = new Set(
    frames.flatMap(({ events }) => events.flatMap((event) => (event.type === "fault" ? [`${event.t} ${event.role}`] : []))),
  );
  return new Set(
    [...chosen].flatMap(([turn, { same, result }]) => {
      const [t, role] = turn.split(" ") as [string, Role];
      const action = frames[Number(t)]?.step?.actions[role];
      return same && !faults.has(turn) && action !== undefined && canonical(result) === canonical(action) ? [turn] : [];
    }),
  );
}

/** What a logged action costs compared with the teacher's: the mean difference of the measure after either, for the role alone or for everybody. */
function lossOf(
  world: World,
  { start, frames }: Episode,
  at: number,
  role: Role,
  says: Json,
  key: Key,
  teacher: ReturnType<typeof functionPolicy>,
): number {
  const { env, base } = world;
  const { state, step } = frames[at]!;
  const taken = step!.actions[role]!;
  if (canonical(taken) === canonical(says) || !env.legal(state, role).some((one) => canonical(one) === canonical(taken))) return 0;
  const gain = (action: Json, draws: Key): number => {
    let next = env.step(state, { ...step!.actions, [role]: action }, fold(draws, 0));
    for (let t = 1; !isOver(env, next); t++) {
      const round = fold(draws, t);
      const actions: Record<Role, Json> = {};
      for (const other of env.turn(next)) {
        const [seen, legal] = [env.observe(next, other), env.legal(next, other)];
        actions[other] = base.words.includes(wordOf(other))
          ? teacher(seen, legal, other)
          : policyOf(world, start, other)(seen, { role: other, legal, key: foldName(round, other) });
      }
      next = env.step(next, actions, round);
    }
    return worthOf(world, next, [role]);
  };
  let loss = 0;
  for (let i = 0; i < DRAWS; i++) loss += gain(says, fold(key, i)) - gain(taken, fold(key, i));
  return loss / DRAWS;
}

/** The policy of a role without functions, as the log's cast has it; throws `BadAgent` for an agent that is no policy. */
function policyOf(world: World, { cast }: StartEvent, role: Role) {
  const { agent } = castFor(cast, role);
  const policy = policiesOf(world)[agent];
  if (policy === undefined)
    throw new ArenaError(
      "BadAgent",
      `measuring ${world.env.id}`,
      `"${agent}" plays "${role}", and is no policy that can be played out`,
      `expected one of ${Object.keys(policiesOf(world)).join(", ")}`,
    );
  return policy.policyFor(world, role);
}

function summed(key: string, episodes: readonly Counts[], student: StudentPlayed | undefined): Measured {
  const [benchmark, subject] = key.split(" ") as [string, string];
  const names = [...new Set(episodes.flatMap((counts) => [...counts.keys()]))].sort();
  const shareOf = (name: string): Share => {
    const parts = episodes.map((counts) => counts.get(name) ?? ([0, 0] as const));
    const ratio = (indices: Uint32Array): number => {
      let [right, of] = [0, 0];
      for (const i of indices) {
        right += parts[i]![0];
        of += parts[i]![1];
      }
      return of === 0 ? 0 : right / of;
    };
    const interval = bootstrap(parts.length, ratio, foldName(foldName(keyOf(0), key), name), { resamples: RESAMPLES });
    return { share: ratio(Uint32Array.from(parts.keys())), ...interval, of: parts.reduce((sum, [, of]) => sum + of, 0) };
  };
  const of = (prefix: string) =>
    Object.fromEntries(names.filter((name) => name.startsWith(prefix)).map((name) => [name.slice(prefix.length), shareOf(name)]));
  const some = (name: string, as: keyof Measured) => (names.includes(name) ? { [as]: shareOf(name) } : {});
  return {
    benchmark,
    subject,
    episodes: episodes.length,
    ...(student === undefined ? {} : { student }),
    selection: of("selection "),
    byFunction: of("function "),
    ...some("retrieval", "retrieval"),
    ...some("answered", "answered"),
    ...some("foreign", "foreign"),
    moves: shareOf("moves"),
    valueLoss: shareOf("loss"),
  };
}
