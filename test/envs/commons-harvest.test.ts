import { describe, expect, test } from "vitest";
import { policyOf } from "../../agents/policies.ts";
import { commonsHarvest as env } from "../../envs/commons-harvest/env.ts";
import { groundOf } from "../../envs/commons-harvest/ground.ts";
import { metrics } from "../../envs/commons-harvest/metrics.ts";
import { type EmergencyId, presets } from "../../envs/commons-harvest/params.ts";
import { DEAD, EATEN, HARVESTERS, isLive, liveIn, RIPE, type State, YOUNG } from "../../envs/commons-harvest/state.ts";
import { type Action, FACING } from "../../envs/commons-harvest/step.ts";
import { type Episode, episodeKeys, isOver, type Json, keyOf, parseParams, type PerRole, replay, rollout } from "../../src/core/index.ts";
import { worldOf } from "../../src/worlds.ts";

const world = worldOf("commons-harvest");

const start = (params: object = {}, seed = 1): State => env.init(parseParams(env, params as Json) as State["params"], keyOf(seed));
const preset = (id: keyof typeof presets, more: object = {}): object => ({ ...presets[id].params, ...more });

/** The cell at x, y of a state's board. */
const at = ({ params }: State, x: number, y: number): number => y * params.width + x;

/** A state with its harvesters on cells, its apples where `live` says so and otherwise eaten. */
const put = (state: State, cells: readonly (readonly [number, number])[], live: (x: number, y: number) => boolean = () => true): State => {
  const ground = groundOf(state.params);
  return {
    ...state,
    at: cells.map(([x, y]) => at(state, x, y)),
    apples: ground.spots.map((cell) => (live(...(ground.cells[cell] as [number, number])) ? RIPE : EATEN)),
  };
};

/** The state after a turn in which the harvesters do this, by seat. */
const act = (state: State, actions: readonly Action[], seed = 1): State =>
  env.step(state, Object.fromEntries(actions.map((action, seat) => [HARVESTERS[seat]!, action])), keyOf(seed));

const where = (state: State): readonly (readonly [number, number] | null)[] => {
  const { cells } = groundOf(state.params);
  return state.at.map((cell) => (cell < 0 ? null : (cells[cell] as [number, number])));
};

const emergency = (state: State, id: EmergencyId, params: object = {}): State => {
  const { params: schema, apply } = env.emergencies[id]!;
  return apply(state, schema.parse(params));
};

/** The last state of an episode in which each seat plays an agent. */
function played(agents: readonly string[], params: object, seed: number): State {
  const keys = episodeKeys(seed);
  let state = env.init(parseParams(env, params as Json) as State["params"], keys.init);
  for (let t = 0; !isOver(env, state); t++) {
    const actions: Record<string, Action> = {};
    for (const [seat, role] of env.turn(state).entries()) {
      const turn = { role, legal: env.legal(state, role), key: keys.act(t, role) };
      actions[role] = policyOf(world, agents[seat]!, role)(env.observe(state, role), turn) as Action;
    }
    state = env.step(state, actions, keys.step(t));
  }
  return state;
}

const sum = (list: readonly number[]): number => list.reduce((all, one) => all + one, 0);
const mean = (list: readonly number[]): number => sum(list) / list.length;
const errorOf = (list: readonly number[]): number =>
  Math.sqrt(sum(list.map((one) => (one - mean(list)) * (one - mean(list)))) / (list.length - 1) / list.length);

/** Whether a mean is a known one: within four standard errors, and the half that the known one was rounded by. */
const expectMean = (list: readonly number[], known: number): void =>
  expect(Math.abs(mean(list) - known)).toBeLessThan(4 * errorOf(list) + 0.5);

const four = (one: string, others = one): readonly string[] => [one, others, others, others];
const SEEDS = Array.from({ length: 200 }, (_, seed) => seed);

