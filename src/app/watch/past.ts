/** The steps of an episode as a short text, by which an address carries what the seed and the agents alone would not reproduce. */
import {
  ArenaError,
  canonical,
  digest,
  episodeKeys,
  type Event,
  type Frame,
  type InjectEvent,
  isOver,
  type Json,
  parseInjection,
  rewardsOf,
} from "../../core/index.ts";
import type { Branch } from "./player.ts";
import { envOf, isPerson, paramsOf, type Setup } from "../set-up/setup.ts";

/** The first steps of an episode, whoever took them. */
export interface Past {
  /** The index of each action among the legal ones, in base 36: step by step, and within a step in the order of `turn`. */
  readonly steps: string;
  /** The emergencies that were dropped in: the step before which each came, its id and its parameters. */
  readonly drops: readonly (readonly [t: number, emergency: string, params: Json])[];
}

/** The steps of an episode, if a person, a log, a branch or an emergency by hand was part of it; else undefined: the set-up alone repeats it. */
export function pastOf(
  setup: Setup,
  episode: { readonly frames: readonly Frame[]; readonly events: readonly Event[]; readonly recorded: boolean },
): Past | undefined {
  const { frames, events, recorded } = episode;
  const [start] = events;
  if (start?.type !== "start") return undefined;
  const own = recorded || start.parent !== undefined || Object.values(setup.cast).some(isPerson);
  if (!own && !events.some(({ type }) => type === "inject")) return undefined;
  const env = envOf(setup);
  const taken = frames.filter(({ step }) => step !== undefined);
  const steps = taken.map((frame) => {
    const known = texts.get(frame);
    if (known !== undefined) return known;
    const text = env
      .turn(frame.state)
      .map((role) => {
        const legal = env.legal(frame.state, role).map((action) => canonical(action));
        return digits(legal.indexOf(canonical(frame.step!.actions[role] ?? null)), legal.length);
      })
      .join("");
    texts.set(frame, text);
    return text;
  });
  const drops = events.flatMap((event) => (event.type === "inject" ? [[event.t, event.emergency, event.params] as const] : []));
  return taken.length === 0 && drops.length === 0 ? undefined : { steps: steps.join(""), drops };
}

/** The branch that replays a past's steps with the keys of a set-up's seed; throws `BadInput` where they do not fit the set-up. */
export function branchOf(setup: Setup, past: Past): Branch {
  const env = envOf(setup);
  const keys = episodeKeys(setup.seed);
  const frames: Frame[] = [];
  let state = env.init(paramsOf(setup), keys.init);
  let rest = past.steps;
  for (let t = 0; ; t++) {
    const events = past.drops.flatMap(([at, emergency, params]): InjectEvent[] =>
      at === t ? [{ type: "inject", t, ...parseInjection(env, { emergency, params }) }] : [],
    );
    for (const { emergency, params } of events) state = env.emergencies[emergency]!.apply(state, params);
    if (rest === "") {
      frames.push({ t, state, events });
      const late = past.drops.find(([at]) => at > t);
      if (late !== undefined) throw misfit("drops", `an emergency before step ${late[0]} of ${t}`);
      return { episode: `${env.id}/${setup.seed}`, t, frames };
    }
    if (isOver(env, state)) throw misfit("past", `"${rest}" after the end of the episode`);
    const actions: Record<string, Json> = {};
    for (const role of env.turn(state)) {
      const legal = env.legal(state, role);
      const size = digits(0, legal.length).length;
      const text = rest.slice(0, size);
      const action = /^[0-9a-z]+$/.test(text) && text.length === size ? legal[Number.parseInt(text, 36)] : undefined;
      if (action === undefined) throw misfit("past", `"${text}" for ${role} in step ${t}, which has ${legal.length} legal actions`);
      actions[role] = action;
      rest = rest.slice(size);
    }
    const next = env.step(state, actions, keys.step(t));
    frames.push({
      t,
      state,
      events,
      step: { type: "step", t, actions, rewards: rewardsOf(env, state, next), digest: digest(next) },
    });
    state = next;
  }
}

/** The text of each frame's step, cached as a step that was taken never changes. */
const texts = new WeakMap<Frame, string>();

/** An index below `count` in base 36, padded to the width of the largest one. */
const digits = (index: number, count: number): string => index.toString(36).padStart((Math.max(1, count) - 1).toString(36).length, "0");

const misfit = (name: string, what: string): ArenaError =>
  new ArenaError(
    "BadInput",
    `address: ${name}`,
    what,
    "expected the steps of an episode with this set-up; without them, the episode is played anew",
  );
