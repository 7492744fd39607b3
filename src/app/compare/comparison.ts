/** Several episodes on the same seed, played in lockstep. */
import { batch, computed, signal } from "@preact/signals";
import type { Moment } from "../watch/moments.ts";
import { differingIn, Parting } from "./parting.ts";
import { Playback } from "../watch/playback.ts";
import { type Branch, Player } from "../watch/player.ts";
import type { Setup } from "../set-up/setup.ts";

/** The names of line-ups, in their order. */
export const LETTERS: readonly string[] = ["A", "B", "C"];

/** Line-ups side by side: one cursor moves them all, and whichever ends early waits at its end. */
export class Comparison extends Playback {
  /** The episodes, named by `LETTERS`. */
  readonly players: readonly Player[];
  /** By episode, the index of the first frame that differs from the first episode's. */
  readonly partings = computed<readonly (number | undefined)[]>(() => {
    const [first, ...others] = this.players;
    return [undefined, ...others.map((other, i) => this.finders[i]!.find(first!.frames, other.frames))];
  });
  /** Index of the first frame that is not the same in all episodes. */
  readonly parting = computed<number | undefined>(() => {
    const found = this.partings.value.filter((index) => index !== undefined);
    return found.length === 0 ? undefined : Math.min(...found);
  });
  /** Whether it is on the way to where the line-ups part, as it was asked to begin there. */
  readonly seeking = signal(false);
  readonly moments = computed<readonly Moment[]>(() => shared(this.players));
  readonly busy = computed(() => this.players.some((one) => one.busy.value));
  readonly failure = computed<unknown>(() => this.players.find((one) => one.failure.value !== undefined)?.failure.value);
  private readonly finders: readonly Parting[];

  /** Line-ups for which `froms` has a branch go on from there. */
  constructor(setups: readonly Setup[], froms: readonly (Branch | undefined)[] = []) {
    super();
    this.players = setups.map((setup, i) => Player.live(setup, froms[i]));
    this.finders = setups.slice(1).map(() => new Parting());
  }

  get last(): number {
    const open = this.players.filter((one) => !one.over);
    return open.length > 0 ? Math.min(...open.map((one) => one.last)) : Math.max(...this.players.map((one) => one.last));
  }

  get over(): boolean {
    return this.players.every((one) => one.over);
  }

  override seek(index: number): void {
    batch(() => {
      super.seek(index);
      for (const one of this.players) one.seek(this.cursor.peek());
    });
  }

  /** Makes the pictures up to the first one that is not the same in all line-ups, or else all of them, and shows the last one made. */
  async beginAtParting(): Promise<void> {
    this.seeking.value = true;
    await this.begin();
    while (!this.left && this.failure.peek() === undefined && !this.over && this.parting.peek() === undefined) await this.pull();
    // A person who moved on meanwhile stays where they are.
    if (this.cursor.peek() === 0) this.seek(this.parting.peek() ?? this.last);
    this.seeking.value = false;
  }

  /** Shows the first step at which the line-ups differ. */
  toParting(): void {
    const index = this.parting.peek();
    if (index === undefined) return;
    this.pause();
    this.seek(index);
  }

  /** Shows the next step in which a role acts differently, and plays on to it where it is still to come. */
  async toNextDifference(): Promise<void> {
    this.pause();
    const frames = () => this.players.map((one) => one.frames);
    for (let index = this.cursor.peek() + 1; ; index++) {
      if (index > this.last) {
        if (this.over || this.busy.peek()) return;
        await this.pull();
        if (index > this.last) return;
      }
      if (differingIn(frames(), index).length > 0) return this.seek(index);
    }
  }

  override leave(): void {
    super.leave();
    for (const one of this.players) one.leave();
  }

  protected async pull(): Promise<void> {
    const next = this.last + 1;
    await Promise.all(this.players.map((one) => one.reach(next)));
  }
}

/** The moments of all episodes; the text of a moment that only some of them have begins with their letters. */
function shared(players: readonly Player[]): readonly Moment[] {
  const found = new Map<string, { readonly moment: Moment; readonly names: string[] }>();
  for (const [i, { moments }] of players.entries())
    for (const moment of moments.value) {
      const key = `${moment.index} ${moment.kind} ${moment.text}`;
      const known = found.get(key);
      if (known === undefined) found.set(key, { moment, names: [LETTERS[i]!] });
      else known.names.push(LETTERS[i]!);
    }
  return [...found.values()]
    .map(({ moment, names }) => (names.length === players.length ? moment : { ...moment, text: `${names.join(", ")}: ${moment.text}` }))
    .sort((a, b) => a.index - b.index);
}
