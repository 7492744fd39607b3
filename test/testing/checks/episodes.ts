/** Checks of whole episodes: their logs replay without a difference, and the walks met everything that the environment has. */
import {
  canonical,
  type Episode,
  type Event,
  type Injection,
  isOver,
  type Json,
  replay,
  rng,
  type Role,
  rollout,
  type Seat,
  wordOf,
} from "../../../src/core/index.ts";
import type { Kit } from "../kit.ts";
import type { Check } from "../subject.ts";

/** How much of an environment the walks met. */
export interface Coverage {
  readonly emergencies: readonly [met: number, all: number];
  readonly roles: readonly [met: number, all: number];
  readonly actions: readonly [met: number, all: number];
  readonly stages: readonly [met: number, all: number] | undefined;
  /** Episodes that ended, and those of them that reached the goal. */
  readonly outcomes: { readonly ended: number; readonly reached: number };
  /** What was never met. */
  readonly missed: readonly string[];
}

/** How much of its environment a kit's walks met. */
export function coverageOf(kit: Kit): Coverage {
  const { env, subject } = kit;
  const seats = new Set<Role>();
  const acted = new Set<Role>();
  const offered = new Set<string>();
  const played = new Set<string>();
  const met = new Set<string>();
  const stages = new Set<string>();
  let [ended, reached] = [0, 0];
  const missed: string[] = [];
  for (const one of kit.explored().all) {
    for (const { state, actions, drops } of one.moments) {
      for (const role of env.roles(state)) seats.add(role);
      if (actions === undefined) continue;
      for (const { emergency } of drops) met.add(emergency);
      for (const [role, action] of Object.entries(actions)) {
        acted.add(role);
        played.add(`${wordOf(role)} ${canonical(action)}`);
        for (const legal of env.legal(state, role)) offered.add(`${wordOf(role)} ${canonical(legal)}`);
      }
    }
    if (!one.ended) continue;
    ended++;
    if (env.outcome(one.moments.at(-1)!.state).success) reached++;
  }
  if (subject.stages !== undefined)
    for (const { state, t } of kit.examined())
      if (!isOver(env, state))
        for (const role of env.turn(state)) {
          const turn = { role, legal: env.legal(state, role), key: [t, 1] as const };
          for (const stage of subject.stages.met(env.observe(state, role), turn)) stages.add(stage);
        }
  const ids = Object.keys(env.emergencies);
  const all = subject.stages?.all ?? [];
  missed.push(...ids.filter((id) => !met.has(id)).map((id) => `emergency ${id}`));
  missed.push(...[...seats].filter((role) => !acted.has(role)).map((role) => `a turn of ${role}`));
  missed.push(...all.filter((stage) => !stages.has(stage)).map((stage) => `stage ${stage}`));
  if (ended === 0) missed.push("an end");
  if (ended > 0 && reached === 0 && subject.players !== undefined) missed.push("a success");
  return {
    emergencies: [ids.filter((id) => met.has(id)).length, ids.length],
    roles: [acted.size, seats.size],
    actions: [played.size, offered.size],
    stages: subject.stages === undefined ? undefined : [all.filter((stage) => stages.has(stage)).length, all.length],
    outcomes: { ended, reached },
    missed,
  };
}

/** The checks of episodes. */
export function episodeChecks(kit: Kit): readonly Check[] {
  const { env } = kit;
  return [
    kit.check("a random episode proves itself by replay, whatever emergency comes", async () => {
      const words = new Set(
        kit.explored().all.flatMap(({ moments }) => moments.slice(0, 200).flatMap(({ state }) => env.roles(state).map(wordOf))),
      );
      const cast = Object.fromEntries([...words].map((word) => [word, { agent: "random" }]));
      const ids = Object.keys(env.emergencies);
      const middle = kit.explored().twins[0]?.scheduled.schedule[0]?.round ?? 0;
      const scheduled = ids.map((emergency) => ({ round: middle, emergency, params: {} }));
      const episodes: readonly { readonly preset: string; readonly params: Json; readonly drop?: Injection }[] = [
        ...Object.entries(env.presets).map(([preset, { params }]) => ({ preset, params })),
        ...ids.map((emergency) => ({ preset: "default", params: env.presets["default"]!.params, drop: { emergency, params: {} } })),
        ...(ids.length === 0
          ? []
          : [{ preset: "default", params: { ...(env.presets["default"]!.params as object), emergencies: scheduled } }]),
      ];
      for (const { preset, params, drop } of episodes) {
        const events: Event[] = [];
        const seat = (): Seat => ({ act: (_, { legal, key }) => rng(key).pick(legal), dispose: () => {} });
        let t = 0;
        const injections = () => (t++ === 1 && drop !== undefined ? [drop] : []);
        for await (const event of rollout(env, { seed: 7, params, cast, seat, injections })) events.push(event);
        const where = `preset ${preset}${drop === undefined ? "" : `, ${drop.emergency}`}`;
        let episode: Episode;
        try {
          episode = await replay(env, JSON.parse(JSON.stringify(events)) as Event[]);
        } catch (thrown) {
          kit.fail(where, `replay refused the log: ${String(thrown)}`, "a log that proves itself");
        }
        for (const metric of env.metrics ?? []) {
          const value = metric.of(episode, env.roles(episode.frames[0]!.state), env);
          const isRate = metric.kind === "rate" && value !== null && value !== 0 && value !== 1;
          if (value !== null && (!Number.isFinite(value) || isRate))
            kit.fail(where, `metric ${metric.id} is ${value}`, metric.kind === "rate" ? "0, 1 or null" : "a finite number or null");
        }
      }
    }),

    kit.check("the walks met every emergency, seat and stage, and an end", () => {
      const coverage = coverageOf(kit);
      if (coverage.missed.length > 0)
        kit.fail(
          "coverage",
          `${kit.explored().all.length} walks never met ${coverage.missed.join(", ")}`,
          "players that get there, or a game that does",
        );
      return coverageText(coverage);
    }),
  ];
}

/** A coverage as text. */
export function coverageText({ emergencies, roles, actions, stages, outcomes }: Coverage): string {
  const share = (name: string, [met, all]: readonly [number, number]) => `${name} ${met} of ${all}`;
  return [
    share("emergencies", emergencies),
    share("seats", roles),
    share("actions", actions),
    ...(stages === undefined ? [] : [share("stages", stages)]),
    `${outcomes.ended} episodes ended, ${outcomes.reached} of them with success`,
  ].join(", ");
}
