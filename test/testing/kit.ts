/** What the checks share: the subject, its walks, and the words of a failure. */
import { type AnyEnvironment, ArenaError, canonical, type Json, lookup, messageOf, parseParams } from "../../src/core/index.ts";
import { difference } from "./compare.ts";
import { type Due, isWrite, type Moment, type Plan, walk, type Walk } from "./explore.ts";
import { type Way, waysOf } from "./plays.ts";
import type { Check, ConformanceOptions, Subject } from "./subject.ts";

/** A scheduled walk and its twin, in which the same emergencies are dropped in by hand. */
export type Twins = { readonly scheduled: Walk; readonly byHand: Walk };

/** Two walks that differ only in their schedules: they may differ from round `until` on. */
export type Apart = { readonly walk: Walk; readonly other: Walk; readonly until: number };

/** All walks of a subject. */
export interface Exploration {
  /** Without emergencies. */
  readonly plain: readonly Walk[];
  readonly twins: readonly Twins[];
  readonly apart: readonly Apart[];
  /** Emergencies dropped in between rounds. */
  readonly between: readonly Walk[];
  readonly all: readonly Walk[];
}

/** The kit at work on one subject. */
export class Kit {
  readonly env: AnyEnvironment;
  readonly subject: Subject;
  readonly options: Required<ConformanceOptions>;
  readonly ways: readonly Way[];
  #exploration: Exploration | undefined;

  constructor(subject: Subject, options: ConformanceOptions) {
    this.subject = subject;
    this.env = subject.env;
    this.options = { seeds: [0, 1, 2], steps: 120, moments: 4, episodes: 150, ...options };
    this.ways = waysOf(subject);
  }

  /** Throws the error of a failed check. */
  fail(where: string, found: string, expected: string): never {
    throw new ArenaError("BadInput", `${this.env.id} ${where}`, found, `expected ${expected}`);
  }

  /** Fails unless two values are equal as data. */
  same(where: string, a: Json, b: Json, what: string, expected: string): void {
    if (a !== b && canonical(a) !== canonical(b)) this.fail(where, `${what} ${difference(a, b)}`, expected);
  }

  check(name: string, body: () => void | string | Promise<void>): Check {
    return {
      name: `${this.env.id}: ${name}`,
      run: async () => {
        await this.env.prepare?.();
        try {
          return (await body()) ?? undefined;
        } catch (thrown) {
          throw this.#told(thrown, name);
        }
      },
    };
  }

  /** A check of the moments that are examined, or of at most `most` of them, spread evenly. */
  everywhere(name: string, body: (moment: Moment) => void, most = Infinity): Check {
    return this.check(name, () => {
      for (const moment of thinned(this.examined(), most))
        try {
          body(moment);
        } catch (thrown) {
          throw this.#told(thrown, moment.where);
        }
    });
  }

