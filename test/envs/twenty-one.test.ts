import { describe, expect, test } from "vitest";
import { policyOf } from "../../agents/policies.ts";
import { playedOut } from "../../agents/episode.ts";
import { countsOf, deckOf, plus, total, worthOf } from "../../envs/twenty-one/cards.ts";
import { twentyOne } from "../../envs/twenty-one/env.ts";
import { endsOf } from "../../envs/twenty-one/odds.ts";
import { gainOf, type State } from "../../envs/twenty-one/state.ts";
import { type Action, startAt } from "../../envs/twenty-one/step.ts";
import { episodeKeys, fold, isOver, type Json, keyOf, parseInjection, parseParams, rng } from "../../src/core/index.ts";
import { worldOf } from "../../src/worlds.ts";
import { dealerByHand, meanOf, worths } from "./twenty-one.ts";

const world = worldOf("twenty-one");
const solver = policyOf(world, "solver", "gambler-0");
const greedy = policyOf(world, "greedy", "gambler-0");
const paramsOf = (params: Json = {}) => parseParams(twentyOne, params) as State["params"];
const at = (params: Json, seed: number) => twentyOne.init(paramsOf(params), episodeKeys(seed).init);
const drop = (state: State, emergency: string, params: Json = {}): State => {
  const injection = parseInjection(twentyOne, { emergency, params });
  return twentyOne.emergencies[emergency]!.apply(state, injection.params);
};
/** A state with a hand of one's choice. */
const laid = (state: State, cards: readonly number[], dealer: readonly number[]): State => ({
  ...state,
  dealer,
  hands: [{ cards, stake: 1, done: false }],
});

describe("the exact means of the three rule sets of Gymnasium's Blackjack", () => {
  test.each([
    ["as it is registered", { naturalBeats: true }, -0.043113, -0.075852],
    ["without sab", {}, -0.046556, -0.079295],
    ["without sab, with natural", { naturalPays: 1.5 }, -0.025729, -0.058468],
  ])("%s", (_name, params, best, sticksOn17) => {
    const [optimal, naive] = [worths(solver, params), worths(greedy, params)];
    expect(meanOf(optimal.map(({ best: most }) => most))).toBeCloseTo(best, 6);
    // What the programme says is what its own policy plays out.
    expect(meanOf(optimal.map(({ played }) => played))).toBeCloseTo(best, 6);
    for (const { played, best: most } of optimal) expect(played).toBeCloseTo(most, 12);
    expect(meanOf(naive.map(({ played }) => played))).toBeCloseTo(sticksOn17, 6);
  });

  test("what the solver wins in play is what it is worth, within what chance allows", () => {
    const params = paramsOf({ hands: 4000, naturalBeats: true });
    for (const [policy, worth] of [
      [solver, -0.043113],
      [greedy, -0.075852],
    ] as const) {
      const { gains } = playedOut(twentyOne, params, 5, () => policy) as unknown as State;
      expect(Math.abs(gains[0]! / 4000 - worth)).toBeLessThan(4 * Math.sqrt(0.91 / 4000));
    }
  });
});

test("the dealer's ends are those of every sequence of cards", () => {
  for (const [rules, shown] of [
    [{ target: 21, stands: 17, tens: 10 }, 6],
    [{ target: 21, stands: 17, tens: 10 }, 1],
    [{ target: 24, stands: 18, tens: 10 }, 10],
  ] as const) {
    const even = deckOf("even");
    const { sums } = endsOf({ ...rules, naturalPays: 1, naturalBeats: false, hole: even, unseen: even }, shown);
    const byHand = dealerByHand([shown], rules);
    sums.forEach((p, sum) => expect(p).toBeCloseTo(byHand.get(sum) ?? 0, 12));
    expect(sums.reduce((all, p) => all + p, 0)).toBeCloseTo(1, 12);
  }
});

