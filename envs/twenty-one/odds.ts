/**
 * What hands are worth, exactly, by dynamic programming over the cards that count: the hand's sum and whether it has an ace.
 *
 * Cards are drawn as if each were put back. For a shoe of finite size this is an approximation: it uses what is left in the shoe, and not
 * that the cards of this hand are missing from it once they are drawn.
 */
import { type Counting, type Counts, KINDS, TEN, total, valueOf } from "./cards.ts";

/** The rules that decide what a hand is worth, and where cards come from. */
export type Table = Counting & {
  /** The dealer draws below this sum, and sticks from it on. */
  readonly stands: number;
  readonly naturalPays: number;
  readonly naturalBeats: boolean;
  /** The cards of which one lies face down. */
  readonly hole: Counts;
  /** The cards that will be drawn. */
  readonly unseen: Counts;
};

/** What each action is worth to a hand, in stakes of 1. */
export type Values = { readonly stick: number; readonly hit: number; readonly double: number };

/** How a dealer's hand ends. */
export type Ends = {
  /** The probability of each final sum; at 0, of going over the target. */
  readonly sums: readonly number[];
  /** The probability of a natural, which is among the sums as well. */
  readonly natural: number;
};

const shares = (counts: Counts): readonly number[] => {
  const all = total(counts);
  return counts.map((count) => count / all);
};

/** How the dealer's hand ends behind the card that is shown. */
export function endsOf({ target, tens, stands, hole, unseen }: Table, shown: number): Ends {
  const draw = shares(unseen);
  const below = shares(hole);
  // The probability of each hand by its sum with aces as 1, without an ace and with one. Sums only grow, so one pass is enough.
  const reach = target + 11;
  const mass = [new Float64Array(reach + 1), new Float64Array(reach + 1)] as const;
  const sums = new Array<number>(target + 1).fill(0);
  for (let card = 1; card <= KINDS; card++)
    mass[shown === 1 || card === 1 ? 1 : 0][valueOf(shown, tens) + valueOf(card, tens)]! += below[card - 1]!;
  for (let hard = 0; hard <= reach; hard++)
    for (const ace of [0, 1] as const) {
      const p = mass[ace][hard]!;
      if (p === 0) continue;
      const sum = ace === 1 && hard + 10 <= target ? hard + 10 : hard;
      if (sum > target) sums[0]! += p;
      else if (sum >= stands) sums[sum]! += p;
      else for (let card = 1; card <= KINDS; card++) mass[card === 1 ? 1 : ace][hard + valueOf(card, tens)]! += p * draw[card - 1]!;
    }
  const other = shown === 1 ? TEN : shown === TEN ? 1 : 0;
  return { sums, natural: tens === 10 && other > 0 ? below[other - 1]! : 0 };
}

/** The worth of every hand against one card of the dealer. */
export class Odds {
  readonly ends: Ends;
  private readonly table: Table;
  private readonly draw: readonly number[];
  private readonly known: readonly [(number | undefined)[], (number | undefined)[]] = [[], []];

  constructor(table: Table, shown: number) {
    this.table = table;
    this.draw = shares(table.unseen);
    this.ends = endsOf(table, shown);
  }

  /** What a hand wins on average if it sticks on a sum; a sum over the target loses. */
  stick(sum: number): number {
    if (sum > this.table.target) return -1;
    return this.ends.sums.reduce((worth, p, end) => worth + (end < sum ? p : end > sum ? -p : 0), 0);
  }

  /** What sticking on a natural wins on average. */
  natural(sum: number): number {
    const { naturalBeats, naturalPays } = this.table;
    if (naturalBeats) return naturalPays * (1 - this.ends.natural);
    return this.ends.sums.reduce((worth, p, end) => worth + (end < sum ? naturalPays * p : end > sum ? -p : 0), 0);
  }

  /** What each action is worth to a hand: `hard` is its sum with aces as 1. A natural is worth more if it sticks. */
  values(hard: number, ace: boolean, natural = false): Values {
    const { target, tens } = this.table;
    const sum = ace && hard + 10 <= target ? hard + 10 : hard;
    let [hit, double] = [0, 0];
    for (let card = 1; card <= KINDS; card++) {
      const p = this.draw[card - 1]!;
      if (p === 0) continue;
      const next = hard + valueOf(card, tens);
      const soft = ace || card === 1;
      hit += p * (next > target ? -1 : this.best(next, soft));
      double += 2 * p * this.stick(soft && next + 10 <= target ? next + 10 : next);
    }
    return { stick: natural ? this.natural(sum) : this.stick(sum), hit, double };
  }

  /** What a hand of three cards and more is worth if it is played best. */
  private best(hard: number, ace: boolean): number {
    const known = this.known[ace ? 1 : 0];
    let worth = known[hard];
    if (worth === undefined) {
      const { stick, hit } = this.values(hard, ace);
      known[hard] = worth = Math.max(stick, hit);
    }
    return worth;
  }
}
