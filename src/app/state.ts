/** The page's state: what is set up, who plays, whose eyes we see through, and the address that says so. */
import { computed, effect, signal } from "@preact/signals";
import { agents } from "../../agents/index.ts";
import {
  type AgentSpec,
  castFor,
  type AnyEnvironment,
  canonical,
  type Injection,
  type Json,
  messageOf,
  parseParams,
  type Role,
  type StartEvent,
} from "../core/index.ts";
import type { Theme } from "../render/palette.ts";
import type { Question } from "./person.ts";
import { Player, type Recording, SPEEDS, USUAL_SPEED } from "./player.ts";
import { type Address, checked, completed, firstSetup, readAddress, type Setup, writeAddress } from "./setup.ts";

/** What is set up. */
export const setup = signal<Setup>(firstSetup());
/** The episode on show. */
export const player = signal<Player | undefined>(undefined);
/** The role whose eyes were chosen; everything is seen when absent. */
export const view = signal<Role | undefined>(undefined);
/** Why the page cannot show what was asked for. */
export const problem = signal<string | undefined>(undefined);
/** A short message about what was just done, or refused. */
export const notice = signal<{ readonly text: string; readonly bad: boolean } | undefined>(undefined);
/** Light or dark, as the system says. */
export const theme = signal<Theme>("light");

/** Speed chosen by the person: it outlives episodes. */
export const speed = signal(USUAL_SPEED);
/** Whether things may move. */
const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** Whether shapes glide or jump. */
export const moves = (): boolean => !calm.matches;

/** The roles a person plays in the episode on show, while it lasts. */
export const myRoles = computed<readonly Role[]>(() => {
  const { value: now } = player;
  if (now === undefined || now.recorded || now.end !== undefined || now.start === undefined) return [];
  const { cast } = now.start;
  return now.env.roles(now.frames[0]!.state).filter((role) => agents[castFor(cast, role).agent]?.inPage === true);
});

/** The role whose eyes the page sees through: who plays sees no more than their role may see. */
export const eyes = computed<Role | undefined>(() => {
  const question = player.value?.person.question.value;
  if (myRoles.value.length === 0) return view.value;
  return question?.role ?? (view.value !== undefined && myRoles.value.includes(view.value) ? view.value : myRoles.value[0]);
});

/** The question to the person, while the newest frame is on show. */
export const asked = computed<Question | undefined>(() => {
  const { value: now } = player;
  return now !== undefined && now.cursor.value === now.frames.length - 1 ? now.person.question.value : undefined;
});

/** Answers the question on show, and plays on. */
export function answer(action: Json): void {
  const now = player.peek();
  if (now === undefined || asked.peek() === undefined) return;
  now.person.answer(action);
  void now.play();
}

/** Shows an episode in place of the one before. */
function show(next: Player, t: number | undefined, autoplay: boolean): void {
  player.peek()?.leave();
  next.speed.value = speed.peek();
  player.value = next;
  notice.value = undefined;
  void next.begin(t).then(() => {
    if (autoplay && player.peek() === next) void next.play();
  });
}

/** Sets up an episode and shows it, playing on if one was playing. */
export function open(wanted: Setup, autoplay = player.peek()?.playing.peek() ?? false): void {
  attempt(() => {
    const next = checked(wanted);
    const episode = Player.live(next);
    setup.value = next;
    problem.value = undefined;
    if (view.peek() !== undefined && castWord(next, view.peek()!) === undefined) view.value = undefined;
    show(episode, undefined, autoplay || hasPerson(next));
  });
}

/** Plays the same episode again from the start. */
export const restart = (): void => open(setup.peek());

/** Shows an episode of a log that was verified, with its setup beside it. */
export function openRecorded(recording: Recording): void {
  const { env, events } = recording;
  const { params, cast, seed } = events[0] as StartEvent;
  setup.value = completed({ env: env.id, ...nearestPreset(env, params), cast, seed });
  view.value = undefined;
  problem.value = undefined;
  show(Player.recorded(recording), undefined, true);
}

