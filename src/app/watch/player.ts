/** Plays one episode for the page: pulls it step by step and keeps every frame. */
import { worldOf } from "../../worlds.ts";
import { computed, signal } from "@preact/signals";
import { inputsOf, isSlow, type Loading, resolveAgent } from "../../../agents/index.ts";
import {
  type AgentSpec,
  type AnyEnvironment,
  ArenaError,
  DEFAULT_DEADLINE_MS,
  type Event,
  type Frame,
  type Injection,
  isOver,
  parseInjection,
  type Role,
  rollout,
  type RolloutOptions,
  type Seat,
  type Trace,
} from "../../core/index.ts";
import { remoteSeat } from "../../workers/remote-seat.ts";
import { spawnWorker } from "../../workers/spawn.browser.ts";
import { type Moment, momentsOf } from "./moments.ts";
import { Person } from "./person.ts";
import { Playback } from "./playback.ts";
import { envOf, paramsOf, type Setup } from "../set-up/setup.ts";
import { Unfolding } from "./unfold.ts";

/** The point at which an episode branches off from another one. */
export type Branch = NonNullable<RolloutOptions["branch"]>;

/** A verified episode of a log. */
export interface Recording {
  readonly env: AnyEnvironment;
  readonly events: readonly Event[];
  readonly frames: readonly Frame[];
  readonly moments: readonly Moment[];
}

type Source = AsyncIterator<Event, void, undefined>;

/** Milliseconds per turn if any agent asks a language model or is one. */
const MODEL_DEADLINE_MS = 120_000;

/** An episode being watched: played live, or replayed from a log. */
export class Player extends Playback {
  readonly env: AnyEnvironment;
  /** Whether the episode comes from a log. */
  readonly recorded: boolean;
  readonly person = new Person();
  readonly busy = signal(false);
  /** The latest trace of a role that is still deciding. */
  readonly thought = signal<{ readonly role: Role; readonly trace: Trace } | undefined>(undefined);
  /** The progress of models that agents load before they can play, by role. */
  readonly loading = signal<Readonly<Record<Role, Loading>>>({});
  /** Emergencies that come before the next step. */
  readonly queued = signal<readonly Injection[]>([]);
  readonly moments = signal<readonly Moment[]>([]);
  readonly failure = signal<unknown>(undefined);
  /** Grows with every event; the getters of frames, events and the end read it, so that their readers are updated. */
  private readonly version = signal(0);
  private readonly unfolding: Unfolding;
  private readonly source: Source;
  private readonly seats: Seat[] = [];
  private readonly branch: Branch | undefined;
  private pulling: Promise<void> | undefined;

  /** The frame on show. */
  readonly frame = computed<Frame | undefined>(() => this.frames[this.cursor.value]);
  /** The frame whose step led to the one on show. */
  readonly before = computed<Frame | undefined>(() => this.frames[this.cursor.value - 1]);

  private constructor(env: AnyEnvironment, recorded: boolean, source: (player: Player) => Source, branch?: Branch) {
    super();
    this.env = env;
    this.recorded = recorded;
    this.branch = branch;
    this.unfolding = new Unfolding(env);
    this.source = source(this);
  }

  /** An episode played by the agents of a setup, each in a worker of its own. */
  static live(setup: Setup, branch?: Branch, injections: readonly Injection[] = []): Player {
    const env = envOf(setup);
    const source = (self: Player) =>
      rollout(env, {
        seed: setup.seed,
        params: paramsOf(setup),
        cast: setup.cast,
        inputs: inputsOf(worldOf(setup.env), setup.cast),
        clock: () => performance.now(),
        deadlineMs: Object.values(setup.cast).some(isSlow) ? MODEL_DEADLINE_MS : DEFAULT_DEADLINE_MS,
        seat: (role, spec) => self.seat(role, spec),
        injections: () => self.takeQueued(),
        ...(branch === undefined ? {} : { branch, episode: `${branch.episode}@${branch.t}` }),
      });
    const player = new Player(env, false, source, branch);
    player.queued.value = injections;
    return player;
  }

  /** A verified episode from a log; all of its frames exist at once. */
  static recorded({ env, events, frames, moments }: Recording): Player {
    const player = new Player(env, true, async function* () {});
    player.unfolding.fill(events, frames);
    player.moments.value = moments;
    return player;
  }

  /** Every frame so far; the last one is open until the episode ends. */
  get frames(): readonly Frame[] {
    void this.version.value;
    return this.unfolding.frames;
  }

  /** The trajectory so far. */
  get events(): readonly Event[] {
    void this.version.value;
    return this.unfolding.events;
  }

