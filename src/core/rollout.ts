/**
 * Plays episodes: asks the seats, steps the environment, yields what happens.
 *
 * The rollout holds no timer: the host of a seat enforces its deadline and rejects with an error named "Timeout". An error named
 * "FunctionFault" names the function that failed; "BadAnswer" and "ModelFailed" come from language models. A fault of an agent is
 * logged as an event, and a seeded legal action takes the place of its answer; a fault of the arena itself throws.
 */
import { canonical, deepFreeze, digest, frozenCopy, lineHash } from "./digest.ts";
import { ArenaError, lookup, messageOf } from "./errors.ts";
import { coveredText, LOG_FORMAT } from "./log.ts";
import { episodeKeys, fold, rng } from "./random.ts";
import { rangeText } from "./range.ts";
import type {
  ActionRange,
  AgentSpec,
  AnyEnvironment,
  Cast,
  Event,
  FaultCode,
  FaultEvent,
  Frame,
  InjectEvent,
  Injection,
  Json,
  PerRole,
  Role,
  Seat,
  StartEvent,
  Trace,
  TraceEvent,
  Turn,
  Wall,
} from "./types.ts";

/** What an episode needs besides its environment. */
export interface RolloutOptions {
  /** Names the episode within its log; `<env>/<seed>` by default. */
  readonly episode?: string;
  readonly seed: number;
  /** Parameters of the environment, whole or partial. */
  readonly params?: Json;
  /** Who plays, for the log and for `seat`. */
  readonly cast: Cast;
  /** Digests of the data by which the agents decide, besides their code; they are logged in the start event. */
  readonly inputs?: StartEvent["inputs"];
  /** Makes the agent of a role; called once per role, when the role first acts. */
  seat(role: Role, spec: AgentSpec): Seat | Promise<Seat>;
  /** Milliseconds an agent may take for a turn, as told to the seats (default 10 s). */
  readonly deadlineMs?: number;
  /** Returns the current time in milliseconds; if given, steps carry decision times under `wall`. */
  readonly clock?: () => number;
  /** The `wall` of the start event. */
  readonly wall?: Wall;
  /** Returns the emergencies to drop in before the coming step; called again until it returns none. */
  readonly injections?: () => readonly Injection[];
  /** Turns that are forfeited without asking the seat, since asking it killed a worker before. */
  readonly forfeits?: readonly Forfeit[];
  /** Called right before a role is asked. */
  readonly asking?: (t: number, role: Role) => void;
  /** Asks simultaneous roles one after the other, so that a dead worker's last `asking` names the culprit. */
  readonly oneByOne?: boolean;
  /** Takes the first steps from another episode: its steps before `t` are played again on the same keys; of frame `t`, only the emergencies. */
  readonly branch?: { readonly episode: string; readonly t: number; readonly frames: readonly Frame[] };
}

/** A turn that a role forfeits without being asked; with `onward`, it forfeits every later turn as well. */
export type Forfeit = {
  readonly t: number;
  readonly role: Role;
  readonly code: FaultCode;
  readonly message: string;
  readonly traces?: readonly Trace[];
  readonly onward?: boolean;
};

/** The word of a role: `player` of `player-0`. */
export const wordOf = (role: Role): string => role.replace(/-\d+$/, "");

/** The agent cast for a role: by its exact name, else by its word. */
export function castFor(cast: Cast, role: Role): AgentSpec {
  const word = wordOf(role);
  const spec = Object.hasOwn(cast, role) ? cast[role] : Object.hasOwn(cast, word) ? cast[word] : undefined;
  if (spec === undefined)
    throw new ArenaError(
      "BadInput",
      "cast",
      `nobody plays "${role}" (cast: ${Object.keys(cast).join(", ") || "empty"})`,
      `expected an agent for "${role}" or for every "${word}"`,
    );
  return spec;
}

/** The parameters of an environment, checked and with defaults filled in; throws `BadParams`. */
export function parseParams(env: AnyEnvironment, params: Json = {}): Json {
  const parsed = env.params.safeParse(params);
  if (parsed.success) return parsed.data;
  throw badParams(`${env.id} parameters`, parsed.error, env.params);
}