describe("hands", () => {
  const rules = { target: 21, tens: 10 };
  test.each([
    [[1, 10], 21, true],
    [[1, 1], 12, true],
    [[1, 1, 9], 21, true],
    [[1, 10, 5], 16, false],
    [[10, 10, 10], 30, false],
  ])("%j count %i", (cards, sum, soft) => expect(worthOf(cards, rules)).toEqual({ sum, soft }));

  test("under other rules the same cards count otherwise", () => {
    expect(worthOf([1, 6, 7], { target: 24, tens: 10 })).toEqual({ sum: 24, soft: true });
    expect(worthOf([10, 10, 1], { target: 21, tens: 1 })).toEqual({ sum: 13, soft: true });
  });

  const gain = (params: Json, cards: readonly number[], dealer: readonly number[], stake = 1): number =>
    gainOf({ params: paramsOf(params), rules: { ...rules, stands: 17, notices: [] } }, { cards, stake }, dealer);
  const gym = { naturalBeats: true };
  test.each([
    ["a natural beats 21 with three cards", gym, [1, 10], [7, 7, 7], 1],
    ["two naturals are a draw", gym, [1, 10], [10, 1], 0],
    ["the reverse does not exist: 21 with three cards draws with the dealer's natural", gym, [7, 7, 7], [1, 10], 0],
    ["a natural is a 21 like others", {}, [1, 10], [7, 7, 7], 0],
    ["a natural that wins pays what the game says", { naturalPays: 1.5 }, [1, 10], [10, 9], 1.5],
    ["one that does not win pays nothing", { naturalPays: 1.5 }, [1, 10], [7, 7, 7], 0],
    ["over the target loses, whatever the dealer has", {}, [10, 10, 2], [10, 10, 5], -1],
    ["a dealer over the target loses", {}, [2, 2], [10, 6, 9], 1],
    ["equal sums are a draw", {}, [10, 8], [9, 9], 0],
  ])("%s", (_name, params, cards, dealer, won) => expect(gain(params, cards, dealer)).toBe(won));

  test("a doubled hand wins and loses twice", () => {
    expect(gain({ double: true }, [5, 6, 10], [10, 9], 2)).toBe(2);
    expect(gain({ double: true }, [5, 6, 2], [10, 9], 2)).toBe(-2);
  });
});

test("the table has every hand of two cards against every card once", () => {
  const starts = Array.from({ length: 550 }, (_, i) => startAt(i));
  expect(new Set(starts.map(({ cards, shown }) => `${cards.join()} ${shown}`)).size).toBe(550);
  for (const { cards, shown } of starts) {
    expect(cards[0]).toBeLessThanOrEqual(cards[1]);
    expect(Math.min(cards[0], shown)).toBeGreaterThanOrEqual(1);
    expect(Math.max(cards[1], shown)).toBeLessThanOrEqual(10);
  }
});