describe("known points, at 200 seeds", () => {
  test("all greedy: about 70 apples together, and none left near turn 37", () => {
    const ends = SEEDS.map((seed) => played(four("greedy"), {}, seed));
    expectMean(
      ends.map(({ eaten }) => sum(eaten)),
      70,
    );
    const collapsed = ends.filter(({ apples }) => liveIn(apples) === 0);
    expect(collapsed.length).toBeGreaterThanOrEqual(198);
    expectMean(
      collapsed.map(({ turn }) => turn),
      37,
    );
  });

  test("all restrained: about 104 together, and every patch lives", () => {
    const ends = SEEDS.map((seed) => played(four("restrained"), {}, seed));
    expectMean(
      ends.map(({ eaten }) => sum(eaten)),
      104,
    );
    expect(ends.every((state) => env.outcome(state)["bare"] === 0 && env.outcome(state).success)).toBe(true);
  });

  test("one greedy among three restrained: about 24 for it, 23 for each other", () => {
    const ends = SEEDS.map((seed) => played(four("greedy", "restrained"), {}, seed));
    expectMean(
      ends.map(({ eaten }) => eaten[0]!),
      24,
    );
    expectMean(
      ends.map(({ eaten }) => mean(eaten.slice(1))),
      23,
    );
  });

  test("large is a dilemma: greed pays whoever is greedy alone, and costs all when all are", () => {
    const seeds = SEEDS.slice(0, 40);
    const eight = (one: string, others: string) => [one, ...Array.from({ length: 7 }, () => others)];
    const own = (one: string, others: string, seat: number) =>
      seeds.map((seed) => played(eight(one, others), preset("large"), seed).eaten[seat]!);
    const [together, alone, beside, greedy] = [
      own("restrained", "restrained", 0),
      own("greedy", "restrained", 0),
      own("greedy", "restrained", 1),
      own("greedy", "greedy", 0),
    ];
    const above = (more: readonly number[], less: readonly number[]) =>
      expect(mean(more) - mean(less)).toBeGreaterThan(2 * Math.sqrt(errorOf(more) * errorOf(more) + errorOf(less) * errorOf(less)));
    above(alone, together);
    above(together, greedy);
    above(together, beside);
  });
});