/** An injection with its parameters checked; throws `UnknownId` or `BadParams`. */
export function parseInjection(env: AnyEnvironment, injection: Injection): Injection {
  const emergency = lookup(env.emergencies, injection.emergency, `${env.id} emergencies`, "emergency");
  const parsed = emergency.params.safeParse(injection.params);
  if (!parsed.success) throw badParams(`${env.id} emergency ${injection.emergency}`, parsed.error, emergency.params);
  return { emergency: injection.emergency, params: parsed.data };
}

/** What a schema found wrong, as far as it matters here. */
type Issue = {
  readonly code?: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly expected?: string;
  /** What is wrong by each form that a value may have. */
  readonly errors?: readonly (readonly Issue[])[];
  /** What is wrong with a name. */
  readonly issues?: readonly Issue[];
};

/** A `BadParams` error that names the field, what was wrong, and the fields that exist beside it. */
export function badParams(where: string, error: { readonly issues: readonly object[] }, schema: unknown): ArenaError {
  const issues = (error.issues as readonly Issue[]).flatMap((issue) => causesOf(issue));
  const [{ code, path }] = issues as [Issue];
  const fields = fieldsAt(schema, code === "unrecognized_keys" ? path : path.slice(0, -1));
  return new ArenaError(
    "BadParams",
    where,
    issues.map((issue) => (issue.path.length === 0 ? issue.message : `"${issue.path.join(".")}": ${issue.message}`)).join("; "),
    fields.length === 0 ? "expected other values" : `expected values for any of ${fields.join(", ")}`,
  );
}

/** What is behind an issue: with a name, or with a value by that one of its forms which it has. */
function causesOf(issue: Issue): readonly Issue[] {
  const { path, errors = [], issues = [] } = issue;
  const within = (found: readonly Issue[]) => found.flatMap((one) => causesOf({ ...one, path: [...path, ...one.path] }));
  if (issue.code === "invalid_key") return issues.map(({ message }) => ({ ...issue, code: "", message }));
  if (issue.code !== "invalid_union" || errors.length === 0) return [issue];
  const form = errors.find((found) => found.every((one) => one.code !== "invalid_type" || one.path.length > 0));
  if (form !== undefined) return within(form);
  return [{ path, message: `Invalid input: expected ${errors.map(([first]) => first?.expected ?? "another value").join(" or ")}` }];
}

/** The parts of a schema that lead to the fields within it. */
type Schema = { readonly def?: { readonly type: string; readonly [part: string]: unknown } };

/** The fields of the object that a schema has at a path; none where it has no object there, or one of several. */
function fieldsAt(schema: unknown, path: readonly PropertyKey[]): readonly string[] {
  let at = bareOf(schema);
  for (const step of path) {
    const { type, shape, element, valueType } = at ?? { type: "" };
    at = bareOf(type === "object" ? (shape as Record<PropertyKey, unknown>)[step] : type === "array" ? element : valueType);
  }
  return at?.type === "object" ? Object.keys(at["shape"] as object) : [];
}

/** What a schema is made of, without defaults and the like. */
function bareOf(schema: unknown): NonNullable<Schema["def"]> | undefined {
  const def = (schema as Schema | undefined)?.def;
  const inner = def?.["innerType"] ?? (def?.type === "pipe" ? def["in"] : undefined);
  return inner === undefined ? def : bareOf(inner);
}

/**
 * Plays one episode and yields its events as they happen.
 *
 * Pull-driven: a viewer pauses by not pulling, a benchmark drains it. Seats are disposed of when the
 * generator ends, also when its consumer stops early.
 */
