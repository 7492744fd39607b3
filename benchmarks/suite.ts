/** Suites: benchmarks as data. A suite is a JSON file in `suites/`, checked here. */
import { z } from "zod";
import { lackOf, type Ports, resolveAgent } from "../agents/index.ts";
import { metricNamed } from "../agents/world.ts";
import { worldOf } from "../src/worlds.ts";
import {
  type AgentSpec,
  ArenaError,
  badParams,
  canonical,
  type Cast,
  castFor,
  digest,
  episodeKeys,
  type Json,
  type Metric,
  lookup,
  neverDue,
  parseParams,
  type Role,
  type Scheduled,
  type Split,
  SPLIT_SIZE,
  SPLITS,
  type StartEvent,
  wordOf,
} from "../src/core/index.ts";

const spec = z.union([
  z.string().transform((agent): AgentSpec => ({ agent })),
  z
    .strictObject({ agent: z.string(), params: (z.json() as z.ZodType<Json>).optional() })
    .transform(({ agent, params }): AgentSpec => (params === undefined ? { agent } : { agent, params })),
]);

/** A day in milliseconds. Timers of more than 2^31 milliseconds would ring at once. */
const LONGEST_MS = 86_400_000;

const benchmarkSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, "expected lower-case letters, digits and dashes"),
  title: z.string().min(1),
  env: z.string(),
  preset: z.string().default("default"),
  params: z.record(z.string(), z.json()).default({}),
  seeds: z
    .strictObject({
      split: z.enum(Object.keys(SPLITS) as [Split, ...Split[]]),
      first: z.int().min(0).default(0),
      count: z.int().min(1).max(100_000),
    })
    .refine(({ first, count }) => first + count <= SPLIT_SIZE, {
      path: ["first"],
      error: `seeds of the next split, expected at most ${SPLIT_SIZE} in a split`,
    }),
  subject: z.string(),
  /** The other seats: agents by role or by its word, or the name of one of the world's casts. */
  cast: z.union([z.string(), z.record(z.string(), spec)]).default({}),
  subjects: z
    .record(
      z.string().regex(/^[a-z0-9][a-z0-9.-]*$/, "no name of a subject, expected lower-case letters from a to z, digits, dots and dashes"),
      spec,
    )
    .refine((subjects) => Object.keys(subjects).length > 0, "nobody, expected at least one subject"),
  deadlineMs: z.int().min(1).max(LONGEST_MS).default(10_000),
  /** The metric that subjects are compared and normalised on; the world's own unless it is given. */
  measure: z.string().optional(),
  /** The names of the subjects whose mean is 0 and 1 of the normalised score; `random` and `expert` unless they are given. */
  zero: z.string().optional(),
  one: z.string().optional(),
});

export const suiteSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, "expected lower-case letters, digits and dashes"),
  version: z.int().min(1),
  title: z.string().min(1),
  benchmarks: z.array(benchmarkSchema).min(1),
});

/** One comparison: an environment, seeds, a cast, and the subjects that take the subject's seats in turn. */
export type Benchmark = z.output<typeof benchmarkSchema>;

/** A versioned list of benchmarks. */
export type Suite = z.output<typeof suiteSchema>;

/** One episode to play, named `<benchmark>/<subject>/<seed>`. */
export type Job = {
  readonly episode: string;
  readonly benchmark: string;
  readonly subject: string;
  readonly env: string;
  readonly params: Json;
  readonly seed: number;
  readonly cast: Cast;
  readonly deadlineMs: number;
};

/** Ports for agents that are made only to check that they can be; they never play. */
const PORTS: Ports = {
  sandbox: () => Promise.reject(new Error("no sandbox in a check")),
  chat: () => Promise.reject(new Error("no model in a check")),
  student: () => Promise.reject(new Error("no student in a check")),
  causal: () => Promise.reject(new Error("no pretrained model in a check")),
  program: () => Promise.reject(new Error("no program in a check")),
  embed: () => Promise.reject(new Error("no embeddings in a check")),
};

