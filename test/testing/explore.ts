/** Walks: episodes of a subject, kept moment by moment, with emergencies by the schedule or dropped in by hand. */
import {
  type AnyEnvironment,
  deepFreeze,
  episodeKeys,
  type Injection,
  isLegal,
  isOver,
  type Json,
  messageOf,
  parseInjection,
  parseParams,
  type PerRole,
} from "../../src/core/index.ts";
import { excerpt } from "./compare.ts";
import { actionsOf, type Way } from "./plays.ts";

/** An emergency before a round. */
export type Due = { readonly round: number; readonly emergency: string };

/** An emergency that was dropped in by hand, with the states around it. */
export type Drop = Injection & { readonly before: Json; readonly after: Json };

/** A moment of a walk. `actions` and `next` are absent where the walk stops. */
export type Moment = {
  readonly t: number;
  readonly where: string;
  readonly walk: Walk;
  readonly state: Json;
  readonly round: number;
  /** Emergencies that were dropped in right before it. */
  readonly drops: readonly Drop[];
  readonly actions?: PerRole<Json>;
  readonly next?: Json;
};

/** How a walk is played. */
export type Plan = {
  readonly preset: string;
  readonly way: Way;
  readonly seed: number;
  /** Emergencies by the schedule. */
  readonly schedule: readonly Due[];
  /** Emergencies dropped in by hand: before a round, or before a step. */
  readonly byHand?: readonly Due[] | undefined;
  readonly atStep?: { readonly t: number; readonly emergency: string };
};

/** An error that was thrown in a walk. */
export type Fault = { readonly where: string; readonly call: string; readonly message: string; readonly writes: boolean };

/** A walk and its moments; they end at the fault if there was one. */
export type Walk = Plan & {
  readonly name: string;
  readonly moments: Moment[];
  readonly ended: boolean;
  readonly rounds: number;
  readonly fault?: Fault;
  /** Why the parameters were refused. */
  readonly refused?: string;
};

/** Whether an error comes from a write to frozen data. */
export const isWrite = (thrown: unknown): boolean =>
  thrown instanceof TypeError && /read.?only|not extensible|Cannot (add|delete|define|assign)|frozen|sealed/i.test(thrown.message);

/** Plays one walk; an error that is thrown ends it and is kept as its fault. */
export function walk(env: AnyEnvironment, plan: Plan, steps: number): Walk {
  const { preset, way, seed, schedule, byHand = [], atStep } = plan;
  const drops = [...schedule, ...byHand, ...(atStep === undefined ? [] : [atStep])].map(({ emergency, ...at }) => {
    const when = "round" in at ? `before round ${at.round}` : `before step ${at.t}`;
    return `, ${emergency} ${when}`;
  });
  const name = `preset ${preset}, ${way.name} play, seed ${seed}${drops.slice(0, 3).join("")}${drops.length > 3 ? ", ..." : ""}`;
  const moments: Moment[] = [];
  const made = { ...plan, name, moments, ended: false, rounds: 0 };
  const walked: { -readonly [F in keyof Walk]: Walk[F] } = made;
  let call = "params";
  let t = 0;
  try {
    const emergencies = schedule.map(({ round, emergency }) => ({ round, emergency, params: {} }));
    let params: Json;
    try {
      params = parseParams(env, { ...(env.presets[preset]!.params as object), ...(emergencies.length === 0 ? {} : { emergencies }) });
    } catch (thrown) {
      walked.refused = messageOf(thrown);
      return walked;
    }
    const keys = episodeKeys(seed);
    call = "init()";
    let state = deepFreeze(env.init(deepFreeze(params), keys.init));
    let began = -1;
    for (; t <= steps; t++) {
      call = "clock()";
      const { round } = env.clock(state);
      const due = [
        ...(round > began ? byHand.filter((one) => one.round === round) : []),
        ...(atStep?.t === t ? [{ round, emergency: atStep.emergency }] : []),
      ];
      began = Math.max(began, round);
      const dropped: Drop[] = [];
      if (!isOver(env, state))
        for (const { emergency } of due) {
          call = `apply() of ${emergency}`;
          const injection = parseInjection(env, { emergency, params: {} });
          const after = deepFreeze(env.emergencies[emergency]!.apply(state, deepFreeze(injection.params)));
          dropped.push({ ...injection, before: state, after });
          state = after;
        }
      const moment: Moment = { t, where: `${name}, step ${t}`, walk: walked, state, round, drops: dropped };
      call = "turn()";
      walked.ended = isOver(env, state);
      walked.rounds = round;
      if (walked.ended || t === steps) {
        moments.push(moment);
        break;
      }
      call = `legal(), range() or a player`;
      const actions = deepFreeze(actionsOf(env, way, state, seed, t));
      for (const [role, action] of Object.entries(actions))
        if (!isLegal(env.legal(state, role), action))
          throw new Error(`${way.name} play chose ${excerpt(action)} for ${role}, which is not legal`);
      call = "step()";
      const next = deepFreeze(env.step(state, actions, keys.step(t)));
      moments.push({ ...moment, actions, next });
      state = next;
    }
  } catch (thrown) {
    walked.fault = { where: `${name}, step ${t}`, call, message: messageOf(thrown), writes: isWrite(thrown) };
  }
  return walked;
}