/** The preset from which parameters differ least, and the differences. */
function nearestPreset(env: AnyEnvironment, params: Json): Pick<Setup, "preset" | "changes"> {
  const all = Object.entries(env.presets).map(([preset, one]) => {
    const usual = parseParams(env, one.params) as Setup["changes"];
    const changed = Object.entries(params as Setup["changes"]).filter(
      ([name, value]) => canonical(value) !== canonical(usual[name] ?? null),
    );
    return { preset, changes: Object.fromEntries(changed), count: changed.length };
  });
  const { preset, changes } = all.reduce((best, one) => (one.count < best.count ? one : best));
  return { preset, changes };
}

/** Goes on from the frame on show as an episode of its own, with other agents or one more emergency. */
export function branch(cast: Readonly<Record<string, AgentSpec>> = {}, injection?: Injection): void {
  const old = player.peek();
  if (old?.start === undefined) return;
  const from = old.branchHere();
  attempt(() => {
    const next = checked({ ...setup.peek(), cast: { ...setup.peek().cast, ...cast } });
    const episode = Player.live(next, from, injection === undefined ? [] : [injection]);
    setup.value = next;
    show(episode, from.t, hasPerson(next));
    say(`A branch from step ${from.t}: it goes on from here on the same chances.`);
  });
}

/** Drops in an emergency; where the frame on show is not the newest one, a branch begins there. */
export async function dropEmergency(injection: Injection): Promise<void> {
  const now = player.peek();
  if (now?.start === undefined) return;
  if (now.recorded || now.end !== undefined || now.cursor.peek() < now.frames.length - 1) {
    branch({}, injection);
    return;
  }
  try {
    await now.drop(injection);
  } catch (error) {
    say(messageOf(error), true);
  }
}

/** Shows a short message. */
export function say(text: string, bad = false): void {
  notice.value = { text, bad };
}

function attempt(act: () => void): void {
  try {
    act();
  } catch (error) {
    say(messageOf(error), true);
  }
}

const castWord = ({ cast }: Setup, role: Role): AgentSpec | undefined => cast[role] ?? cast[role.replace(/-\d+$/, "")];
const hasPerson = ({ cast }: Setup): boolean => Object.values(cast).some(({ agent }) => agents[agent]?.inPage === true);

/** Chooses a speed, in steps a second. */
export function chooseSpeed(steps: number): void {
  speed.value = steps;
  const now = player.peek();
  if (now !== undefined) now.speed.value = steps;
}

/** Chooses the next faster (1) or slower (-1) speed. */
export function quicken(direction: -1 | 1): void {
  const at = SPEEDS.indexOf(speed.peek());
  chooseSpeed(SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, at + direction))] ?? USUAL_SPEED);
}

/** What the page wrote into the address itself. */
let written: string | undefined;

/** Reads the address and shows what it asks for, or says what is wrong with it. */
function readHash(): void {
  if (location.hash.slice(1) === written) return;
  try {
    const address = readAddress(location.hash);
    setup.value = address.setup;
    view.value = address.view;
    chooseSpeed(address.speed ?? USUAL_SPEED);
    problem.value = undefined;
    show(Player.live(address.setup), address.t, (address.t === undefined && moves()) || hasPerson(address.setup));
  } catch (error) {
    player.peek()?.leave();
    player.value = undefined;
    written = undefined;
    problem.value = messageOf(error);
  }
}

/** The address of what is on show; a step belongs to it while nothing plays. */
function addressNow(): Address | undefined {
  const { value: now } = player;
  if (now === undefined || problem.value !== undefined) return undefined;
  return {
    setup: setup.value,
    ...(view.value === undefined ? {} : { view: view.value }),
    ...(speed.value === USUAL_SPEED ? {} : { speed: speed.value }),
    ...(now.playing.value || now.start === undefined || hasPerson(setup.value) ? {} : { t: now.cursor.value }),
  };
}

/** Connects the state with the page's address. */
export function connect(): void {
  addEventListener("hashchange", readHash);
  readHash();

  let timer: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    const address = addressNow();
    clearTimeout(timer);
    if (address === undefined) return;
    // Browsers refuse addresses that change too often.
    timer = setTimeout(() => {
      written = writeAddress(address);
      history.replaceState(null, "", `#${written}`);
    }, 250);
  });
}