/** Reads a suite and checks every id and parameter in it; throws `BadParams`, `UnknownId` or `BadAgent`. */
export function parseSuite(data: unknown, where: string): Suite {
  const parsed = suiteSchema.safeParse(data);
  if (!parsed.success) throw badParams(`suite ${where}`, parsed.error, suiteSchema);
  const suite = parsed.data;
  const seen = new Set<string>();
  for (const benchmark of suite.benchmarks) {
    if (seen.has(benchmark.id))
      throw new ArenaError("BadInput", `suite ${where}`, `two benchmarks called "${benchmark.id}"`, "expected distinct ids");
    seen.add(benchmark.id);
    checkBenchmark(benchmark);
  }
  return suite;
}

function checkBenchmark(benchmark: Benchmark): void {
  const world = worldOf(benchmark.env, `benchmark ${benchmark.id}`);
  const { env } = world;
  const state = env.init(parseParams(env, paramsOf(benchmark)), episodeKeys(0).init);
  const roles = env.roles(state);
  if (subjectRoles(benchmark.subject, roles).length === 0)
    throw new ArenaError(
      "BadInput",
      `benchmark ${benchmark.id}`,
      `no role for its subject "${benchmark.subject}"`,
      `expected a role or its word: ${roles.slice(0, 12).join(", ")}`,
    );
  checkCast(benchmark, roles);
  checkSchedule(benchmark, env.clock(state).horizon);
  measureOf(benchmark);
  const { zero, one } = scaleOf(benchmark);
  if (benchmark.zero !== undefined || benchmark.one !== undefined)
    for (const name of [zero, one]) lookup(benchmark.subjects, name, `benchmark ${benchmark.id}: zero and one`, "subject");
  if (zero === one)
    throw new ArenaError("BadInput", `benchmark ${benchmark.id}`, `"${zero}" is both zero and one`, "expected two subjects for the scale");
  for (const [name, subject] of Object.entries(playersOf(benchmark))) {
    const cast = castOf(benchmark, subject);
    for (const role of roles) {
      const { kind, params } = resolveAgent(castFor(cast, role), world, role);
      if (kind.inPage === true)
        throw new ArenaError(
          "BadAgent",
          `benchmark ${benchmark.id}`,
          `"${name}" seats a person at "${role}"`,
          "expected agents that play alone",
        );
      // An agent in the wrong seat fails here, and not in every turn of every episode.
      const seat = kind.create(params, { world, role, ports: PORTS });
      if (seat instanceof Promise) seat.then((made) => made.dispose()).catch(() => {});
      else seat.dispose();
    }
  }
}

/** Refuses agents for roles that nobody has, and for seats that the subject takes. */
function checkCast(benchmark: Benchmark, roles: readonly Role[]): void {
  const { id, subject, params } = benchmark;
  const words = roles.map(wordOf);
  const subjects = subjectRoles(subject, roles);
  // Rule changes may bring more roles of a word.
  const changes = ((params["emergencies"] ?? []) as readonly Json[]).length > 0;
  for (const name of Object.keys(opponentsOf(benchmark))) {
    const seats = subjectRoles(name, roles);
    if (seats.length === 0 && !(changes && words.includes(wordOf(name))))
      lookup(Object.fromEntries([...words, ...roles].map((role) => [role, role])), name, `benchmark ${id}: cast`, "role");
    if (seats.length > 0 && seats.every((role) => subjects.includes(role)))
      throw new ArenaError(
        "BadInput",
        `benchmark ${id}: cast`,
        `"${name}" is cast, and is a seat of the subject "${subject}"`,
        "expected agents for the other seats alone",
      );
  }
}