  /** Turns an error that was thrown into a failure that says where: a function of the subject that throws in a check is at fault. */
  #told(thrown: unknown, where: string): unknown {
    if (thrown instanceof ArenaError && thrown.message.startsWith(`${this.env.id} `)) return thrown;
    const what = isWrite(thrown) ? "a function wrote to its input" : "a function threw";
    return new ArenaError("BadInput", `${this.env.id} ${where}`, `${what} ("${messageOf(thrown)}")`, "functions that answer");
  }

  paramsOf(preset: string): Json {
    return parseParams(this.env, lookup(this.env.presets, preset, `${this.env.id} presets`, "preset").params);
  }

  get seed(): number {
    return this.options.seeds[0] ?? 0;
  }

  /** The walks; they are played once. */
  explored(): Exploration {
    return (this.#exploration ??= this.#explore());
  }

  #explore(): Exploration {
    const { env, ways } = this;
    const { seeds, steps } = this.options;
    const play = (plan: Plan) => walk(env, plan, steps);
    const plain = Object.keys(env.presets).flatMap((preset) =>
      ways.flatMap((way) =>
        seeds
          .slice(0, (preset === "default" ? 2 : 1) + (way.name === "random" ? 1 : 0))
          .map((seed) => play({ preset, way, seed, schedule: [] })),
      ),
    );
    const twins: Twins[] = [];
    const apart: Apart[] = [];
    const between: Walk[] = [];
    const ids = Object.keys(env.emergencies);
    for (const preset of Object.keys(env.presets)) {
      const bases = plain.filter((one) => one.preset === preset && one.fault === undefined && one.refused === undefined);
      const base = longest(bases);
      if (base === undefined || ids.length === 0) continue;
      const { way, seed } = base;
      const last = Math.max(0, roundsPlayed(base) - 1);
      const middle = Math.floor(last / 2);
      const twin = (schedule: readonly Due[], other: Walk = base): Walk => {
        const scheduled = play({ preset, way, seed, schedule });
        twins.push({ scheduled, byHand: play({ preset, way, seed, schedule: [], byHand: schedule }) });
        const until = Math.min(...schedule.filter((due) => !other.schedule.includes(due)).map(({ round }) => round));
        apart.push({ walk: scheduled, other, until });
        return scheduled;
      };
      if (preset !== "default") {
        twin(ids.map((emergency) => ({ round: middle, emergency })));
        continue;
      }
      for (const [i, emergency] of ids.entries()) {
        const next = ids[(i + 1) % ids.length]!;
        const rounds = [...new Set([0, middle, last])];
        const [first, ...later] = rounds.map((round) => twin([{ round, emergency }]));
        twin([{ round: middle, emergency }, { round: middle, emergency }]); // prettier-ignore
        twin([{ round: middle, emergency }, { round: middle, emergency: next }]); // prettier-ignore
        const begun = first!.schedule[0]!;
        if (later.length > 0) twin([begun, { round: last, emergency: next }], first);
        twin(Array.from({ length: last + 1 }, (_, round) => ({ round, emergency })));
        const steps = base.moments.length - 1;
        for (const t of new Set([1, Math.floor(steps / 2) + 1, steps - 1]))
          if (t > 0 && t < steps) between.push(play({ preset, way, seed, schedule: [], atStep: { t, emergency } }));
        // The other ways of play meet the emergency too, halfway through their walks.
        for (const other of bases)
          if (other.way !== way && other.seed === seeds[0] && roundsPlayed(other) > 0)
            between.push(
              play({ ...other, preset, schedule: [], byHand: [{ round: Math.floor((roundsPlayed(other) - 1) / 2), emergency }] }),
            );
      }
    }
    const all = [...plain, ...twins.flatMap(({ scheduled, byHand }) => [scheduled, byHand]), ...between];
    return { plain, twins, apart, between, all };
  }

  /** The moments that are examined closely: the first, the last with a step, those of emergencies, and some between. */
  examined(walks: readonly Walk[] = this.#worth()): readonly Moment[] {
    return walks.flatMap(({ moments, schedule }) => {
      const chosen = new Set<Moment>(moments.slice(0, 1));
      const played = moments.filter(({ actions }) => actions !== undefined);
      for (let i = 1; i <= this.options.moments; i++) {
        const moment = played[Math.floor((i * (played.length - 1)) / this.options.moments)];
        if (moment !== undefined) chosen.add(moment);
      }
      for (const [i, moment] of moments.entries())
        if (chosen.size < 2 * this.options.moments && (moment.drops.length > 0 || isDue(schedule, moments, i))) chosen.add(moment);
      if (moments.length > 0) chosen.add(moments.at(-1)!);
      return [...chosen];
    });
  }

  /** The walks whose moments are examined: twins are equal, so one of each pair will do. */
  #worth(): readonly Walk[] {
    const { plain, twins, between } = this.explored();
    return [...plain, ...twins.map(({ scheduled }) => scheduled), ...between];
  }
}

/** At most `most` items of a list, spread evenly over it. */
export function thinned<T>(items: readonly T[], most: number): readonly T[] {
  const stride = Math.max(1, items.length / most);
  return Array.from({ length: Math.min(items.length, most) }, (_, i) => items[Math.floor(i * stride)]!);
}

/** Whether a scheduled emergency comes with this moment. */
const isDue = (schedule: readonly Due[], moments: readonly Moment[], i: number): boolean =>
  schedule.some(({ round }) => round === moments[i]!.round) && moments[i - 1]?.round !== moments[i]!.round;

/** The number of rounds in which a step was taken. */
const roundsPlayed = ({ moments }: Walk): number =>
  new Set(moments.filter(({ next }) => next !== undefined).map(({ round }) => round)).size;

/** The walk that plays the most rounds; among equals, one by a skilled player. */
function longest(walks: readonly Walk[]): Walk | undefined {
  const rank = (one: Walk) => roundsPlayed(one) + (one.way.skilled ? 0.5 : 0);
  return walks.reduce<Walk | undefined>((best, one) => (best === undefined || rank(one) > rank(best) ? one : best), undefined);
}
