/**
 * Subjects that are not scored: a player in their games gave no answer, so that what was played there was not theirs.
 *
 * Whoever answers plays, however badly: illegal actions, useless answers and functions that fail are faults, and scored. Where an endpoint
 * refuses, a model fails, an agent crashes or nothing comes in time, a random action takes the answer's place. A subject ends with the
 * episode in which a player gives no answer for the twentieth time in a row, in the order of the suite; its further episodes are not played.
 * At the end it is not scored either if a player gave an answer in none of its turns. An agent with its parameters is one player, whatever
 * number of seats it has.
 */
import { canonical, type Cast, castFor, type Event, type FaultCode, type Role } from "../src/core/index.ts";

/** Turns of a player in a row without an answer with which its subject ends. */
export const MOST_SILENT = 20;

/** Faults of turns in which no answer came. */
const SILENT: readonly FaultCode[] = ["ModelFailed", "AgentCrash", "Timeout"];

/** A player's turn; `why` there was no answer, if there was none. */
export type Taken = { readonly player: string; readonly agent: string; readonly why?: string };

/** The turns of an episode, in their order. */
export function turnsIn(events: Iterable<Event>): readonly Taken[] {
  const turns: Taken[] = [];
  let reasons: Record<Role, string> = {};
  let playerOf = (role: Role): Taken => ({ player: role, agent: role });
  for (const event of events) {
    if (event.type === "start") playerOf = playersIn(event.cast);
    if (event.type === "fault" && SILENT.includes(event.code)) reasons[event.role] = `${event.code}: ${event.message}`;
    if (event.type !== "step") continue;
    for (const role of Object.keys(event.actions))
      turns.push({ ...playerOf(role), ...(Object.hasOwn(reasons, role) ? { why: reasons[role]! } : {}) });
    reasons = {};
  }
  return turns;
}

/** The same turns as far as they tell who gave no answer: where everybody did, one for each player. */
export function distinctTurns(turns: readonly Taken[]): readonly Taken[] {
  if (turns.some(({ why }) => why !== undefined)) return turns;
  return [...new Map(turns.map((turn) => [turn.player, turn])).values()];
}

/** Who plays a role of a cast. */
function playersIn(cast: Cast): (role: Role) => Taken {
  const known = new Map<Role, Taken>();
  return (role) => {
    let player = known.get(role);
    if (player === undefined) {
      const spec = castFor(cast, role);
      known.set(role, (player = { player: canonical(spec), agent: spec.agent }));
    }
    return player;
  };
}

/** The same, from the lines of an episode; those of one in which nobody made a fault are not looked at, and it has none. */
export const turnsInLines = (lines: readonly string[]): readonly Taken[] =>
  lines.some((line) => line.includes(FAULT)) ? turnsIn(lines.filter(isOne).map((line) => JSON.parse(line) as Event)) : [];

const FAULT = '"type":"fault"';
const isOne = (line: string): boolean => line.includes(FAULT) || /"type":"(start|step)"/.test(line);

/** Follows the turns of a subject through its episodes, in the order of the suite. */
export function hearing() {
  const players = new Map<string, { readonly agent: string; turns: number; silent: number; row: number; why: string }>();
  let ended: string | undefined;
  return {
    /** Takes the turns of the next episode. */
    take(turns: readonly Taken[]): void {
      // Everybody who was silent before has answered, or was not asked.
      if (turns.every(({ why }) => why === undefined)) for (const one of players.values()) one.row = 0;
      for (const { player, agent, why } of turns) {
        const one = players.get(player) ?? { agent, turns: 0, silent: 0, row: 0, why: "" };
        players.set(player, one);
        one.turns++;
        if (why === undefined) {
          one.row = 0;
          continue;
        }
        one.silent++;
        if (one.row++ === 0) one.why = why;
        if (one.row >= MOST_SILENT) ended ??= `${agent} gave no answer in ${one.row} turns in a row (${one.why})`;
      }
    },

    /** Why the subject ended, if it did. */
    get ended(): string | undefined {
      return ended;
    },

    /** Why the subject is not scored after its last episode; undefined if it is. */
    get reason(): string | undefined {
      if (ended !== undefined) return ended;
      const mute = [...players.values()].find(({ turns, silent }) => silent === turns);
      if (mute === undefined) return undefined;
      return `${mute.agent} gave no answer in ${mute.turns === 1 ? "its only turn" : `any of its ${mute.turns} turns`} (${mute.why})`;
    },
  };
}

/** Follows the subjects of a run while it is played, and says whose further episodes are not wanted. `episodes` are the suite's, in its order. */
export function endings(episodes: readonly { readonly episode: string; readonly benchmark: string; readonly subject: string }[]) {
  const subjects = new Map<string, { readonly list: string[]; readonly heard: ReturnType<typeof hearing>; next: number }>();
  const places = new Map<string, readonly [subject: string, place: number]>();
  const waiting = new Map<string, readonly Taken[]>();
  for (const { episode, benchmark, subject } of episodes) {
    const name = `${benchmark}/${subject}`;
    const one = subjects.get(name) ?? { list: [], heard: hearing(), next: 0 };
    subjects.set(name, one);
    places.set(episode, [name, one.list.length]);
    one.list.push(episode);
  }
  return {
    /** Takes the turns of an episode; episodes come in any order. */
    take(episode: string, turns: readonly Taken[]): void {
      waiting.set(episode, turns);
      const one = subjects.get(places.get(episode)![0])!;
      for (let known; one.heard.ended === undefined && (known = waiting.get(one.list[one.next]!)) !== undefined; one.next++) {
        one.heard.take(known);
        waiting.delete(one.list[one.next]!);
      }
    },

    /** Whether an episode is to be played, or kept: its subject had not ended before. */
    wants(episode: string): boolean {
      const [name, place] = places.get(episode)!;
      const { heard, next } = subjects.get(name)!;
      return heard.ended === undefined || place < next;
    },
  };
}