describe("a turn", () => {
  const four: readonly (readonly [number, number])[] = [
    [6, 6],
    [7, 6],
    [0, 6],
    [12, 6],
  ];

  test("the board: four patches of 13 apples, and starts on distinct cells without places", () => {
    const { patches, spotAt } = groundOf(start().params);
    expect(patches.map(({ spots }) => spots.length)).toEqual([13, 13, 13, 13]);
    const seen = new Set<number>();
    for (let seed = 0; seed < 200; seed++) {
      const state = start({}, seed);
      expect(new Set(state.at).size).toBe(4);
      for (const cell of state.at) expect(spotAt[cell]).toBe(-1);
      for (const cell of state.at) seen.add(cell);
    }
    // Of 800 draws from 117 cells each turns up at some time, but for a chance of 1 in 8.
    expect(seen.size).toBeGreaterThanOrEqual(115);
  });

  test("moves: two cannot swap, and of two who want one cell the first in the drawn order has it", () => {
    expect(where(act(put(start(), four), ["right", "left", "stay", "stay"])).slice(0, 2)).toEqual(four.slice(0, 2));
    const winners = SEEDS.map(
      (seed) =>
        where(
          act(
            put(start(), [
              [5, 6],
              [7, 6],
              [0, 6],
              [12, 6],
            ]),
            ["right", "left", "stay", "stay"],
            seed,
          ),
        )[0]![0],
    );
    const first = winners.filter((x) => x === 6).length;
    expect(Math.abs(first - 100)).toBeLessThan(4 * Math.sqrt(200 / 4));
    // Who follows another has the cell if the other went first.
    const follows = SEEDS.map((seed) => where(act(put(start(), four), ["right", "right", "stay", "stay"], seed))[0]![0]);
    expect(Math.abs(follows.filter((x) => x === 7).length - 100)).toBeLessThan(4 * Math.sqrt(200 / 4));
  });

  test("legal are the moves on the board, in one order", () => {
    const state = put(start(), [
      [0, 0],
      [12, 12],
      [6, 6],
      [0, 6],
    ]);
    expect(env.legal(state, "harvester-0")).toEqual(["stay", "right", "down"]);
    expect(env.legal(state, "harvester-1")).toEqual(["stay", "up", "left"]);
    expect(env.legal(state, "harvester-2")).toEqual(["stay", "up", "right", "down", "left"]);
  });

  test("an apple is eaten by whoever stands on it: it was entered, or grew there", () => {
    const entered = act(
      put(start(), [
        [6, 2],
        [6, 6],
        [0, 6],
        [12, 6],
      ]),
      ["left", "stay", "stay", "stay"],
    );
    expect(entered.eaten).toEqual([0, 0, 0, 0]);
    const next = act(entered, ["left", "stay", "stay", "stay"]);
    expect(where(next)[0]).toEqual([4, 2]);
    expect([next.eaten, next.ate, liveIn(next.apples)]).toEqual([[1, 0, 0, 0], [1, 0, 0, 0], 51]);
    expect(env.returns(next)["harvester-0"]).toBe(1);
    const bare = put(
      start(),
      [
        [2, 2],
        [6, 6],
        [0, 6],
        [12, 6],
      ],
      (x, y) => !(x === 2 && y === 2),
    );
    const grown = SEEDS.map((seed) => act(bare, ["stay", "stay", "stay", "stay"], seed)).filter(({ eaten }) => eaten[0] === 1);
    expect(Math.abs(grown.length / 200 - 0.1)).toBeLessThan(4 * Math.sqrt((0.1 * 0.9) / 200));
    for (const { apples } of grown) expect(liveIn(apples)).toBe(51);
  });

  test("a place regrows with the chance of the live apples within distance 2, itself not counted: 0, 0.01, 0.02, 0.1", () => {
    const lone = put(start(), four, (x, y) => y < 6 && x < 6 && [2, 3].includes(x) && y === 2);
    const { spots, spotAt, near } = groundOf(lone.params);
    const [n, grown] = [3000, spots.map(() => 0)];
    for (let seed = 0; seed < n; seed++)
      for (const [spot, apple] of act(lone, ["stay", "stay", "stay", "stay"], seed).apples.entries()) if (apple === YOUNG) grown[spot]!++;
    let seen = new Set<number>();
    for (const [spot, count] of grown.entries()) {
      if (lone.apples[spot] !== EATEN) continue;
      const live = near[spot]!.filter((one) => isLive(lone.apples[one]!)).length;
      seen = seen.add(live);
      const chance = [0, 0.01, 0.02, 0.1][Math.min(3, live)]!;
      expect(Math.abs(count / n - chance)).toBeLessThanOrEqual(5 * Math.sqrt((chance * (1 - chance)) / n));
    }
    expect(seen).toEqual(new Set([0, 1, 2]));
    // (2, 0) and (2, 1) are within 2 of both apples, or of one: Euclid's distance of (2, 0) and (3, 2) is above 2.
    const liveNear = (x: number, y: number) => near[spotAt[at(lone, x, y)]!]!.filter((one) => isLive(lone.apples[one]!)).length;
    expect([liveNear(2, 0), liveNear(2, 1), liveNear(0, 2), liveNear(4, 2)]).toEqual([1, 2, 1, 2]);
    const rich = put(start(), four, (x, y) => !(x === 2 && y === 2));
    const hits = Array.from({ length: n }, (_, seed) => act(rich, ["stay", "stay", "stay", "stay"], seed)).filter(
      ({ apples }) => liveIn(apples) === 52,
    ).length;
    expect(Math.abs(hits / n - 0.1)).toBeLessThan(4 * Math.sqrt((0.1 * 0.9) / n));
  });

  test("a place that was eaten is bare for a turn, and an apple that grew is young for one", () => {
    const eaten = act(
      put(
        start(),
        [
          [1, 2],
          [6, 6],
          [0, 6],
          [12, 6],
        ],
        (x, y) => !(x === 1 && y === 2),
      ),
      ["right", "stay", "stay", "stay"],
    );
    const spot = groundOf(eaten.params).spotAt[at(eaten, 2, 2)]!;
    expect(eaten.apples[spot]).toBe(EATEN);
    const young = { ...eaten, apples: eaten.apples.map((apple, i) => (i === spot ? YOUNG : apple)), at: put(eaten, four).at };
    expect(act(young, ["stay", "stay", "stay", "stay"]).apples[spot]).toBe(RIPE);
  });

  test("a patch that is bare never bears again, and without any apple the game is over", () => {
    let state = put(start(), four, (x) => x > 6);
    for (let t = 0; t < 50; t++) state = act(state, ["stay", "stay", "stay", "stay"], t);
    expect(env.outcome(state)).toMatchObject({ bare: 2, left: 26 });
    const last = act(
      put(
        start(),
        [
          [9, 2],
          [6, 6],
          [0, 6],
          [12, 6],
        ],
        (x, y) => x === 10 && y === 2,
      ),
      ["right", "stay", "stay", "stay"],
    );
    expect(last.over).toBe(true);
    expect(env.turn(last)).toEqual([]);
    expect(env.outcome(last)).toMatchObject({ success: false, left: 0, eaten: 1, turns: 1 });
    expect(env.summary(last)).toContain("No apple is left after turn 1.");
    // Eating the last one at the very end is no failure.
    expect(env.outcome({ ...last, turn: 54 }).success).toBe(true);
    expect(env.outcome({ ...last, turn: 53 }).success).toBe(false);
  });

  test("the stock is kept turn by turn, in long games every few turns", () => {
    const next = act(act(start(), ["stay", "stay", "stay", "stay"]), ["stay", "stay", "stay", "stay"]);
    expect(next.stock).toEqual([52, 52, 52]);
    const long = start({ turns: 600 });
    expect(act(long, ["stay", "stay", "stay", "stay"]).stock).toEqual([52]);
    expect(act({ ...long, turn: 4 }, ["stay", "stay", "stay", "stay"]).stock).toEqual([52, 52]);
  });
});

