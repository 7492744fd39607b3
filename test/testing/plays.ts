/** Ways to play: at random, with similar actions by all roles, with the same habit throughout, by the subject's players, and mixed. */
import { type AnyEnvironment, episodeKeys, fold, type Json, type PerRole, rng, type Role } from "../../src/core/index.ts";
import type { Decide, PlayerTurn, Subject } from "./subject.ts";

/** Chooses the action of a role; its draws depend only on the seed, the step and the role. */
export type Choose = (state: Json, turn: PlayerTurn, seed: number, t: number) => Json;

/** A way to play; `skilled` if it asks a player of the subject. */
export type Way = { readonly name: string; readonly skilled: boolean; readonly choose: Choose };

const SHARED = 0x5a5e;
const HABIT = 0x4ab1;

/** The legal action at a share (0 to 1) of the way through their list. */
const along = (legal: readonly Json[], share: number): Json => legal[Math.min(legal.length - 1, Math.floor(share * legal.length))]!;

/** A random number that all roles share in a step. */
const together = (seed: number, t: number): number => rng(fold(episodeKeys(seed).act(t, "all"), SHARED)).uniform();

/** The ways to play a subject, the simplest first. */
export function waysOf({ env, players = {} }: Subject): readonly Way[] {
  const random: Choose = (_state, { legal, key }) => rng(key).pick(legal);
  const low: Choose = (_state, { legal }, seed, t) => along(legal, together(seed, t) / 3);
  const high: Choose = (_state, { legal }, seed, t) => along(legal, 1 - together(seed, t) / 3);
  const steady: Choose = (_state, { legal, role }, seed) => along(legal, rng(fold(episodeKeys(seed).act(0, role), HABIT)).uniform());
  const asked = Object.entries(players).map(([name, player]): Way => {
    const known = new Map<Role, Decide | undefined>();
    return {
      name,
      skilled: true,
      choose(state, turn, seed, t) {
        if (!known.has(turn.role)) known.set(turn.role, player(turn.role));
        const decide = known.get(turn.role);
        return decide === undefined ? random(state, turn, seed, t) : decide(env.observe(state, turn.role), turn);
      },
    };
  });
  const plain: readonly Way[] = Object.entries({ random, low, high, steady }).map(([name, choose]) => ({ name, skilled: false, choose }));
  const parts = asked.length > 0 ? [...asked, plain[0]!] : plain;
  const mixed: Choose = (state, turn, seed, t) => rng(fold(turn.key, SHARED)).pick(parts).choose(state, turn, seed, t);
  return [...plain, { name: "mixed", skilled: asked.length > 0, choose: mixed }, ...asked];
}

/** What the roles in turn do. */
export function actionsOf(env: AnyEnvironment, { choose }: Way, state: Json, seed: number, t: number): PerRole<Json> {
  const keys = episodeKeys(seed);
  const actions: Record<Role, Json> = {};
  for (const role of env.turn(state)) {
    const range = env.range?.(state, role);
    const turn = { role, legal: env.legal(state, role), key: keys.act(t, role), ...(range === undefined ? {} : { range }) };
    if (turn.legal.length > 0) actions[role] = choose(state, turn, seed, t);
  }
  return actions;
}
