/** Re-simulates logged episodes and checks that the rules lead to everything the log says. */
import { canonical, deepFreeze, digest, lineHash } from "./digest.ts";
import { ArenaError } from "./errors.ts";
import { coveredText, textRead, LOG_FORMAT } from "./log.ts";
import { episodeKeys } from "./random.ts";
import { gains, isLegal, isOver, parseInjection, parseParams } from "./rollout.ts";
import type { AnyEnvironment, EndEvent, Episode, Event, FaultEvent, Frame, InjectEvent, PerRole, StartEvent, TraceEvent } from "./types.ts";

/**
 * Replays an episode: checks every line, action, reward and digest, the outcome and the log's own
 * digest, and returns the states. Throws `Diverged` or `BadLog`, naming the step.
 */
export async function replay(env: AnyEnvironment, events: readonly Event[]): Promise<Episode> {
  await env.prepare?.();
  const frames: Frame[] = [];
  const walk = replayFrames(env, events);
  for (;;) {
    const next = walk.next();
    if (next.done === true) return { start: events[0] as StartEvent, frames, end: next.value };
    frames.push(next.value);
  }
}

/** `replay`, a frame at a time: the state before each step with its events, and last the final state. */
export function* replayFrames(env: AnyEnvironment, events: readonly Event[]): Generator<Frame, EndEvent, undefined> {
  const start = events[0];
  if (start?.type !== "start")
    throw bad("replay", `it begins with ${start === undefined ? "nothing" : `"${start.type}"`}`, "expected a start event");
  const where = `replay ${start.episode}`;
  if (start.format !== LOG_FORMAT) throw bad(where, `log format ${start.format}`, `expected ${LOG_FORMAT}`);
  if (start.env !== env.id || start.version !== env.version)
    throw bad(
      where,
      `it was played on ${start.env}@${start.version}`,
      `expected ${env.id}@${env.version}: replay it with the version of the arena that wrote it`,
    );
  const params = parseParams(env, start.params);
  if (canonical(params) !== canonical(start.params)) throw bad(where, "its parameters are incomplete", "expected them whole, as written");
  const keys = episodeKeys(start.seed);
  const hash = lineHash();
  const cover = (event: Event) => hash.add(textRead(event));
  /** The digest of the log's lines as they would be written now: they may stand in another form of JSON. */
  const writtenAnew = (count: number): string => {
    const anew = lineHash();
    for (const event of events.slice(0, count)) anew.add(coveredText(event));
    return anew.hex();
  };

  let state = deepFreeze(env.init(params, keys.init));
  if (digest(state) !== start.digest) throw diverged(where, "start", digest(state), start.digest);
  cover(start);
  let t = 0;
  let gained = env.returns(state);
  let pending: (TraceEvent | FaultEvent | InjectEvent)[] = [];
  let before = state;

  for (let i = 1; i < events.length; i++) {
    const event = events[i]!;
    if (event.type === "start") throw bad(where, "a second start", "expected one episode");
    if (event.t !== t) throw bad(where, `a "${event.type}" event of t=${event.t} at t=${t}`, "expected the steps in order");
    switch (event.type) {
      case "inject": {
        const { emergency, params: injected } = parseInjection(env, event);
        state = deepFreeze(env.emergencies[emergency]!.apply(state, injected));
        before = state;
        gained = env.returns(state);
        pending.push(event);
        break;
      }
      case "trace":
      case "fault":
        pending.push(event);
        break;
      case "step": {
        if (isOver(env, state)) throw bad(where, `a step at t=${t}`, "expected none: the episode is over");
        const roles = env.turn(state);
        for (const role of roles)
          if (!isLegal(env.legal(state, role), event.actions[role]))
            throw diverged(
              where,
              `t=${t}: action of ${role}`,
              `not legal (${JSON.stringify(event.actions[role]) ?? "missing"})`,
              "a legal one",
            );
        if (Object.keys(event.actions).length !== roles.length)
          throw diverged(where, `t=${t}: actions`, Object.keys(event.actions).join(", "), roles.join(", "));
        const next = deepFreeze(env.step(state, event.actions, keys.step(t)));
        const found = digest(next);
        if (found !== event.digest) throw diverged(where, `t=${t}: digest`, found, event.digest);
        const returns = env.returns(next);
        const rewards = gains(gained, returns);
        if (!sameNumbers(rewards, event.rewards)) throw diverged(where, `t=${t}: rewards`, canonical(rewards), canonical(event.rewards));
        gained = returns;
        yield { t, state: before, events: pending, step: event };
        state = next;
        before = next;
        pending = [];
        t++;
        break;
      }
      case "end": {
        if (!isOver(env, state)) throw bad(where, `an end at t=${t}`, "expected more steps: the episode is not over");
        const reason = env.turn(state).length === 0 ? "terminated" : "truncated";
        const ended = canonical({ reason, returns: env.returns(state), outcome: env.outcome(state) });
        const recorded = canonical({ reason: event.reason, returns: event.returns, outcome: event.outcome });
        if (ended !== recorded) throw diverged(where, "end", ended, recorded);
        const found = hash.hex() === event.logDigest ? event.logDigest : writtenAnew(i);
        if (found !== event.logDigest)
          throw new ArenaError(
            "Diverged",
            where,
            `log digest ${found} over its lines, recorded ${event.logDigest}`,
            "expected equal ones: a line was edited after it was written",
          );
        if (i < events.length - 1) throw bad(where, "events after the end", "expected the end to be last");
        yield { t, state, events: pending };
        return event;
      }
      default:
        event satisfies never;
    }
    cover(event);
  }
  throw bad(where, `no end after t=${t}`, "expected a whole episode (the log was cut off)");
}

/** Whether two records have the same numbers under the same names. */
function sameNumbers(a: PerRole<number>, b: PerRole<number>): boolean {
  let fields = 0;
  for (const name in a) {
    if (a[name] !== b[name]) return false;
    fields++;
  }
  for (const _ in b) fields--;
  return fields === 0;
}

const bad = (where: string, found: string, expected: string) => new ArenaError("BadLog", where, found, expected);
const diverged = (where: string, at: string, found: string, recorded: string) =>
  new ArenaError(
    "Diverged",
    where,
    `${at} is ${found} when played again`,
    `expected ${recorded} as recorded: the log was edited, or the rules changed`,
  );