describe("zapping by the compass", () => {
  const zap = (cells: readonly (readonly [number, number])[]) => put(start({ zap: true }), cells);
  const go = (state: State, seed = 1) => act(state, ["zap", "stay", "stay", "stay"], seed);

  test("sends the nearest one in the row or column away, up to five cells off", () => {
    expect(
      where(
        go(
          zap([
            [6, 6],
            [9, 6],
            [6, 11],
            [5, 5],
          ]),
        ),
      ),
    ).toEqual([[6, 6], null, [6, 11], [5, 5]]);
    expect(
      where(
        go(
          zap([
            [6, 6],
            [12, 6],
            [6, 0],
            [5, 5],
          ]),
        ),
      ),
    ).toEqual([
      [6, 6],
      [12, 6],
      [6, 0],
      [5, 5],
    ]);
    // Of two as near one is drawn, and nobody is hit through another.
    const hit = new Set(
      SEEDS.map((seed) =>
        where(
          go(
            zap([
              [6, 6],
              [8, 6],
              [6, 8],
              [9, 6],
            ]),
            seed,
          ),
        ).indexOf(null),
      ),
    );
    expect(hit).toEqual(new Set([1, 2]));
  });

  test("whoever was hit misses five turns, can do nothing but stay, and comes back on a free cell without apples", () => {
    let state = go(
      zap([
        [6, 6],
        [9, 6],
        [0, 6],
        [12, 6],
      ]),
    );
    for (let missed = 0; missed < 5; missed++) {
      expect(state.away[1]).toBe(5 - missed);
      expect(env.legal(state, "harvester-1")).toEqual(["stay"]);
      expect(env.observe(state, "harvester-1").me).toBeNull();
      expect(env.turn(state)).toContain("harvester-1");
      state = act(state, ["stay", "stay", "stay", "stay"], missed);
    }
    expect(state.away[1]).toBe(0);
    expect(new Set(state.at).size).toBe(4);
    expect(groundOf(state.params).spotAt[state.at[1]!]).toBe(-1);
  });

  test("two can hit each other, and nobody zaps where it is off", () => {
    expect(
      where(
        act(
          zap([
            [6, 6],
            [7, 6],
            [0, 0],
            [12, 12],
          ]),
          ["zap", "zap", "stay", "stay"],
        ),
      ).slice(0, 2),
    ).toEqual([null, null]);
    expect(env.legal(start({ zap: true }), "harvester-0")).toContain("zap");
    expect(env.legal(start(), "harvester-0")).not.toContain("zap");
  });
});