export async function* rollout(env: AnyEnvironment, options: RolloutOptions): AsyncGenerator<Event, void, undefined> {
  await env.prepare?.();
  const { seed, cast, clock, branch } = options;
  const params = parseParams(env, options.params);
  const keys = episodeKeys(seed);
  const hash = lineHash();
  const log = <E extends Event>(event: E): E => {
    hash.add(coveredText(event));
    return event;
  };

  let state = deepFreeze(env.init(params, keys.init));
  const seats = new Map<Role, Seat>();
  const seatOf = (role: Role): Seat | Promise<Seat> => seats.get(role) ?? seated(role);
  const seated = async (role: Role): Promise<Seat> => {
    const seat = await options.seat(role, castFor(cast, role));
    seats.set(role, seat);
    return seat;
  };
  const dispose = () => {
    for (const seat of seats.values()) seat.dispose();
    seats.clear();
  };

  try {
    for (const role of env.roles(state)) castFor(cast, role);
    yield log({
      type: "start",
      format: LOG_FORMAT,
      episode: options.episode ?? `${env.id}/${seed}`,
      env: env.id,
      version: env.version,
      params,
      seed,
      cast,
      digest: digest(state),
      ...(options.inputs === undefined || Object.keys(options.inputs).length === 0 ? {} : { inputs: options.inputs }),
      ...(branch === undefined ? {} : { parent: { episode: branch.episode, t: branch.t } }),
      ...(options.wall === undefined ? {} : { wall: options.wall }),
    } satisfies StartEvent);

    let t = 0;
    for (; !isOver(env, state); t++) {
      // A branch keeps the emergencies of its past, including those right before its own first step.
      let injections: readonly Injection[] =
        branch !== undefined && t <= branch.t ? (branch.frames[t]?.events.filter((event) => event.type === "inject") ?? []) : [];
      const past = branch !== undefined && t < branch.t ? branch.frames[t] : undefined;
      while (injections.length > 0 || (past === undefined && (injections = options.injections?.() ?? []).length > 0)) {
        for (const injection of injections) {
          const { emergency, params: injected } = parseInjection(env, injection);
          state = deepFreeze(env.emergencies[emergency]!.apply(state, injected));
          yield log({ type: "inject", t, emergency, params: injected } satisfies InjectEvent);
        }
        injections = [];
      }
      if (isOver(env, state)) break;

      const roles = env.turn(state);
      const actions: Record<Role, Json> = {};
      const took: Record<Role, number> = {};
      if (past?.step !== undefined) {
        for (const event of past.events) if (event.type !== "inject") yield log(event);
        Object.assign(actions, past.step.actions);
      } else {
        const ask = (role: Role) => decide(env, state, t, role, () => seatOf(role), keys.act(t, role), options);
        const decisions: Decision[] = [];
        if (options.oneByOne === true) for (const role of roles) decisions.push(await ask(role));
        else {
          const asked = roles.map(ask);
          // Most agents answer at once, and waiting for a promise takes longer than some of them do.
          decisions.push(...(asked.some((one) => one instanceof Promise) ? await Promise.all(asked) : (asked as Decision[])));
        }
        for (const [i, role] of roles.entries()) {
          const decision = decisions[i]!;
          actions[role] = decision.action;
          took[role] = decision.ms;
          for (const trace of decision.traces) yield log(traced(t, role, trace));
          if (decision.fault !== undefined) yield log({ type: "fault", t, role, ...decision.fault } satisfies FaultEvent);
        }
      }

      const next = deepFreeze(env.step(state, actions, keys.step(t)));
      const rewards = rewardsOf(env, state, next);
      state = next;
      yield log({
        type: "step",
        t,
        actions,
        rewards,
        digest: digest(state),
        ...(clock === undefined || past !== undefined ? {} : { wall: { ms: took } }),
      });
    }
    dispose(); // a consumer that stops at the end event does not resume the generator
    yield {
      type: "end",
      t,
      reason: env.turn(state).length === 0 ? "terminated" : "truncated",
      returns: env.returns(state),
      outcome: env.outcome(state),
      logDigest: hash.hex(),
    };
  } finally {
    dispose();
  }
}

/** Whether an episode ends in this state: terminated by the rules or truncated at the horizon. */
export function isOver(env: AnyEnvironment, state: Json): boolean {
  const { round, horizon } = env.clock(state);
  return round >= horizon || env.turn(state).length === 0;
}

/** What each role gained from one state to the next. */
export const rewardsOf = (env: AnyEnvironment, before: Json, after: Json): PerRole<number> =>
  gains(env.returns(before), env.returns(after));

/** What each role gained, from the returns before and after. */
export function gains(before: PerRole<number>, after: PerRole<number>): PerRole<number> {
  const all: Record<Role, number> = {};
  for (const role of Object.keys(after)) all[role] = after[role]! - (before[role] ?? 0);
  return all;
}

