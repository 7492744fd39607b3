/** The page's state: the set-up, the episodes on show, the role whose view is shown, and the address (URL fragment) that holds them. */
import { computed, effect, signal, untracked } from "@preact/signals";
import { agents } from "../../../agents/index.ts";
import {
  type AgentSpec,
  type AnyEnvironment,
  type Cast,
  castFor,
  canonical,
  type Injection,
  type Json,
  messageOf,
  parseParams,
  type Role,
  type StartEvent,
  wordOf,
} from "../../core/index.ts";
import type { Theme } from "../../render/palette.ts";
import type { Question } from "../watch/person.ts";
import { type Address, readAddress, readBaseAddress, readDistilAddress, readPromptAddress, writeAddress } from "./address.ts";
import { Comparison } from "../compare/comparison.ts";
import { SPEEDS, USUAL_SPEED } from "../watch/playback.ts";
import { branchOf, pastOf } from "../watch/past.ts";
import { type Branch, Player, type Recording } from "../watch/player.ts";
import { checked, completed, envOf, firstSetup, hasPerson, type Setup } from "../set-up/setup.ts";

/** A page that is shown in place of the episode. */
export type Aside =
  | { readonly page: "functions"; readonly env: string; readonly name?: string }
  | { readonly page: "prompt"; readonly env: string }
  | { readonly page: "distil"; readonly env: string };

/** What is set up. */
export const setup = signal<Setup>(firstSetup());
/** The line-ups of a comparison besides the one set up; empty for a single episode. */
export const rivals = signal<readonly Cast[]>([]);
/** The episode or the comparison on show. */
export const playback = signal<Player | Comparison | undefined>(undefined);
/** The episode on show, if it is a single one. */
export const player = computed(() => (playback.value instanceof Player ? playback.value : undefined));
/** The comparison on show. */
export const comparison = computed(() => (playback.value instanceof Comparison ? playback.value : undefined));
/** Every episode on show. */
export const players = computed<readonly Player[]>(() => comparison.value?.players ?? (player.value === undefined ? [] : [player.value]));
/** The role whose view was chosen; if undefined, the page shows everything. */
export const view = signal<Role | undefined>(undefined);
/** The page shown in place of the episode, which is paused meanwhile: a function base, prompts to try, or students in the making. */
export const aside = signal<Aside | undefined>(undefined);
/** Why the page cannot show what was asked for. */
export const problem = signal<string | undefined>(undefined);
/** A short message about what was just done, or refused. */
export const notice = signal<{ readonly text: string; readonly bad: boolean } | undefined>(undefined);
/** Light or dark, as the system says. */
export const theme = signal<Theme>("light");

/** Whether the page was opened without an address of its own, as by somebody who comes for the first time; dismissed, or gone on from, it is not. */
export const welcome = signal(false);
/** The tab that is open beside the board. */
export const tab = signal("step");

/** The speed that the person chose, in steps a second; it is kept from one episode to the next. */
export const speed = signal(USUAL_SPEED);
/** Matches if the system asks for reduced motion. */
const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** Whether shapes may glide; otherwise they jump. */
export const moves = (): boolean => !calm.matches;

/** The roles a person plays in the episode on show, while it lasts. */
export const myRoles = computed<readonly Role[]>(() => {
  const { value: now } = player;
  if (now === undefined || now.recorded || now.end !== undefined || now.start === undefined) return [];
  const { cast } = now.start;
  return now.env.roles(now.frames[0]!.state).filter((role) => agents[castFor(cast, role).agent]?.inPage === true);
});

/** The role whose view the page shows: a person who plays sees no more than their role may see. */
export const eyes = computed<Role | undefined>(() => {
  const question = player.value?.person.question.value;
  if (myRoles.value.length === 0) return view.value;
  return question?.role ?? (view.value !== undefined && myRoles.value.includes(view.value) ? view.value : myRoles.value[0]);
});