  /** The first event, once the episode has begun. */
  get start() {
    void this.version.value;
    return this.unfolding.start;
  }

  /** The last event, once the episode is over. */
  get end() {
    void this.version.value;
    return this.unfolding.end;
  }

  get last(): number {
    return this.frames.length - 1;
  }

  get over(): boolean {
    return this.end !== undefined;
  }

  /** Pulls frames up to an index, or to the end of the episode if it is shorter. */
  async reach(index: number): Promise<void> {
    while (!this.left && this.failure.peek() === undefined && !this.over && this.last < index) await this.pull();
  }

  /** Drops in an emergency before the next step; throws when it does not fit the state or the episode is over. */
  async drop(injection: Injection): Promise<void> {
    if (this.recorded || this.end !== undefined)
      throw new ArenaError("BadInput", "emergency", "the episode is over", "expected one that is still played");
    const checked = parseInjection(this.env, injection);
    this.env.emergencies[checked.emergency]!.apply(this.unfolding.last.state, checked.params);
    this.queued.value = [...this.queued.peek(), checked];
    if (this.busy.peek()) return;
    await this.pull();
  }

  /** The branch by which another episode goes on from the frame on show. */
  branchHere(): Branch {
    const t = this.cursor.peek();
    return { episode: this.start!.episode, t, frames: this.frames.slice(0, t + 1) };
  }

  /** Leaves the episode: seats are disposed of at once, whatever they are doing. */
  override leave(): void {
    super.leave();
    this.person.leave();
    for (const seat of this.seats) seat.dispose();
    void this.source.return?.();
  }

  /** Pulls events up to the next picture: a step or an emergency. Only one pull runs at a time. */
  protected pull(): Promise<void> {
    this.pulling ??= this.take().finally(() => (this.pulling = undefined));
    return this.pulling;
  }

  private async take(): Promise<void> {
    if (this.end !== undefined || this.failure.peek() !== undefined) return;
    this.busy.value = true;
    try {
      for (;;) {
        const { value: event } = await this.source.next();
        if (this.left || event === undefined) return;
        this.unfolding.take(event);
        this.note(event);
        this.version.value++;
        const picture = event.type === "start" || event.type === "step" || event.type === "inject";
        // Emergencies that are due and the end of the episode are pulled at once, as neither asks an agent.
        const { last } = this.unfolding;
        const waits = this.queued.peek().length > 0 || drops(last) < drops(this.branch?.frames[last.t]);
        const more = waits || isOver(this.env, last.state);
        if (event.type === "end" || (picture && !more)) return;
      }
    } catch (error) {
      if (!this.left) this.failure.value = error;
    } finally {
      this.busy.value = false;
    }
  }

  /** Keeps the moments up to date. */
  private note(event: Event): void {
    if (event.type !== "start" && event.type !== "step" && event.type !== "inject") return;
    const { frames } = this.unfolding;
    const index = frames.length - 1;
    const earlier = this.moments.peek().filter((moment) => moment.index < index);
    this.moments.value = [...earlier, ...momentsOf(this.env, frames[index - 1], frames[index]!)];
  }

  private takeQueued(): readonly Injection[] {
    const queued = this.queued.peek();
    if (queued.length > 0) this.queued.value = [];
    return queued;
  }

  /** A seat whose traces are shown while it still decides, not only once it has answered. */
  private overheard(role: Role, seat: Seat): Seat {
    return {
      ...seat,
      act: async (observation, turn, emit) => {
        const heard = (trace: Trace) => {
          this.thought.value = { role, trace };
          emit(trace);
        };
        try {
          return await seat.act(observation, turn, heard);
        } finally {
          if (this.thought.peek()?.role === role) this.thought.value = undefined;
        }
      },
    };
  }

  private heardLoading(role: Role, one: Loading | undefined): void {
    const { [role]: _, ...others } = this.loading.peek();
    if (one !== undefined || _ !== undefined) this.loading.value = one === undefined ? others : { ...others, [role]: one };
  }

  private async seat(role: Role, spec: AgentSpec): Promise<Seat> {
    const world = worldOf(this.env.id);
    const { kind, params } = resolveAgent(spec, world, role);
    const seat =
      kind.inPage === true
        ? await kind.create(params, { world, role, ports: { human: this.person.ask } })
        : remoteSeat(spawnWorker, { env: this.env.id, role, spec }, { loading: (one) => this.heardLoading(role, one) });
    if (this.left) seat.dispose();
    this.seats.push(seat);
    return isSlow(spec) ? this.overheard(role, seat) : seat;
  }
}

/** How many emergencies came before a frame's step. */
const drops = (frame: Frame | undefined): number => frame?.events.filter(({ type }) => type === "inject").length ?? 0;