describe("melting-pot", () => {
  const MAP = `
WWWWWWWWWWWWWWWWWWWWWWWW
WAAA    A      A    AAAW
WAA    AAA    AAA    AAW
WA    AAAAA  AAAAA    AW
W      AAA    AAA      W
W       A      A       W
W  A                A  W
W AAA  Q        Q  AAA W
WAAAAA            AAAAAW
W AAA              AAA W
W  A                A  W
W                      W
W                      W
W                      W
W  PPPPPPPPPPPPPPPPPP  W
W PPPPPPPPPPPPPPPPPPPP W
WPPPPPPPPPPPPPPPPPPPPPPW
WWWWWWWWWWWWWWWWWWWWWWWW`
    .trim()
    .split("\n");
  const pot = (more: object = {}, seed = 1) => start(preset("melting-pot", more), seed);
  const idle: readonly Action[] = Array.from({ length: 7 }, () => "noop");
  /** Harvesters on cells, facing up unless told otherwise; those without a cell stand in the bottom row. */
  const stand = (cells: readonly (readonly [number, number])[], facing: readonly number[] = [], more: object = {}): State => {
    const all = Array.from({ length: 7 }, (_, seat) => cells[seat] ?? ([2 + seat, 16] as const));
    return { ...put(pot(more), all), facing: all.map((_, seat) => facing[seat] ?? 0) };
  };
  const does = (state: State, first: Action, seed = 1) => act(state, [first, ...idle.slice(1)], seed);

  test("the map is that of commons_harvest__open: walls, 64 apples in patches of 6, 13, 13, 6, 13, 13", () => {
    const ground = groundOf(pot().params);
    for (const [cell, [x, y]] of ground.cells.entries()) {
      const letter = MAP[y]![x]!;
      expect([cell, ground.wall[cell] === 1, ground.spotAt[cell]! >= 0]).toEqual([cell, letter === "W", letter === "A"]);
    }
    expect(ground.patches.map(({ spots }) => spots.length)).toEqual([6, 13, 13, 6, 13, 13]);
    expect(pot().apples.length).toBe(64);
  });

  test("two start near the apples, the others at the bottom, facing anywhere", () => {
    const facings = new Set<number>();
    for (let seed = 0; seed < 60; seed++) {
      const state = pot({}, seed);
      expect(state.at.length).toBe(7);
      const letters = where(state).map((cell) => MAP[cell![1]]![cell![0]]);
      expect(letters).toEqual(["Q", "Q", "P", "P", "P", "P", "P"]);
      expect(new Set(state.at).size).toBe(7);
      for (const way of state.facing) facings.add(way);
    }
    expect(facings.size).toBe(4);
  });

  test("eight actions by the own facing, always legal; a step into a wall does nothing", () => {
    expect(env.legal(pot(), "harvester-3")).toEqual([...FACING]);
    const right = stand([[10, 11]], [1]);
    expect(where(does(right, "forward"))[0]).toEqual([11, 11]);
    expect(where(does(right, "backward"))[0]).toEqual([9, 11]);
    expect(where(does(right, "step-left"))[0]).toEqual([10, 10]);
    expect(where(does(right, "step-right"))[0]).toEqual([10, 12]);
    expect(does(right, "turn-left").facing[0]).toBe(0);
    expect(does(right, "turn-right").facing[0]).toBe(2);
    expect(where(does(stand([[1, 12]], [3]), "forward"))[0]).toEqual([1, 12]);
  });

  test("one sees 9 cells ahead, 1 behind, 5 to each side", () => {
    const state = stand([
      [12, 12],
      [12, 13],
      [12, 14],
      [7, 3],
      [6, 3],
    ]);
    const seen = env.observe(state, "harvester-0");
    expect(seen.window).toEqual({ x: 7, y: 3, w: 11, h: 11 });
    expect(seen.harvesters.map(({ at: cell }) => cell !== null)).toEqual([true, true, false, true, false, false, false]);
    expect(seen.apples.every(([x, y]) => x >= 7 && x <= 17 && y >= 3 && y <= 13)).toBe(true);
    expect([seen.stock, seen.harvesters[1]!.eaten, seen.harvesters[0]!.eaten]).toEqual([null, null, 0]);
    expect(env.observe(stand([[12, 12]], [1]), "harvester-0").window).toEqual({ x: 11, y: 7, w: 11, h: 11 });
  });

  test("the beam: three cells ahead and the rays beside, stopped by walls and by the first it hits", () => {
    const away = (cells: readonly (readonly [number, number])[], facing = 0) =>
      does(stand(cells, [facing]), "zap").away.flatMap((turns, seat) => (turns > 0 ? [seat] : []));
    expect(
      away([
        [10, 12],
        [10, 9],
      ]),
    ).toEqual([1]);
    expect(
      away([
        [10, 12],
        [10, 8],
      ]),
    ).toEqual([]);
    expect(
      away([
        [10, 12],
        [10, 11],
        [10, 10],
      ]),
    ).toEqual([1]);
    // Beside the one who zaps and two cells on; not behind.
    expect(
      away([
        [10, 12],
        [9, 12],
        [11, 10],
        [9, 13],
        [12, 12],
      ]),
    ).toEqual([1, 2]);
    expect(
      away([
        [10, 12],
        [11, 9],
      ]),
    ).toEqual([]);
    expect(
      away(
        [
          [1, 12],
          [1, 10],
        ],
        3,
      ),
    ).toEqual([]);
  });

  test("a zap rests for two frames; who is hit misses four and comes back at the bottom, at no cost", () => {
    let state = does(
      stand([
        [10, 12],
        [10, 10],
      ]),
      "zap",
    );
    expect([state.cooling[0], state.away[1], state.at[1]]).toEqual([2, 4, -1]);
    expect(env.returns(state)["harvester-1"]).toBe(0);
    expect(env.legal(state, "harvester-1")).toEqual(["noop"]);
    // The next zap that counts is in the third frame after.
    const again = [0, 1, 2].map((frames) => {
      let later = state;
      for (let i = 0; i < frames; i++) later = act(later, idle, i);
      const target = { ...later, at: later.at.map((cell, seat) => (seat === 2 ? at(later, 10, 11) : cell)) };
      return does(target, "zap").away[2]! > 0;
    });
    expect(again).toEqual([false, false, true]);
    for (let frame = 0; frame < 4; frame++) state = act(state, idle, frame);
    const [x, y] = where(state)[1]!;
    expect([state.away[1], MAP[y]![x]]).toEqual([0, "P"]);
  });

  test("it ends at 1,000 frames, and every 100 from then on, with probability 0.15; a parameter offers exactly 1,000", () => {
    const ends = (turn: number) => SEEDS.filter((seed) => act({ ...stand([]), turn: turn - 1 }, idle, seed).over).length;
    for (const turn of [1000, 1100, 4900]) expect(Math.abs(ends(turn) / 200 - 0.15)).toBeLessThan(4 * Math.sqrt((0.15 * 0.85) / 200));
    for (const turn of [900, 999, 1001, 1050]) expect(ends(turn)).toBe(0);
    expect(env.clock(pot())).toEqual({ round: 0, horizon: 5000 });
    const exactly = pot({ turns: 1000, ending: null });
    expect(env.clock(exactly).horizon).toBe(1000);
    expect(isOver(env, { ...exactly, turn: 1000 })).toBe(true);
  });

  test("the published chances hold", () => {
    expect(pot().params.regrowth).toEqual([0.0025, 0.005, 0.025]);
  });
});

