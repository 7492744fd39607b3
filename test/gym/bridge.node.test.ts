import { describe, expect, test } from "vitest";
import type { Json } from "../../src/core/index.ts";
import { bridge } from "../../src/gym/bridge.ts";
import { parallel } from "../../src/gym/index.ts";
import { worlds } from "../../src/worlds.ts";

type Game = {
  readonly t: number;
  readonly seats: Readonly<
    Record<string, { readonly observation?: Json; readonly legal?: readonly Json[]; readonly mask?: readonly number[] }>
  >;
  readonly rewards?: Readonly<Record<string, number>>;
  readonly terminated: boolean;
  readonly truncated: boolean;
  readonly digest?: string;
  readonly returns?: Readonly<Record<string, number>>;
  readonly outcome?: { readonly success: boolean };
};
type Answer = {
  readonly batch: string;
  readonly games: readonly (Game | null)[];
  readonly error?: { readonly name: string; readonly message: string; readonly line: number };
  readonly [field: string]: unknown;
};

/** A bridge that is asked by records. */
function opened() {
  const { answer } = bridge("1.2.3");
  const say = async (line: string) => JSON.parse(await answer(line)) as Answer;
  return { say, ask: (ask: string, fields: object = {}) => say(JSON.stringify({ ask, ...fields })) };
}

/** A bridge that was greeted, with a batch of games on the quick board. */
async function playing(fields: object = {}) {
  const { say, ask } = opened();
  await ask("hello", { protocol: 1 });
  const made = await ask("make", { env: "pursuit", preset: "quick", cast: "evade", games: 2, ...fields });
  return { say, ask, made, batch: made.batch };
}

const STAY = { "pursuer-0": "stay", "pursuer-1": "stay", "pursuer-2": "stay" };

describe("a bridge", () => {
  test("tells its version, and what can be played", async () => {
    const told = await opened().ask("hello", { protocol: 1 });
    expect(told).toMatchObject({ protocol: 1, arena: "1.2.3" });
    expect(Object.keys(told["envs"] as object)).toEqual(Object.keys(worlds));
    expect(told["envs"]).toMatchObject({
      pursuit: { version: 1, presets: expect.arrayContaining(["quick"]) as unknown, casts: ["evade", "lookahead", "wandering"] },
    });
  });

  test("plays games side by side, from the first state to the end, as the interface in TypeScript does", async () => {
    const { ask, made, batch } = await playing({ params: { horizon: 3 }, show: ["observation", "legal", "mask", "digest"] });
    expect(made).toMatchObject({ version: 1, seats: ["pursuer-0", "pursuer-1", "pursuer-2"], params: { width: 7, horizon: 3 } });
    expect(made["actions"]).toMatchObject({ "pursuer-0": ["stay", "north", "east", "south", "west"] });
    const begun = await ask("reset", { batch, seeds: [1, 2] });
    const twins = await Promise.all(
      [1, 2].map(async (seed) => {
        const game = await parallel("pursuit", { preset: "quick", params: { horizon: 3 }, cast: "evade" });
        return { game, first: game.reset(seed) };
      }),
    );
    for (const [i, { game, first }] of twins.entries()) {
      const { t, seats, digest } = begun.games[i]!;
      expect([t, digest]).toEqual([0, game.digest]);
      for (const role of game.turn) {
        const { observation, mask, legal } = first.infos[role]!;
        expect(seats[role]).toEqual({ observation, mask, legal });
      }
    }
    for (let round = 1; round <= 3; round++) {
      const { games } = await ask("step", { batch, actions: [STAY, STAY] });
      for (const [i, { game }] of twins.entries()) {
        const { rewards, observations } = game.step(STAY);
        expect(games[i]).toMatchObject({ t: 2 * round, rewards, terminated: false, truncated: round === 3, digest: game.digest });
        for (const [role, observation] of Object.entries(observations)) expect(games[i]!.seats[role]!.observation).toEqual(observation);
        expect(games[i]!.outcome?.success).toBe(round === 3 ? false : undefined);
        expect(games[i]!.returns?.["runner-0"]).toBe(round === 3 ? 0 : undefined);
      }
    }
    expect(await ask("close", { batch })).toEqual({ closed: batch });
    expect((await ask("reset", { batch, seeds: [1, 2] })).error!.message).toBe(
      'bridge: no batch is called "1", expected one of none: nothing is registered',
    );
  });

  test("leaves alone the games that are given null, and begins single ones anew", async () => {
    const { ask, batch } = await playing({ show: ["digest"] });
    const begun = await ask("reset", { batch, seeds: [1, 2] });
    const moved = await ask("step", { batch, actions: [null, STAY] });
    expect([moved.games[0], moved.games[1]!.t]).toEqual([null, 2]);
    const again = await ask("reset", { batch, seeds: [null, 2] });
    expect(again.games).toEqual([null, begun.games[1]]);
  });

  test("shows ranges and texts to who asks for them", async () => {
    const { ask, batch } = await playing({
      env: "fishery",
      cast: "fair",
      seats: ["fisher-0"],
      preset: "default",
      show: ["range", "text"],
      games: 1,
    });
    const { games } = await ask("reset", { batch, seeds: [1] });
    expect(games[0]!.seats["fisher-0"]).toEqual({
      range: { min: 0, max: 100, unit: "tons" },
      text: expect.stringMatching(/lake/) as unknown,
    });
  });
});

