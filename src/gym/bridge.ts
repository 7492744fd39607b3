/**
 * The bridge to programs in other languages: a line of JSON asks, a line of JSON answers, in order. A line that cannot be carried out is answered
 * with what was wrong with it, changes nothing, and the next one may be right. `docs/python.md` has the protocol and a client.
 */
import { z } from "zod";
import { ArenaError, badParams, type Cast, type Json, lookup, messageOf, type PerRole } from "../core/index.ts";
import { worldOf, worlds } from "../worlds.ts";
import { excerpt, Game, shortened, type View } from "./game.ts";

/** Grows when a client of an earlier version would fail. Clients say it first, so that another version is known before anything is played. */
const PROTOCOL = 1;

/** The most games of one batch. */
const MOST_GAMES = 10_000;

const SHOWN = ["observation", "text", "legal", "range", "mask", "digest"] as const;

const spec = z.strictObject({ agent: z.string(), params: (z.json() as z.ZodType<Json>).optional() });

const questions = {
  hello: z.strictObject({ ask: z.literal("hello"), protocol: z.int() }),
  make: z.strictObject({
    ask: z.literal("make"),
    env: z.string(),
    preset: z.string().default("default"),
    params: z.record(z.string(), z.json() as z.ZodType<Json>).default({}),
    seats: z.array(z.string()).min(1).optional(),
    cast: z.union([z.string(), z.record(z.string(), spec)]).default({}),
    games: z.int().min(1).max(MOST_GAMES).default(1),
    show: z.array(z.enum(SHOWN)).default(["observation", "legal"]),
  }),
  reset: z.strictObject({ ask: z.literal("reset"), batch: z.string(), seeds: z.array(z.int().min(0).nullable()) }),
  step: z.strictObject({ ask: z.literal("step"), batch: z.string(), actions: z.array(z.unknown()) }),
  close: z.strictObject({ ask: z.literal("close"), batch: z.string() }),
};

type Asked = { readonly [Q in keyof typeof questions]: z.output<(typeof questions)[Q]> };

/** Games of one kind that are played side by side. */
type Batch = { readonly games: readonly Game[]; readonly show: Asked["make"]["show"] };

/** Answers one line after the other. */
export interface Bridge {
  /** The answer to a line, as a line; never rejects. */
  answer(line: string): Promise<string>;
}

/** A bridge; `arena` is the version that it tells. */
export function bridge(arena: string): Bridge {
  const batches = new Map<string, Batch>();
  let greeted = false;
  let made = 0;
  let lines = 0;

  /** The batch of a question that gives something for each of its games; null leaves a game as it is. */
  function batchFor(name: string, what: string, given: readonly unknown[]): Batch {
    const batch = lookup(Object.fromEntries(batches), name, "bridge", "batch");
    const { length } = batch.games;
    if (given.length === length) return batch;
    throw new ArenaError(
      "BadInput",
      "bridge",
      `${given.length} ${what} for ${length} games`,
      "expected one for each, null for a game to leave as it is",
    );
  }

  const answers: { readonly [Q in keyof Asked]: (asked: Asked[Q]) => object | Promise<object> } = {
    hello({ protocol }) {
      if (protocol !== PROTOCOL)
        throw new ArenaError(
          "BadInput",
          "bridge",
          `protocol ${protocol}`,
          `expected ${PROTOCOL}: take the client in docs/python.md of Logic Arena ${arena}`,
        );
      greeted = true;
      const about = Object.values(worlds).map(({ env, benchmark }) => [
        env.id,
        { version: env.version, presets: Object.keys(env.presets), casts: Object.keys(benchmark.casts) },
      ]);
      return { protocol, arena, envs: Object.fromEntries(about) as object };
    },

    async make({ env: id, games: count, show, preset, params, cast, seats }) {
      const world = worldOf(id, "bridge");
      const { env } = world;
      await env.prepare?.();
      const options = { preset, params, cast: cast as Cast, ...(seats === undefined ? {} : { seats }) };
      const games = Array.from({ length: count }, (_, i) => new Game(world, options, `game ${i} of ${id}`));
      const batch = String(++made);
      batches.set(batch, { games, show });
      const { seats: own, params: whole } = games[0]!;
      const actions = Object.fromEntries(own.map((role) => [role, env.actions?.(whole, role) ?? null]));
      return { batch, version: env.version, rules: env.rules, params: whole, seats: own, actions };
    },

    reset({ batch: name, seeds }) {
      const { games, show } = batchFor(name, "seeds", seeds);
      for (const [i, seed] of seeds.entries()) if (seed !== null) games[i]!.reset(seed);
      return { games: games.map((game, i) => (seeds[i] === null ? null : seen(game, show))) };
    },

    step({ batch: name, actions }) {
      const { games, show } = batchFor(name, "actions", actions);
      // All are looked at before the first game moves.
      for (const [i, action] of actions.entries()) if (action !== null) games[i]!.check(action);
      return {
        games: games.map((game, i) => {
          if (actions[i] === null) return null;
          const rewards = game.play(actions[i] as PerRole<Json>);
          return { ...seen(game, show), rewards };
        }),
      };
    },

    close({ batch }) {
      lookup(Object.fromEntries(batches), batch, "bridge", "batch");
      batches.delete(batch);
      return { closed: batch };
    },
  };

  async function carryOut(line: string): Promise<object> {
    const expected = `expected an object with "ask", one of ${Object.keys(questions).join(", ")}`;
    let asked: unknown;
    try {
      asked = JSON.parse(line);
    } catch (error) {
      throw new ArenaError("BadInput", "bridge", `${shortened(line)}, which is no JSON (${messageOf(error)})`, expected);
    }
    const what = asked !== null && typeof asked === "object" && "ask" in asked ? asked.ask : undefined;
    if (typeof what !== "string") throw new ArenaError("BadInput", "bridge", excerpt(asked), expected);
    const schema: z.ZodType = lookup(questions, what, "bridge", "question");
    const parsed = schema.safeParse(asked);
    if (!parsed.success) throw badParams(`bridge, ${what}`, parsed.error, schema);
    if (!greeted && what !== "hello")
      throw new ArenaError("BadInput", "bridge", `"${what}" before "hello"`, `expected {"ask": "hello", "protocol": ${PROTOCOL}} first`);
    return answers[what as keyof Asked](parsed.data as never);
  }

  return {
    async answer(line) {
      lines++;
      try {
        return JSON.stringify(await carryOut(line));
      } catch (error) {
        return JSON.stringify({ error: { name: error instanceof Error ? error.name : "Error", message: messageOf(error), line: lines } });
      }
    },
  };
}

/** How a game stands: what the seats that are to act see, and once it is over what all of the caller's see, and how it ended. */
function seen(game: Game, show: Batch["show"]): object {
  const { t, terminated, truncated, over } = game;
  const seats = Object.fromEntries((over ? game.roles : game.turn).map((role) => [role, seenBy(game.view(role), show)]));
  return {
    t,
    seats,
    terminated,
    truncated,
    ...(over ? { returns: game.returns, outcome: game.outcome } : {}),
    ...(show.includes("digest") ? { digest: game.digest } : {}),
  };
}

function seenBy(view: View, show: Batch["show"]): object {
  return {
    ...(show.includes("observation") ? { observation: view.observation } : {}),
    ...(show.includes("text") ? { text: view.text } : {}),
    ...(show.includes("legal") ? { legal: view.legal } : {}),
    ...(show.includes("range") ? { range: view.range ?? null } : {}),
    ...(show.includes("mask") ? { mask: view.mask } : {}),
  };
}