describe("cards are neither lost nor made", () => {
  const held = (state: State): readonly number[] => {
    const { shoe, dealer, hole } = state;
    const closed = hole === null ? undefined : dealer[1];
    // A card face down is unseen; one of a shoe before belongs to no count of this one.
    expect(closed === undefined || hole![closed - 1]! > 0).toBe(true);
    return shoe.unseen.map((count, i) => count + shoe.out[i]!);
  };

  test.each([
    ["the preset's shoe", { hands: 80, decks: 6, double: true }],
    ["a small shoe that is played out to its last card", { hands: 60, decks: 1, shuffle: 1, players: 3, double: true }],
  ])("%s", (_name, params) => {
    const full = deckOf("even", params.decks);
    let state = at(params, 3);
    let emptied = 0;
    for (let t = 0; !isOver(twentyOne, state); t++) {
      const [role] = twentyOne.turn(state);
      const legal = twentyOne.legal(state, role!);
      const next = twentyOne.step(state, { [role!]: rng(fold(keyOf(9), t)).pick(legal) }, episodeKeys(3).step(t));
      const all = held(next);
      // What is neither unseen nor on the table was played in earlier hands of this shoe.
      const played = full.map((count, i) => count - all[i]!);
      expect(Math.min(...played)).toBeGreaterThanOrEqual(0);
      expect(Math.min(...next.shoe.unseen)).toBeGreaterThanOrEqual(0);
      if (total(next.shoe.unseen) > total(state.shoe.unseen)) emptied++;
      if (next.round === state.round && next.hole === state.hole) {
        // Within a hand a card goes from the shoe to the table.
        const drawn = next.hands.flatMap(({ cards }) => cards).length - state.hands.flatMap(({ cards }) => cards).length;
        expect(total(state.shoe.unseen) - total(next.shoe.unseen)).toBe(drawn);
        expect(total(next.shoe.out) - total(state.shoe.out)).toBe(drawn);
      }
      if (next.hands.length > 0 && next.round > state.round && next.hole === null) {
        const open = countsOf([next.dealer[0]!, ...next.hands.flatMap(({ cards }) => cards)]);
        expect(next.shoe.out).toEqual(open);
      }
      state = next;
    }
    expect(emptied).toBeGreaterThan(0);
    const { won, drawn, lost } = state.tally;
    expect(won + drawn + lost).toBe(state.params.hands * state.params.players);
  });

  test("a shoe that runs out in the middle of a hand is filled with the cards of earlier hands, and with no other", () => {
    const first = at({ hands: 5, decks: 1, shuffle: 1 }, 4);
    const dealer = [10, 9];
    const cards = [2, 3];
    // Nothing is unseen but the dealer's card: the next one comes from what was played before.
    const empty: State = { ...laid(first, cards, dealer), shoe: { mix: "even", unseen: countsOf([9]), out: countsOf([10, 2, 3]) } };
    const next = twentyOne.step(empty, { "gambler-0": "hit" }, keyOf(1));
    const drawn = next.hands[0]!.cards[2]!;
    const rest = [10, 2, 3, 9, drawn].reduce((left, card) => plus(left, card, -1), deckOf("even"));
    expect(next.shoe).toEqual({ mix: "even", unseen: rest, out: countsOf([10, 2, 3, drawn]) });
    expect(next.hole).toEqual(countsOf([9]));
    const seen = twentyOne.observe(next, "gambler-0");
    for (let seed = 0; seed < 20; seed++) expect(twentyOne.determinize!(seen, "gambler-0", keyOf(seed)).dealer).toEqual(dealer);
  });

  test("a card that was face down when the shoe was swapped is of the shoe before", () => {
    const state = drop(at({ hands: 3, decks: 1 }, 2), "shoe-swap", { tens: "poor" });
    expect(state.shoe).toEqual({ mix: "poor", unseen: deckOf("poor"), out: countsOf([]) });
    expect(total(state.hole!)).toBe(49);
    const next = twentyOne.step(state, { "gambler-0": "hit" }, keyOf(1));
    expect(total(next.shoe.unseen) + total(next.shoe.out)).toBe(44);
    const over = twentyOne.step(laid(state, [10, 10], [10, 10]), { "gambler-0": "stick" }, keyOf(1));
    expect(over.hole).toBeNull();
    expect(total(over.shoe.unseen) + total(over.shoe.out)).toBe(44);
  });
});