describe("emergencies", () => {
  test("drought: chances are halved", () => {
    const state = emergency(
      put(
        start(),
        [
          [6, 6],
          [7, 6],
          [0, 6],
          [12, 6],
        ],
        (x, y) => !(x === 2 && y === 2),
      ),
      "drought",
    );
    const n = 2000;
    const grown = Array.from({ length: n }, (_, seed) => liveIn(act(state, ["stay", "stay", "stay", "stay"], seed).apples) - 51);
    expect(Math.abs(sum(grown) / n - 0.05)).toBeLessThan(4 * Math.sqrt((0.05 * 0.95) / n));
    expect(env.observe(state, "harvester-0").notices).toEqual([{ id: "drought", text: expect.stringContaining("0.5 times") as string }]);
  });

  test("fence: nobody enters the patch, and who was inside is put out; a later fence replaces it", () => {
    const state = emergency(
      put(start(), [
        [2, 2],
        [5, 2],
        [0, 6],
        [12, 6],
      ]),
      "fence",
      { patch: 0 },
    );
    expect(groundOf(state.params).spotAt[state.at[0]!]).toBe(-1);
    expect(new Set(state.at).size).toBe(4);
    expect(env.legal(state, "harvester-1")).toEqual(["stay", "up", "right", "down"]);
    expect(env.observe(state, "harvester-1").closed).toEqual([0]);
    expect(emergency(state, "fence", { patch: 2 }).closed).toEqual([2]);
    // By itself it closes the open patch with most apples.
    expect(
      emergency(
        put(
          start(),
          [
            [6, 6],
            [7, 6],
            [0, 6],
            [12, 6],
          ],
          (x, y) => x > 6 && y > 6,
        ),
        "fence",
      ).closed,
    ).toEqual([3]);
  });

  test("blight: every second apple and bare place of a patch is dead for good", () => {
    const full = emergency(
      put(start(), [
        [6, 6],
        [7, 6],
        [0, 6],
        [12, 6],
      ]),
      "blight",
      { patch: 1 },
    );
    const dead = (state: State) =>
      groundOf(state.params).patches.map(({ spots }) => spots.filter((spot) => state.apples[spot] === DEAD).length);
    expect(dead(full)).toEqual([0, 6, 0, 0]);
    let later = full;
    for (let t = 0; t < 40; t++) later = act(later, ["stay", "stay", "stay", "stay"], t);
    expect(dead(later)).toEqual([0, 6, 0, 0]);
    // A last apple is spared.
    const one = emergency(
      put(
        start(),
        [
          [6, 6],
          [7, 6],
          [0, 6],
          [12, 6],
        ],
        (x, y) => x === 2 && y === 2,
      ),
      "blight",
      { patch: 0 },
    );
    expect([liveIn(one.apples), dead(one)]).toEqual([1, [6, 0, 0, 0]]);
    expect(env.describe(env.observe(full, "harvester-0"))).toContain("Notice: A blight");
  });

  test("refuse patches that do not exist, and a fence round the only patch", () => {
    expect(() => emergency(start(), "fence", { patch: 4 })).toThrow("commons-harvest emergency fence: patch 4, expected a number below 4");
    expect(() => emergency(start(), "blight", { patch: 9 })).toThrow("expected a number below 4");
    expect(() => emergency(start({ patches: [[6, 6]] }), "fence")).toThrow(
      "a fence round the only patch, expected another that stays open",
    );
  });

  test("come by the schedule in their turn", () => {
    const state = start({ emergencies: [{ round: 1, emergency: "drought", params: { factor: 0.25 } }] });
    expect(state.notices).toEqual([]);
    expect(act(state, ["stay", "stay", "stay", "stay"]).drought).toBe(0.25);
  });
});

