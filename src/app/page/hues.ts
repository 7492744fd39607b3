/** The colours of roles outside the board: the same as those of their pieces on it. */
import { type Role, seatOf, SIDES, type Tone, wordOf } from "../../core/index.ts";
import { lookOf } from "./look.ts";
import { wordsOf } from "../set-up/setup.ts";

/** Seats that share a hue, a name and a curve: all seats of a word, or a single seat. */
export interface Group {
  readonly name: string;
  readonly word: string;
  readonly tone: Tone;
  readonly roles: readonly Role[];
}

/** The groups of an environment's roles, in the order of the roles. */
export function groupsOf(env: string, roles: readonly Role[]): readonly Group[] {
  const { hues } = lookOf(env);
  const words = wordsOf(roles);
  const taken = words.flatMap((word) => hues[word] ?? []);
  const free = SIDES.filter((side) => !taken.includes(side));
  return words.flatMap((word): readonly Group[] => {
    const seats = roles.filter((role) => wordOf(role) === word);
    // Where all seats have one word, each is a side of its own.
    const hue = hues[word] ?? (words.length === 1 && seats.length > 1 ? (free.length > 0 ? free : SIDES) : (free.shift() ?? "neutral"));
    if (typeof hue === "string") return [{ name: word, word, tone: hue, roles: seats }];
    return seats.map((role) => ({ name: role, word, tone: hue[seatOf(role) % hue.length] ?? "neutral", roles: [role] }));
  });
}

/** The hue of one role among all. */
export const toneOf = (env: string, roles: readonly Role[], role: Role): Tone =>
  groupsOf(env, roles).find((group) => group.roles.includes(role))?.tone ?? "neutral";

/** The hues of a word's seats, each once. */
export const tonesOf = (env: string, roles: readonly Role[], word: string): readonly Tone[] => [
  ...new Set(groupsOf(env, roles).flatMap((group) => (group.word === word ? [group.tone] : []))),
];
