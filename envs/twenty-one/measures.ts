/** The measures of `twenty-one`: what hands win, and, without luck, what decisions lose against the best ones. */
import { type Episode, type Metric, type Role } from "../../src/core/index.ts";
import { isNatural, valueOf } from "./cards.ts";
import { observe, type Observation } from "./observation.ts";
import { Odds, type Values } from "./odds.ts";
import type { State } from "./state.ts";
import type { Action } from "./step.ts";

/** The odds of some observations, by all that they depend on: in games without decks they recur. */
const known = new Map<string, Odds>();

/** The most odds that are kept. */
const KEPT = 500;

/** What the actions of a player are worth by what it sees, in stakes of 1; exact where cards are put back. */
export function valuesFor({ game, target, stands, tens, me, dealer, unseen, hole }: Observation): Values {
  const { naturalPays, naturalBeats, decks } = game;
  const table = { target, stands, tens, naturalPays, naturalBeats, hole: hole ?? unseen, unseen };
  const key = decks > 0 ? "" : `${dealer} ${Object.values(table).join(" ")}`;
  let odds = key === "" ? undefined : known.get(key);
  if (odds === undefined) {
    odds = new Odds(table, dealer!);
    if (known.size >= KEPT) known.clear();
    if (key !== "") known.set(key, odds);
  }
  const hard = me.cards.reduce((sum, card) => sum + valueOf(card, tens), 0);
  return odds.values(hard, me.cards.includes(1), isNatural(me.cards, tens));
}

/** The values of the actions that are open to a player, in their order. */
export const openValues = ({ stick, hit, double }: Values, legal: readonly Action[]): readonly number[] =>
  legal.map((action) => (action === "stick" ? stick : action === "hit" ? hit : double));

/** Below this, two actions are worth the same. */
const SAME = 1e-9;

/** A decision of a player: what it saw, did, and lost by it against the best action. */
export type Judged = {
  readonly t: number;
  readonly seen: Observation;
  readonly action: Action;
  readonly values: Values;
  readonly loss: number;
};

/** Every decision of some roles in an episode, judged. */
export function judged({ frames }: Episode, subject: readonly Role[]): readonly Judged[] {
  return frames.flatMap(({ t, state, step }) =>
    Object.entries(step?.actions ?? {}).flatMap(([role, done]): readonly Judged[] => {
      if (!subject.includes(role)) return [];
      const seen = observe(state as unknown as State, role);
      const values = valuesFor(seen);
      const action = done as Action;
      const open: readonly Action[] = seen.game.double && seen.me.cards.length === 2 ? ["stick", "hit", "double"] : ["stick", "hit"];
      const loss = Math.max(...openValues(values, open)) - openValues(values, [action])[0]!;
      return [{ t, seen, action, values, loss: loss < SAME ? 0 : loss }];
    }),
  );
}

const handsIn = ({ end, frames }: Episode, subject: readonly Role[]): number => {
  const { round } = frames.at(-1)!.state as unknown as State;
  return round * subject.filter((role) => role in end.returns).length;
};

const each = (id: string, title: string, better: Metric["better"], of: (episode: Episode, subject: readonly Role[]) => number): Metric => ({
  id,
  title,
  better,
  kind: "mean",
  of: (episode, subject) => {
    const hands = handsIn(episode, subject);
    return hands === 0 ? null : of(episode, subject) / hands;
  },
});

const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);

/** The measures of this game. */
export const metrics: readonly Metric[] = [
  each("gain_a_hand", "Stakes won a hand", "higher", ({ end }, subject) => sum(subject.map((role) => end.returns[role] ?? 0))),
  each("loss_a_hand", "Stakes lost a hand by decisions that are not the best, on average over the cards", "lower", (episode, subject) =>
    sum(judged(episode, subject).map(({ loss }) => loss)),
  ),
  {
    id: "mistake_rate",
    title: "Decisions that are not the best",
    better: "lower",
    kind: "mean",
    of: (episode, subject) => {
      const all = judged(episode, subject);
      return all.length === 0 ? null : all.filter(({ loss }) => loss > 0).length / all.length;
    },
  },
  each("over_rate", "Hands that went over the target", "lower", ({ frames }, subject) =>
    sum(
      frames.slice(1).map(({ state }, i) => {
        const [before, after] = [frames[i]!.state, state] as unknown as readonly [State, State];
        if (after.round === before.round || after.last === null) return 0;
        return after.last.hands.filter(({ broken }, seat) => broken && subject.includes(`gambler-${seat}`)).length;
      }),
    ),
  ),
];