describe("bad input", () => {
  test.each<readonly [string, object, string]>([
    ["nobody fits", { width: 3, height: 3, patches: [[1, 1]], harvesters: 2 }, "2 on 0 cells without apples, expected room for all"],
    ["too many", { width: 4, height: 4, patches: [[2, 2]], harvesters: 8 }, "expected room for all"],
    [
      "patches that touch",
      {
        patches: [
          [3, 3],
          [9, 3],
        ],
      },
      "patches 0 and 1 touch",
    ],
    [
      "one patch twice",
      {
        patches: [
          [3, 3],
          [3, 3],
        ],
      },
      "patch 1 lies where another does",
    ],
    ["a patch off the board", { patches: [[2, 14]] }, "a patch at (2, 14), expected its middle on free ground"],
    ["a patch in the wall", { walls: true, patches: [[0, 4]] }, "a patch at (0, 4)"],
    ["nine harvesters", { harvesters: 9 }, "8"],
    ["one harvester", { harvesters: 1 }, "2"],
    ["a chance above 1", { regrowth: [0, 0, 2] }, "1"],
    ["Melting Pot's starts elsewhere", { starts: "melting-pot" }, "expected a board of 24 x 18"],
    ["an end after the end", { ending: { from: 100, every: 10, chance: 0.5 } }, "expected one within the 60 turns"],
    [
      "an emergency after the end",
      { emergencies: [{ round: 60, emergency: "drought", params: {} }] },
      "expected a turn below the horizon of 60",
    ],
    [
      "a fence round nothing",
      { emergencies: [{ round: 3, emergency: "fence", params: { patch: 7 } }] },
      "a fence at patch 7, expected a number below 4",
    ],
    ["a drought that brings rain", { emergencies: [{ round: 3, emergency: "drought", params: { factor: 2 } }] }, "0.95"],
  ])("is refused: %s", (_, params, message) => {
    expect(() => parseParams(env, params as Json)).toThrow(message);
  });

  test("patches with more than two cells between them are taken", () => {
    expect(
      start({
        patches: [
          [2, 2],
          [9, 2],
        ],
      }).apples.length,
    ).toBe(26);
  });
});