/** Refuses rule changes that come when the episode is over. */
function checkSchedule(benchmark: Benchmark, horizon: number): void {
  const { emergencies = [] } = paramsOf(benchmark) as { readonly emergencies?: readonly Scheduled[] };
  const late = neverDue(emergencies, horizon);
  if (late !== undefined)
    throw new ArenaError(
      "BadInput",
      `benchmark ${benchmark.id}`,
      `${late.emergency} before round ${late.round}, and there are ${horizon} rounds, counted from 0`,
      "expected rule changes that happen",
    );
}

/** A benchmark's parameters: its preset's, overridden by its own. */
export function paramsOf(benchmark: Benchmark): Json {
  const { env } = worldOf(benchmark.env, `benchmark ${benchmark.id}`);
  const preset = lookup(env.presets, benchmark.preset, `${benchmark.env} presets`, "preset");
  return { ...(preset.params as Record<string, Json>), ...(benchmark.params as Record<string, Json>) };
}

/** Who plays the seats that are not the subject's. */
export function opponentsOf({ id, env, cast }: Benchmark): Cast {
  return typeof cast === "string" ? lookup(worldOf(env, `benchmark ${id}`).benchmark.casts, cast, `benchmark ${id}: cast`, "cast") : cast;
}

/** The cast of all seats, with a subject in the seats of the benchmark's subject: one role, or every role of a word. */
export const castOf = (benchmark: Benchmark, subject: AgentSpec): Cast => ({ ...opponentsOf(benchmark), [benchmark.subject]: subject });

/** The names of the subjects that are 0 and 1 of the normalised score. */
export const scaleOf = ({ zero = "random", one = "expert" }: Benchmark): { readonly zero: string; readonly one: string } => ({ zero, one });

/** The metric that a benchmark is about. */
export const measureOf = ({ id, env, measure }: Benchmark): Metric => {
  const world = worldOf(env, `benchmark ${id}`);
  return metricNamed(world, measure ?? world.benchmark.measure, `benchmark ${id}: measure`);
};

/** The subjects that can play. */
export const playersOf = ({ subjects }: Benchmark): Benchmark["subjects"] =>
  Object.fromEntries(Object.entries(subjects).filter(([, spec]) => lackOf(spec) === undefined));

/** The subjects that cannot play, each with what it lacks. */
export const absentOf = ({ subjects }: Benchmark): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(subjects).flatMap(([name, spec]) => {
      const lack = lackOf(spec);
      return lack === undefined ? [] : [[name, lack]];
    }),
  );

/** The episodes of a suite, in the order of its log. */
export function jobsOf(suite: Suite): readonly Job[] {
  return suite.benchmarks.flatMap((benchmark) => {
    const params = paramsOf(benchmark);
    const { split, first, count } = benchmark.seeds;
    return Object.entries(playersOf(benchmark)).flatMap(([subject, spec]) =>
      Array.from({ length: count }, (_, i): Job => {
        const seed = SPLITS[split] + first + i;
        return {
          episode: `${benchmark.id}/${subject}/${seed}`,
          benchmark: benchmark.id,
          subject,
          env: benchmark.env,
          params,
          seed,
          cast: castOf(benchmark, spec),
          deadlineMs: benchmark.deadlineMs,
        };
      }),
    );
  });
}

/** Throws `BadLog` when an episode was played otherwise than its job asks. */
export function checkPlayed(job: Job, { env, params, seed, cast }: StartEvent, where: string): void {
  const asked = canonical({ env: job.env, params: parseParams(worldOf(job.env, where).env, job.params), seed: job.seed, cast: job.cast });
  const found = canonical({ env, params, seed, cast });
  if (found !== asked) throw new ArenaError("BadLog", where, `played as ${found}`, `expected ${asked} as the run's suite asks`);
}

/** The seats whose scores count: every role of the subject's word, or the one role it names. */
export const subjectRoles = (subject: string, roles: readonly Role[]): readonly Role[] =>
  roles.filter((role) => role === subject || wordOf(role) === subject);

/** The digest of a suite: what a run was played on. */
export const suiteDigest = (suite: Suite): string => digest(suite as unknown as Json);