describe("emergencies hold at once, for the hand on the table too", () => {
  const last = (state: State, action: Action = "stick") => twentyOne.step(state, { "gambler-0": action }, keyOf(3));

  test("a target that changes in the last hand", () => {
    const state = drop(laid(at({ hands: 1 }, 1), [10, 9, 4], [10, 10]), "target-change");
    expect(twentyOne.observe(state, "gambler-0").me).toMatchObject({ sum: 23 });
    expect(last(state).last!.hands[0]).toMatchObject({ sum: 23, gain: 1, broken: false });
    const lower = drop(laid(at({ hands: 1 }, 1), [10, 9], [10, 8]), "target-change", { target: 18 });
    const done = last(lower);
    expect(done.last!.hands[0]).toMatchObject({ sum: 19, gain: -1, broken: true });
    expect(done.tally).toEqual({ won: 0, drawn: 0, lost: 1, broken: 1 });
  });

  test("a dealer that sticks later, tens that are one, and a shoe with more tens", () => {
    const later = last(drop(laid(at({}, 1), [10, 9], [10, 7]), "dealer-stands-on"));
    expect(later.last!.dealer.cards.length).toBeGreaterThan(2);
    const ones = drop(laid(at({}, 1), [10, 10], [9, 9]), "tens-are-one");
    expect(twentyOne.observe(ones, "gambler-0").me.sum).toBe(2);
    expect(last(ones).gains).toEqual([-1]);
    const swapped = drop(at({}, 1), "shoe-swap");
    expect(swapped.shoe.unseen).toEqual(deckOf("rich"));
    expect(drop(swapped, "shoe-swap", { tens: "poor" }).hole).toEqual(deckOf("even"));
  });

  test("a dealer that could never stick is refused", () => {
    expect(() => drop(at({}, 1), "dealer-stands-on", { sum: 22 })).toThrow(/sticks on 22 with a target of 21, expected at most the target/);
    expect(() => drop(at({}, 1), "target-change", { target: 16 })).toThrow(/sticks on 17 with a target of 16/);
    expect(() => drop(at({}, 1), "shoe-swap", { tens: "none" })).toThrow(/tens/);
    expect(() => parseInjection(twentyOne as never, { emergency: "earthquake", params: {} })).toThrow(/earthquake/);
  });
});

describe("parameters that make no game are refused, with the place and the way out", () => {
  test.each([
    [{ hands: 0 }, /hands/],
    [{ players: 4 }, /players/],
    [{ decks: 9 }, /decks/],
    [{ target: 40 }, /target/],
    [{ shuffle: 0 }, /shuffle/],
    [{ naturalPays: 0.5 }, /naturalPays/],
    [{ stands: 22 }, /sticks on 22 with a target of 21, expected at most the target/],
    [{ starts: "table", decks: 6 }, /a table of starts from a shoe/],
    [{ from: 3 }, /3 without a table, expected starts "table"/],
    [{ emergencies: [{ round: 1, emergency: "target-change" }] }, /target-change before hand 1, expected a hand below 1/],
    [{ hands: 5, emergencies: [{ round: 1, emergency: "dealer-stands-on", params: { sum: 25 } }] }, /sticks on 25 with a target of 21/],
    [{ emergencies: [{ round: 0, emergency: "rain" }] }, /no such emergency, expected one of target-change, dealer-stands-on/],
  ])("%j", (params, message) => expect(() => paramsOf(params as unknown as Json)).toThrow(message));
});

test("the card that lies face down is in no sight, no picture and no summary", () => {
  for (const params of [{}, { hands: 5, decks: 1 }, { hands: 5, decks: 6, players: 3 }])
    for (let seed = 0; seed < 12; seed++) {
      const state = at(params, seed);
      const other: State = { ...state, dealer: [state.dealer[0]!, (state.dealer[1]! % 10) + 1] };
      const shown = (one: State) =>
        JSON.stringify([
          twentyOne.summary(one),
          twentyOne.draw(one),
          ...twentyOne.roles(one).map((role) => [twentyOne.observe(one, role), twentyOne.draw(one, role)]),
        ]);
      expect(shown(other)).toBe(shown(state));
    }
});

test("doubling: one card, twice the stake, and the hand is over; only on two cards, and only where the game has it", () => {
  const state = laid(at({ double: true, hands: 2 }, 1), [5, 6], [10, 9]);
  expect(twentyOne.legal(state, "gambler-0")).toEqual(["stick", "hit", "double"]);
  expect(twentyOne.legal(laid(state, [2, 3, 6], [10, 9]), "gambler-0")).toEqual(["stick", "hit"]);
  expect(twentyOne.legal(at({}, 1), "gambler-0")).toEqual(["stick", "hit"]);
  const { last } = twentyOne.step(state, { "gambler-0": "double" }, keyOf(2));
  expect(last!.hands[0]!.cards).toHaveLength(3);
  expect(Math.abs(last!.hands[0]!.gain)).not.toBe(1);
});