describe("a bridge answers what it cannot do with the way out, and goes on", () => {
  test("with a client of another version", async () => {
    const { ask } = opened();
    const { error } = await ask("hello", { protocol: 2 });
    expect(error).toEqual({
      name: "BadInput",
      message: "bridge: protocol 2, expected 1: take the client in docs/python.md of Logic Arena 1.2.3",
      line: 1,
    });
    expect((await ask("make", { env: "pursuit" })).error!.message).toBe(
      'bridge: "make" before "hello", expected {"ask": "hello", "protocol": 1} first',
    );
    expect((await ask("hello", { protocol: 1 })).error).toBeUndefined();
  });

  test.each([
    ["garbage", "step right up", /^bridge: step right up, which is no JSON \(.*\), expected an object with "ask", one of hello, make, /],
    ["half a line", '{"ask": "step", "bat', /which is no JSON/],
    ["a list", "[1]", /^bridge: \[1\], expected an object with "ask"/],
    ["nothing to ask", "{}", /^bridge: \{\}, expected an object/],
    ["a question that does not exist", '{"ask": "stop"}', /no question is called "stop" \(did you mean "step"\?\)/],
    ["the name of something that every object has", '{"ask": "constructor"}', /no question is called "constructor"/],
    ["a field that does not exist", '{"ask": "make", "env": "pursuit", "seed": 1}', /^bridge, make: .*seed/],
    [
      "an environment that does not exist",
      '{"ask": "make", "env": "persuit"}',
      /no environment is called "persuit" \(did you mean "pursuit"\?\)/,
    ],
    ["too many games", '{"ask": "make", "env": "pursuit", "games": 100000}', /^bridge, make: "games": /],
    ["a batch that does not exist", '{"ask": "step", "batch": "7", "actions": []}', /no batch is called "7"/],
    [
      "too few actions",
      '{"ask": "step", "batch": "1", "actions": [null]}',
      /^bridge: 1 actions for 2 games, expected one for each, null for/,
    ],
    ["too many seeds", '{"ask": "reset", "batch": "1", "seeds": [1, 2, 3]}', /^bridge: 3 seeds for 2 games/],
    ["a seed that is none", '{"ask": "reset", "batch": "1", "seeds": [1, -2]}', /^bridge, reset: "seeds\.1": /],
  ])("to %s", async (_, line, message) => {
    const { say, ask, batch } = await playing();
    const { error } = await say(line);
    expect(error!.message).toMatch(message);
    expect(error!.line).toBe(3);
    expect((await ask("reset", { batch, seeds: [1, 2] })).games).toHaveLength(2);
  });

  test("to an action that is not legal: no game of the batch moves", async () => {
    const { ask, batch } = await playing({ show: ["digest"] });
    const begun = await ask("reset", { batch, seeds: [1, 2] });
    const { error } = await ask("step", { batch, actions: [STAY, { ...STAY, "pursuer-1": "jump" }] });
    expect(error!.message).toMatch(/^game 1 of pursuit, step 0: "jump" for "pursuer-1", expected a legal action: "stay", /);
    const moved = await ask("step", { batch, actions: [STAY, STAY] });
    expect(moved.games.map((game) => game!.t)).toEqual([2, 2]);
    const again = await ask("reset", { batch, seeds: [1, 2] });
    expect(again).toEqual(begun);
  });

  test("to an action for a game that is over, or has not begun", async () => {
    const { ask, batch } = await playing({ params: { horizon: 1 } });
    const early = await ask("step", { batch, actions: [STAY, null] });
    expect(early.error!.message).toBe("game 0 of pursuit: no episode has begun, expected reset with a seed first");
    await ask("reset", { batch, seeds: [1, 2] });
    await ask("step", { batch, actions: [STAY, STAY] });
    const late = await ask("step", { batch, actions: [null, STAY] });
    expect(late.error!.message).toBe(
      "game 1 of pursuit, step 2: an action, and the episode is over (truncated), expected reset with a seed, which begins another one",
    );
  });
});