describe("sight", () => {
  test("a determinised state holds what is seen; out of sight, places and harvesters are drawn", () => {
    const keys = episodeKeys(4);
    let state = start(preset("melting-pot"), 4);
    for (let t = 0; t < 60; t++)
      state = act(
        state,
        env.turn(state).map((role, seat) => FACING[(t * 3 + seat) % 7]!),
        t,
      );
    const seen = env.observe(state, "harvester-0");
    const made = SEEDS.slice(0, 20).map((seed) => env.determinize!(seen, "harvester-0", keyOf(seed)));
    for (const one of made) expect(env.observe(one, "harvester-0")).toEqual(seen);
    expect(new Set(made.map(({ apples }) => apples.join())).size).toBeGreaterThan(10);
    expect(new Set(made.map(({ at: cells }) => cells.join())).size).toBeGreaterThan(10);
    expect(keys.init.length).toBe(2);
  });

  test("by the compass nothing is hidden but the schedule", () => {
    const state = start({ emergencies: [{ round: 9, emergency: "drought", params: {} }] });
    expect(env.determinize!(env.observe(state, "harvester-2"), "harvester-2", keyOf(1))).toEqual({
      ...state,
      params: { ...state.params, emergencies: [] },
    });
  });

  test("the text tells patches, the nearest apples and the others as they lie", () => {
    const text = env.describe(
      env.observe(
        put(
          start(),
          [
            [5, 2],
            [6, 6],
            [0, 6],
            [12, 6],
          ],
          (x) => x < 6,
        ),
        "harvester-0",
      ),
    );
    expect(text).toContain("You are at (5,2).");
    expect(text).toContain("patch 0 (3 left) 13 of 13; patch 1 (5 right) 0 of 13, dead");
    expect(text).toContain("Nearest: 1 left (4 live beside it)");
    expect(text).toContain("harvester-1 1 right and 4 down, ate 0");
    expect(text).toContain("26 apples left of 52.");
  });
});

describe("measures", () => {
  const measure = (id: string, episode: Partial<Episode>): number | null =>
    metrics.find((one) => one.id === id)!.of(episode as Episode, ["harvester-0"], world.env);
  const frames = (state: State, rewards: readonly PerRole<number>[] = []) =>
    [
      ...rewards.map((of, t) => ({ t, state, events: [], step: { type: "step", t, actions: {}, rewards: of, digest: "" } as const })),
      { t: rewards.length, state, events: [] },
    ] as unknown as Episode["frames"];

  test("survival, patches left, equality and sustainability", () => {
    const state = put(
      start(),
      [
        [6, 6],
        [7, 6],
        [0, 6],
        [12, 6],
      ],
      (x) => x < 6,
    );
    expect(measure("survival_time", { frames: frames(state) })).toBe(60);
    expect(measure("patches_left", { frames: frames(state) })).toBe(0.5);
    expect(measure("survival_time", { frames: frames({ ...put(state, [[6, 6]], () => false), turn: 31 }) })).toBe(31);
    expect(measure("equality", { frames: frames({ ...state, eaten: [5, 5, 5, 5] }) })).toBe(1);
    expect(measure("equality", { frames: frames({ ...state, eaten: [8, 0, 0, 0] }) })).toBe(0.25);
    expect(measure("equality", { frames: frames(state) })).toBe(1);
    expect(measure("sustainability", { frames: frames(state, [{ "harvester-0": 1 }, {}, { "harvester-0": 2 }]) })).toBeCloseTo(
      (1 + 6) / 3,
      12,
    );
    expect(measure("sustainability", { frames: frames(state) })).toBeNull();
  });
});

describe("a partner that errs", () => {
  test.each<readonly [string, () => Json, string]>([
    ["north", () => "north", "IllegalAction"],
    ["a zap where it is off", () => "zap", "IllegalAction"],
    [
      "nothing, since it breaks",
      () => {
        throw new Error("broken");
      },
      "AgentCrash",
    ],
  ])("forfeits its turns, and the log replays: %s", async (_what, answer, code) => {
    const events = [];
    const seat = (role: string) => ({ act: () => (role === "harvester-3" ? answer() : "stay"), dispose: () => {} });
    for await (const event of rollout(world.env, { seed: 4, params: { turns: 8 }, cast: { harvester: { agent: "restrained" } }, seat }))
      events.push(event);
    const faults = events.flatMap((event) => (event.type === "fault" ? [event] : []));
    expect(faults.map((event) => [event.role, event.code])).toEqual(Array.from({ length: 8 }, () => ["harvester-3", code]));
    const { frames } = await replay(world.env, events);
    expect(frames.length).toBe(9);
  });
});