type Decision = {
  readonly action: Json;
  readonly traces: readonly Trace[];
  readonly fault?: { readonly code: FaultCode; readonly message: string };
  readonly ms: number;
};

/** A trace as an event; what depends on the machine moves from the trace to the event's `wall`. */
function traced(t: number, role: Role, trace: Trace): TraceEvent {
  if (trace.type !== "infer" || trace.wall === undefined) return { type: "trace", t, role, trace };
  const { wall, ...rest } = trace;
  return { type: "trace", t, role, trace: rest, wall };
}

/** Asks one seat for one turn; whatever the seat does, the decision holds a legal action. */
function decide(
  env: AnyEnvironment,
  state: Json,
  t: number,
  role: Role,
  seat: () => Seat | Promise<Seat>,
  key: Turn["key"],
  options: RolloutOptions,
): Decision | Promise<Decision> {
  const { clock, deadlineMs = DEFAULT_DEADLINE_MS } = options;
  const legal = deepFreeze(env.legal(state, role));
  const traces: Trace[] = [];
  let open = true;
  const began = clock?.() ?? 0;
  const close = (action: Json, fault?: { code: FaultCode; message: string }): Decision => {
    open = false;
    return { action, traces, ms: (clock?.() ?? 0) - began, ...(fault === undefined ? {} : { fault }) };
  };
  const forfeit = (code: FaultCode, message: string) => close(rng(fold(key, FALLBACK)).pick(legal), { code, message });
  const failed = (thrown: unknown): Decision => {
    const name = thrown instanceof Error ? thrown.name : "";
    return forfeit(NAMED.find((code) => code === name) ?? "AgentCrash", messageOf(thrown));
  };
  const judged = (answer: Json): Decision =>
    isLegal(legal, answer) ? close(answer) : forfeit("IllegalAction", illegal(legal, answer, env.range?.(state, role)));
  const asked = (ready: Seat): Json | Promise<Json> => {
    const observation = deepFreeze(env.observe(state, role));
    const range = env.range?.(state, role);
    const turn: Turn = { role, t, legal, key, deadlineMs, ...(range === undefined ? {} : { range }) };
    return ready.act(observation, turn, (trace) => {
      if (open) traces.push(frozenCopy(trace));
    });
  };

  const doomed = options.forfeits?.find((f) => f.role === role && (f.t === t || (f.onward === true && f.t < t)));
  if (doomed !== undefined) {
    traces.push(...(doomed.t === t ? (doomed.traces ?? []) : []));
    return forfeit(doomed.code, doomed.message);
  }
  let answer: Json | Promise<Json>;
  try {
    options.asking?.(t, role);
    const ready = seat();
    answer = ready instanceof Promise ? ready.then(asked) : asked(ready);
  } catch (thrown) {
    return failed(thrown);
  }
  return answer instanceof Promise ? answer.then(judged, failed) : judged(answer);
}

const FALLBACK = 0xfa11;

/** Fault codes that an agent reports by the name of its error. */
const NAMED: readonly FaultCode[] = ["Timeout", "FunctionFault", "BadAnswer", "ModelFailed"];

/** Milliseconds an agent may take for a turn when nothing else is said. */
export const DEFAULT_DEADLINE_MS = 10_000;

/** Whether an action is among the legal ones, by value. */
export function isLegal(legal: readonly Json[], action: unknown): boolean {
  if (action === null || typeof action !== "object") return legal.includes(action as Json);
  try {
    const chosen = canonical(action as Json);
    return legal.some((one) => canonical(one) === chosen);
  } catch {
    return false;
  }
}

function illegal(legal: readonly Json[], answer: unknown, range: ActionRange | undefined): string {
  let found: string;
  try {
    found = canonical(answer as Json);
  } catch {
    found = `a value that is not JSON (${typeof answer})`;
  }
  if (found.length > 120) found = `${found.slice(0, 120)}...`;
  return `chose ${found}, expected ${range === undefined ? `one of ${legal.map((action) => canonical(action)).join(", ")}` : rangeText(range)}`;
}
