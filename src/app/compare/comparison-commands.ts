/** Commands that begin, change and leave a comparison of line-ups. */
import type { AgentSpec, Json, Role } from "../../core/index.ts";
import type { Branch } from "../watch/player.ts";
import { type Comparison, LETTERS } from "./comparison.ts";
import { hasPerson, paramsOf, rivalOf, withoutPeople } from "../set-up/setup.ts";
import { comparison, moves, open, playback, player, rivals, say, setup, start } from "../page/state.ts";

/** Plays the current set-up again from the start, beside a second line-up. */
export function compare(): void {
  const one = withoutPeople(setup.peek());
  const byHand = player.peek()?.events.some(({ type }) => type === "inject") === true;
  const left = [
    ...(hasPerson(setup.peek()) ? ["an agent has taken your seat"] : []),
    ...(byHand ? ["emergencies dropped in by hand are left out"] : []),
  ];
  start(one, [rivalOf(one)], undefined, moves());
  if (left.length > 0) say(`The line-ups play from the start: ${left.join(", ")}.`);
}

/**
 * Changes a rule in every line-up from the step on show on: at the beginning of the coming round, as if it had been scheduled from the start. The line-ups play up
 * to here again, as they did, since all their draws are the same.
 */
export function changeRule(emergency: string): void {
  const now = comparison.peek();
  const [first] = now?.players ?? [];
  const at = now?.cursor.peek() ?? 0;
  if (now === undefined || first === undefined) return;
  const { env } = first;
  const roundAt = (t: number) => env.clock(first.frames[Math.min(t, first.last)]!.state).round;
  const here = roundAt(at);
  // Within a round the change waits for the next one: it may not come before moves that were made without it.
  const round = at > 0 && roundAt(at - 1) === here ? here + 1 : here;
  const { emergencies = [] } = paramsOf(setup.peek()) as { readonly emergencies?: readonly Json[] };
  const next = { ...setup.peek().changes, emergencies: [...emergencies, { round, emergency, params: {} }] };
  start({ ...setup.peek(), changes: next }, rivals.peek(), at, false, branchesOf(now));
  say(`${env.emergencies[emergency]!.title}: from round ${round + 1} on, in every line-up.`);
}

/** What leads to the step on show in line-ups that went on from a branch: their agents alone would not come there again. */
const branchesOf = ({ players }: Comparison): readonly (Branch | undefined)[] =>
  players.map((one) => (one.start?.parent === undefined ? undefined : one.branchHere()));

/** Goes on in every line-up from the step on show, with another agent in one seat. */
export function branchAll(cast: Readonly<Record<Role, AgentSpec>>): void {
  const now = comparison.peek();
  if (now === undefined || now.players.some((one) => one.start === undefined)) return;
  const t = now.cursor.peek();
  const froms = now.players.map((one) => one.branchHere());
  const others = rivals.peek().map((one) => ({ ...one, ...cast }));
  start({ ...setup.peek(), cast: { ...setup.peek().cast, ...cast } }, others, t, false, froms);
  say(`A branch from step ${t} in every line-up: they go on from here with the same random keys.`);
}

/** Leaves the comparison for one of its line-ups, at the step on show. */
export function watchAlone(index = 0): void {
  const now = comparison.peek();
  if (now === undefined) return;
  const cast = [setup.peek().cast, ...rivals.peek()][index]!;
  start({ ...setup.peek(), cast }, [], now.bound.peek() || now.cursor.peek(), now.playing.peek(), [branchesOf(now)[index]]);
}

/** Begins a comparison, or leaves it. */
export function toggleComparison(): void {
  if (player.peek() !== undefined) compare();
  else watchAlone();
}

/** Adds a line-up that differs from the others, as long as there is a letter for it. */
export function addLineUp(): void {
  const casts = rivals.peek();
  if (casts.length + 1 < LETTERS.length) changeRivals([...casts, rivalOf(setup.peek(), casts)]);
}

/** Removes a line-up; if only one is left, the comparison ends and that one is shown alone. */
export function removeLineUp(index: number): void {
  const casts = [setup.peek().cast, ...rivals.peek()].filter((_, i) => i !== index);
  if (casts.length === 1) watchAlone(index === 0 ? 1 : 0);
  else start({ ...setup.peek(), cast: casts[0]! }, casts.slice(1), undefined, playback.peek()?.playing.peek() ?? false);
}

/** Gives a team of a line-up another agent. */
export function recast(index: number, word: Role, spec: AgentSpec): void {
  if (index === 0) open({ ...setup.peek(), cast: { ...setup.peek().cast, [word]: spec } });
  else changeRivals(rivals.peek().map((cast, i) => (i === index - 1 ? { ...cast, [word]: spec } : cast)));
}

const changeRivals = (casts: Parameters<typeof start>[1]): void =>
  start(setup.peek(), casts, undefined, playback.peek()?.playing.peek() ?? false);
