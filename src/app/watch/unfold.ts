/** Turns the events of an episode into frames, one event at a time, for a page that watches the episode live. */
import {
  type AnyEnvironment,
  ArenaError,
  deepFreeze,
  digest,
  type EndEvent,
  episodeKeys,
  type Event,
  type Frame,
  type StartEvent,
} from "../../core/index.ts";

/** An episode as far as it was played. The last frame is open: its step is still to come, unless `end` is set. */
export class Unfolding {
  readonly frames: Frame[] = [];
  /** Everything that happened, in order: the trajectory. */
  readonly events: Event[] = [];
  start: StartEvent | undefined;
  end: EndEvent | undefined;
  private readonly env: AnyEnvironment;

  constructor(env: AnyEnvironment) {
    this.env = env;
  }

  /** Takes the next event. Throws `Diverged` if the rules do not lead to the state whose digest a step records. */
  take(event: Event): void {
    this.events.push(event);
    switch (event.type) {
      case "start": {
        this.start = event;
        const state = deepFreeze(this.env.init(event.params as never, episodeKeys(event.seed).init));
        this.frames.push({ t: 0, state, events: [] });
        break;
      }
      case "inject": {
        const state = deepFreeze(this.env.emergencies[event.emergency]!.apply(this.last.state as never, event.params));
        this.frames[event.t] = { ...this.last, state, events: [...this.last.events, event] };
        break;
      }
      case "trace":
      case "fault":
        this.frames[event.t] = { ...this.last, events: [...this.last.events, event] };
        break;
      case "step": {
        const key = episodeKeys(this.start!.seed).step(event.t);
        const state = deepFreeze(this.env.step(this.last.state as never, event.actions as never, key));
        const found = digest(state);
        if (found !== event.digest)
          throw new ArenaError("Diverged", `step t=${event.t}`, `digest ${found}`, `expected ${event.digest}: reload the page`);
        this.frames[event.t] = { ...this.last, step: event };
        this.frames.push({ t: event.t + 1, state, events: [] });
        break;
      }
      case "end":
        this.end = event;
        break;
      default:
        event satisfies never;
    }
  }

  /** Takes a whole episode that was replayed elsewhere. */
  fill(events: readonly Event[], frames: readonly Frame[]): void {
    for (const event of events) {
      this.events.push(event);
      if (event.type === "start") this.start = event;
      if (event.type === "end") this.end = event;
    }
    for (const frame of frames) this.frames.push(frame);
  }

  /** The open frame. */
  get last(): Frame {
    return this.frames.at(-1)!;
  }
}