/** The roles whose decisions may be shown, all if undefined: a person who plays, or chose the view of a role, sees no other decisions. */
export const told = computed<readonly Role[] | undefined>(() => {
  if (myRoles.value.length > 0) return myRoles.value;
  return view.value === undefined ? undefined : [view.value];
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

/** Shows an episode or a comparison in place of the one on show. */
function show(next: Player | Comparison, t: Address["t"], autoplay: boolean): void {
  if (playback.peek() !== undefined) welcome.value = false;
  playback.peek()?.leave();
  next.speed.value = speed.peek();
  playback.value = next;
  notice.value = undefined;
  problem.value = undefined;
  const left = aside.peek() !== undefined;
  aside.value = undefined;
  if (left) write(untracked(addressNow), true);
  const begun = t === "parting" ? (next as Comparison).beginAtParting() : next.begin(t);
  void begun.then(() => {
    if (playback.peek() !== next) return;
    if (typeof t === "number" && next.over && next.last < t) say(`The episode ends at step ${next.last}: a step ${t} does not come.`);
    if (autoplay) void next.play();
  });
}

/** The branch that each line-up begins with; undefined where it begins at the start. */
type Froms = readonly (Branch | undefined)[];

/** What plays a setup: a comparison if there are other line-ups, else a single episode. */
const episodesOf = (one: Setup, others: readonly Cast[], froms: Froms): Player | Comparison =>
  others.length === 0 ? Player.live(one, froms[0]) : new Comparison([one, ...others.map((cast) => ({ ...one, cast }))], froms);

/** Sets up an episode, or several to compare, and shows them; entering or leaving a comparison adds an entry to the browser history. */
export function start(wanted: Setup, others: readonly Cast[], t: number | undefined, autoplay: boolean, froms: Froms = []): void {
  attempt(() => {
    const next = checked(wanted);
    const casts = others.map((cast) => checked({ ...next, cast }).cast);
    const episodes = episodesOf(next, casts, froms);
    turnPage(casts.length > 0, () => {
      setup.value = next;
      rivals.value = casts;
      if (view.peek() !== undefined && castWord(next, view.peek()!) === undefined) view.value = undefined;
      show(episodes, t, autoplay || hasPerson(next));
    });
  });
}

/** Sets up an episode and shows it, playing if the one before was playing; further line-ups stay as they are. */
export function open(wanted: Setup, autoplay = playback.peek()?.playing.peek() ?? false): void {
  start(wanted, rivals.peek(), undefined, autoplay);
}

/** Plays the current set-up again from the start. */
export const restart = (): void => open(setup.peek());

/** Shows the game the page opens with. */
export const openFirst = (): void => start(firstSetup(), [], undefined, true);

/** Shows a verified episode of a log, and takes the set-up from it. */
export function openRecorded(recording: Recording): void {
  const { env, events } = recording;
  const { params, cast, seed } = events[0] as StartEvent;
  turnPage(false, () => {
    setup.value = completed({ env: env.id, ...nearestPreset(env, params), cast, seed });
    rivals.value = [];
    view.value = undefined;
    show(Player.recorded(recording), undefined, true);
  });
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

/** Begins an episode that goes on from the frame on show, with other agents or one more emergency. */
export function branch(cast: Readonly<Record<string, AgentSpec>> = {}, injection?: Injection): void {
  const old = player.peek();
  if (old?.start === undefined) return;
  const from = old.branchHere();
  attempt(() => {
    const next = checked({ ...setup.peek(), cast: { ...setup.peek().cast, ...cast } });
    const episode = Player.live(next, from, injection === undefined ? [] : [injection]);
    setup.value = next;
    show(episode, from.t, hasPerson(next));
    say(`A branch from step ${from.t}: it goes on from here with the same random keys.`);
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

/** Copies the address of what is on show, or shows it where copying is not allowed. */
export async function copyAddress(): Promise<void> {
  if (aside.peek() === undefined) write(untracked(addressNow));
  try {
    await navigator.clipboard.writeText(location.href);
    say("The link is copied: it shows the same again.");
  } catch {
    say(`This browser does not let the page copy: the address is ${location.href}`);
  }
}

function attempt(act: () => void): void {
  try {
    act();
  } catch (error) {
    say(messageOf(error), true);
  }
}

const castWord = ({ cast }: Setup, role: Role): AgentSpec | undefined => cast[role] ?? cast[wordOf(role)];

/** Chooses a speed, in steps a second. */
export function chooseSpeed(steps: number): void {
  speed.value = steps;
  const now = playback.peek();
  if (now !== undefined) now.speed.value = steps;
}

/** Chooses the next faster (1) or slower (-1) speed. */
export function quicken(direction: -1 | 1): void {
  const at = SPEEDS.indexOf(speed.peek());
  chooseSpeed(SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, at + direction))] ?? USUAL_SPEED);
}

/** The address that the page last read or wrote; any other address is still to be read. */
let known: string | undefined;

/** The page that an address asks for in place of the episode; undefined if it asks for none. Throws `UnknownId`. */
function readAside(hash: string): Aside | undefined {
  const base = readBaseAddress(hash);
  if (base !== undefined) return { page: "functions", ...base };
  const prompt = readPromptAddress(hash);
  if (prompt !== undefined) return { page: "prompt", env: prompt };
  const env = readDistilAddress(hash);
  return env === undefined ? undefined : { page: "distil", env };
}

/** Reads the address and shows what it asks for, or says what is wrong with it. */
function readHash(): void {
  const leaving = aside.peek() !== undefined;
  try {
    aside.value = readAside(location.hash);
    if (aside.peek() !== undefined) {
      playback.peek()?.pause();
      problem.value = undefined;
      return;
    }
  } catch (error) {
    refuse(error);
    return;
  }
  if (location.hash === known) {
    // Changes just before the other page was opened are not in this history entry yet.
    if (leaving) write(untracked(addressNow));
    return;
  }
  known = location.hash;
  try {
    const address = readAddress(location.hash);
    const { prepare } = envOf(address.setup);
    if (address.pasts === undefined || prepare === undefined) openAddress(address);
    else {
      // The steps of a past are taken here, so that what they need must be loaded; another address may have been read meanwhile.
      const { hash } = location;
      const still = (act: () => void) => () => (known === hash ? act() : undefined);
      void prepare()
        .then(still(() => openAddress(address)))
        .catch((error: unknown) => still(() => refuse(error))());
    }
  } catch (error) {
    refuse(error);
  }
}

/** Opens the episode that an address asks for. Throws `BadInput` where its past does not fit its set-up. */
function openAddress(address: ReturnType<typeof readAddress>): void {
  // The steps of a past are the same whoever is cast.
  const froms = (address.pasts ?? []).map((past) => (past === undefined ? undefined : branchOf(address.setup, past)));
  const episodes = episodesOf(address.setup, address.rivals, froms);
  setup.value = address.setup;
  rivals.value = address.rivals;
  view.value = address.view;
  chooseSpeed(address.speed ?? USUAL_SPEED);
  show(episodes, address.t ?? froms[0]?.t, (address.t === undefined && moves()) || hasPerson(address.setup));
}

/** Shows what is wrong with the address, in place of an episode. */
function refuse(error: unknown): void {
  known = location.hash;
  playback.peek()?.leave();
  playback.value = undefined;
  rivals.value = [];
  aside.value = undefined;
  problem.value = messageOf(error);
}

/** The link back from other pages to the episode on show. */
export const watchAddress = (): string => (known === undefined || known === "" || playback.peek() === undefined ? "#" : known);

/** The address of what is on show; it names the step unless the episode is playing or a person takes part. */
function addressNow(): Address | undefined {
  const now = playback.value;
  if (now === undefined || problem.value !== undefined) return undefined;
  const casts = [setup.value.cast, ...rivals.value];
  const pasts = players.value.map((one, i) => pastOf({ ...setup.value, cast: casts[i] ?? setup.value.cast }, one));
  return {
    setup: setup.value,
    rivals: rivals.value,
    ...(pasts.every((past) => past === undefined) ? {} : { pasts }),
    ...(view.value === undefined ? {} : { view: view.value }),
    ...(speed.value === USUAL_SPEED ? {} : { speed: speed.value }),
    ...(now.playing.value || (now.last < 0 && now.bound.value === 0) || hasPerson(setup.value)
      ? {}
      : { t: now instanceof Comparison && now.seeking.value ? ("parting" as const) : now.bound.value || now.cursor.value }),
  };
}

/** Writes the address into the browser history: in place of the current entry, or as a new one (`anew`). */
function write(address: Address | undefined, anew = false): void {
  if (address === undefined) return;
  history[anew ? "pushState" : "replaceState"](null, "", `#${writeAddress(address)}`);
  known = location.hash;
}

/** Runs `act`; if it enters or leaves a comparison, adds an entry to the browser history, so that the back button undoes it. */
function turnPage(comparing: boolean, act: () => void): void {
  const turns = playback.peek() !== undefined && comparing !== rivals.peek().length > 0;
  if (turns) write(untracked(addressNow));
  act();
  if (turns) write(untracked(addressNow), true);
}

/** Keeps the state and the page's address in sync from now on. */
export function connect(): void {
  welcome.value = location.hash === "";
  addEventListener("hashchange", () => {
    welcome.value = false;
    readHash();
  });
  readHash();

  let timer: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    const address = addressNow();
    clearTimeout(timer);
    // Writes are debounced, as browsers refuse addresses that change too often.
    // If the person has gone to another address in the meantime, it is not overwritten.
    if (address !== undefined) timer = setTimeout(() => location.hash === known && write(address), 250);
  });
}
