import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { connected } from "../../envs/pursuit/board.ts";
import { pursuit } from "../../envs/pursuit/env.ts";
import type { EmergencyId } from "../../envs/pursuit/params.ts";
import type { State } from "../../envs/pursuit/state.ts";
import { episodeKeys, isOver, keyOf, rng } from "../../src/core/index.ts";

type Move = "stay" | "north" | "east" | "south" | "west";
type Cell = readonly [number, number];

const KEY = keyOf(1);
const parse = (params: object) => pursuit.params.parse(params);

/** A state with the pieces where a test wants them. */
function scene(pursuers: readonly Cell[], runners: readonly Cell[], params: object = {}): State {
  const size = { width: 6, height: 6, pursuers: pursuers.length, runners: runners.length, ...params };
  const state = pursuit.init(parse(size), KEY);
  const index = ([x, y]: Cell) => y * size.width + x;
  return { ...state, pursuers: pursuers.map(index), runners: runners.map(index) };
}

/** One step in which the pieces in turn make these moves, in the order of their indices. */
const move = (state: State, ...moves: Move[]): State =>
  pursuit.step(state, Object.fromEntries(pursuit.turn(state).map((role, i) => [role, moves[i] ?? "stay"])), KEY);

const cells = (state: State, of: "pursuers" | "runners"): Cell[] =>
  state[of].map((cell) => [cell % state.board.width, Math.floor(cell / state.board.width)]);
const captured = (state: State) => state.capturedAt.map((at) => at >= 0);
const emergency = (state: State, id: EmergencyId, params: object = {}): State => {
  const { params: schema, apply } = pursuit.emergencies[id]!;
  return apply(state, schema.parse(params));
};

describe("a round", () => {
  test("pursuers move together, then the runner, then the round is over", () => {
    const start = scene([[0, 0], [1, 0]], [[5, 5]]); // prettier-ignore
    expect(pursuit.turn(start)).toEqual(["pursuer-0", "pursuer-1"]);
    const between = move(start, "south", "east");
    expect(cells(between, "pursuers")).toEqual([[0, 1], [2, 0]]); // prettier-ignore
    expect(pursuit.clock(between).round).toBe(0);
    expect(pursuit.turn(between)).toEqual(["runner-0"]);
    const after = move(between, "north");
    expect(cells(after, "runners")).toEqual([[5, 4]]);
    expect(pursuit.clock(after).round).toBe(1);
    expect(pursuit.turn(after)).toEqual(["pursuer-0", "pursuer-1"]);
  });

  test("moves go where their names say, and the border bars them", () => {
    const start = scene([[0, 0]], [[5, 5]]);
    expect(pursuit.legal(start, "pursuer-0")).toEqual(["stay", "east", "south"]);
    expect(pursuit.legal(start, "runner-0")).toEqual(["stay", "north", "west"]);
    expect(pursuit.legal(scene([[2, 2]], [[5, 5]]), "pursuer-0")).toEqual(["stay", "north", "east", "south", "west"]);
  });

  test("bumping makes every move legal; a barred one does nothing", () => {
    const start = scene([[0, 0]], [[5, 5]], { bumping: true });
    expect(pursuit.legal(start, "pursuer-0")).toEqual(["stay", "north", "east", "south", "west"]);
    expect(cells(move(start, "west"), "pursuers")).toEqual([[0, 0]]);
  });

  test("a conflict goes to the lower index, a swap moves nobody, a follower gets the freed cell", () => {
    expect(cells(move(scene([[1, 1], [3, 1]], [[5, 5]]), "east", "west"), "pursuers")).toEqual([[2, 1], [3, 1]]); // prettier-ignore
    expect(cells(move(scene([[1, 1], [2, 1]], [[5, 5]]), "east", "west"), "pursuers")).toEqual([[1, 1], [2, 1]]); // prettier-ignore
    expect(cells(move(scene([[2, 1], [1, 1]], [[5, 5]]), "east", "east"), "pursuers")).toEqual([[3, 1], [2, 1]]); // prettier-ignore
  });

  test("nobody steps onto a runner, and a runner onto nobody", () => {
    const start = scene([[2, 2]], [[3, 2]]);
    const between = move(start, "east");
    expect(cells(between, "pursuers")).toEqual([[2, 2]]);
    expect(cells(move(between, "west"), "runners")).toEqual([[3, 2]]);
  });

  test("shared cells: pursuers among themselves, or everybody", () => {
    const pair: [Cell[], Cell[]] = [[[1, 1], [2, 1]], [[3, 1]]]; // prettier-ignore
    expect(cells(move(scene(...pair, { shared: "pursuers" }), "east", "east"), "pursuers")).toEqual([[2, 1], [2, 1]]); // prettier-ignore
    expect(cells(move(scene(...pair, { shared: "all" }), "east", "east"), "pursuers")).toEqual([[2, 1], [3, 1]]); // prettier-ignore
  });

  test("in turn: each pursuer alone, then the runners", () => {
    let state = scene([[0, 0], [1, 0]], [[5, 5]], { order: "in-turn" }); // prettier-ignore
    expect(pursuit.turn(state)).toEqual(["pursuer-0"]);
    state = move(state, "south");
    expect(pursuit.turn(state)).toEqual(["pursuer-1"]);
    state = move(state, "east");
    expect(pursuit.turn(state)).toEqual(["runner-0"]);
  });

  test("random runners have no seat and drift by the key of the step", () => {
    const start = scene([[0, 0]], [[3, 3], [4, 4]], { runnerControl: "random" }); // prettier-ignore
    expect(pursuit.roles(start)).toEqual(["pursuer-0"]);
    const next = move(start, "stay");
    expect(pursuit.clock(next).round).toBe(1);
    const ends = new Set(Array.from({ length: 30 }, (_, i) => String(pursuit.step(start, { "pursuer-0": "stay" }, keyOf(i)).runners)));
    expect(ends.size).toBeGreaterThan(8);
  });
});

describe("captures", () => {
  test("surround: every free neighbour is taken by a pursuer", () => {
    const corner = scene([[4, 5], [5, 3]], [[5, 5]]); // prettier-ignore
    const done = move(corner, "stay", "south");
    expect(captured(done)).toEqual([true]);
    expect(pursuit.turn(done)).toEqual([]);
    expect(pursuit.outcome(done)).toEqual({ success: true, captured: 1, runners: 1, rounds: 1 });
    expect(captured(move(corner, "stay", "stay"))).toEqual([false]);
  });

  test("surround: obstacles and the restricted zone help", () => {
    const zoned = emergency(scene([[0, 1], [3, 3]], [[0, 0]]), "restricted-zone", { area: { x: 1, y: 0, w: 1, h: 1 } }); // prettier-ignore
    expect(captured(move(zoned, "stay", "stay"))).toEqual([true]);
  });

  test("surround: another runner does not hem one in for nothing, but counts as occupied", () => {
    expect(captured(move(scene([[1, 0]], [[0, 0], [0, 1]])))).toEqual([true, false]); // prettier-ignore
  });

  test("touch: a pursuer steps onto the runner; several where catchers says so", () => {
    expect(captured(move(scene([[2, 2]], [[3, 2]], { capture: "touch" }), "east"))).toEqual([true]);
    const two = scene([[2, 2], [4, 2]], [[3, 2]], { capture: "touch", catchers: 2, shared: "all" }); // prettier-ignore
    expect(captured(move(two, "east", "stay"))).toEqual([false]);
    expect(captured(move(two, "east", "west"))).toEqual([true]);
  });

  test("close-in: all pursuers within the distance", () => {
    const near = scene([[1, 2], [3, 5]], [[3, 2]], { capture: "close-in", distance: 2 }); // prettier-ignore
    expect(captured(move(near, "stay", "stay"))).toEqual([false]);
    expect(captured(move(near, "stay", "north"))).toEqual([true]);
  });

  test("are checked after the pursuers' moves: a runner that walks into a trap is free until they have moved", () => {
    const trap = scene([[4, 5], [5, 3]], [[5, 4]], { capture: "close-in", distance: 2 }); // prettier-ignore
    const shut = scene([[4, 5], [5, 3]], [[4, 4]]); // prettier-ignore
    expect(captured(trap)).toEqual([false]);
    const waiting = move(shut, "stay", "stay");
    expect(captured(move(waiting, "stay"))).toEqual([false]);
  });

  test("a captured runner keeps its seat, has no turn and is in nobody's way", () => {
    const state = move(scene([[1, 0], [0, 1], [4, 4]], [[0, 0], [5, 5]])); // prettier-ignore
    expect(captured(state)).toEqual([true, false]);
    expect(pursuit.turn(state)).toEqual(["runner-1"]);
    expect(pursuit.outcome(state)).toMatchObject({ success: false, captured: 1, rounds: null });
    expect(cells(move(move(state), "west"), "pursuers")[0]).toEqual([0, 0]);
  });

  test("returns: 1 - round / horizon for every pursuer, the negative for the runner, the mean over runners", () => {
    const first = move(scene([[1, 0], [0, 1]], [[0, 0]], { horizon: 10 })); // prettier-ignore
    expect(pursuit.returns(first)).toEqual({ "pursuer-0": 1, "pursuer-1": 1, "runner-0": -1 });
    let state = scene([[1, 0], [0, 2], [4, 4]], [[0, 0], [5, 5]], { horizon: 10 }); // prettier-ignore
    state = move(move(state, "stay", "stay", "stay"), "stay", "stay"); // a round passes
    state = move(state, "stay", "north", "stay");
    expect(pursuit.returns(state)).toEqual({ "pursuer-0": 0.45, "pursuer-1": 0.45, "pursuer-2": 0.45, "runner-0": -0.9, "runner-1": 0 });
  });
});

describe("PettingZoo's payoff", () => {
  const game = {
    layout: "open",
    shared: "all",
    order: "in-turn",
    runnerControl: "random",
    payoff: "pettingzoo",
    sharedReward: false,
    bumping: true,
  };

  test("0.01 for each evader beside each pursuer after every move, over their number; -0.1 a round", () => {
    let state = scene([[1, 1], [4, 4]], [[1, 2], [1, 0]], { ...game, capture: "touch", catchers: 2 }); // prettier-ignore
    state = move(state, "stay");
    expect(pursuit.returns(state)["pursuer-0"]).toBeCloseTo(0.01, 12);
    expect(pursuit.returns(state)["pursuer-1"]).toBe(0);
    state = move(state, "stay");
    expect(pursuit.returns(state)["pursuer-0"]).toBeCloseTo(0.02 - 0.1, 12);
    expect(pursuit.returns(state)["pursuer-1"]).toBeCloseTo(-0.1, 12);
  });

  test("+5 for a part in a capture; shared, everyone gets the mean", () => {
    const at: [Cell[], Cell[]] = [[[1, 0], [0, 1], [4, 4]], [[0, 0]]]; // prettier-ignore
    const play = (sharedReward: boolean) => move(move(move(scene(...at, { ...game, sharedReward }), "stay"), "stay"), "stay");
    const alone = pursuit.returns(play(false));
    expect(alone["pursuer-0"]).toBeCloseTo(5 - 0.1 + 0.01, 12);
    expect(alone["pursuer-2"]).toBeCloseTo(-0.1, 12);
    const mean = (alone["pursuer-0"]! + alone["pursuer-1"]! + alone["pursuer-2"]!) / 3;
    for (const value of Object.values(pursuit.returns(play(true)))) expect(value).toBeCloseTo(mean, 12);
  });

  test("the preset is PettingZoo's board: 16 x 16, 8 against 30, a central block, a 7 x 7 view, 500 cycles", () => {
    const state = pursuit.init(parse(pursuit.presets["pettingzoo-v4"]!.params as object), KEY);
    expect([state.board.width, state.pursuers.length, state.runners.length, pursuit.clock(state).horizon]).toEqual([16, 8, 30, 500]);
    const block = state.board.obstacles.map((cell) => [cell % 16, Math.floor(cell / 16)]);
    expect([Math.min(...block.map(([x]) => x!)), Math.max(...block.map(([x]) => x!))]).toEqual([5, 11]);
    expect([Math.min(...block.map(([, y]) => y!)), Math.max(...block.map(([, y]) => y!))]).toEqual([4, 12]);
    expect(pursuit.turn(state)).toEqual(["pursuer-0"]);
  });
});

describe("the start", () => {
  const starts = (params: object, n = 40) => Array.from({ length: n }, (_, seed) => pursuit.init(parse(params), episodeKeys(seed).init));

  test("puts every piece on a free cell of its own", () => {
    for (const { pursuers, runners, board } of starts({ width: 5, height: 4, pursuers: 4, runners: 3, obstacles: 4 })) {
      const all = [...pursuers, ...runners, ...board.obstacles];
      expect(new Set(all).size).toBe(11);
      expect(Math.max(...all)).toBeLessThan(20);
    }
  });

  test("random obstacles never cut the board in two", () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 9 }), fc.integer({ min: 3, max: 9 }), fc.nat(), (width, height, seed) => {
        const params = parse({ width, height, pursuers: 1, runners: 1, obstacles: Math.floor(width * height * 0.3) });
        const { board } = pursuit.init(params, episodeKeys(seed).init);
        const free = Array.from({ length: width * height }, (_, cell) => cell).filter((cell) => !board.obstacles.includes(cell));
        expect(connected(width, height, new Set(board.obstacles), free)).toBe(true);
      }),
    );
  });

  test("layoutSeed fixes the obstacles, spawnSeed the pieces, whatever the seed", () => {
    const fixed = starts({ obstacles: 12, layoutSeed: 4, spawnSeed: 4 }, 8);
    expect(new Set(fixed.map(({ board, pursuers, runners }) => JSON.stringify([board.obstacles, pursuers, runners]))).size).toBe(1);
    const layout = starts({ obstacles: 12, layoutSeed: 4 }, 8);
    expect(new Set(layout.map(({ board }) => String(board.obstacles))).size).toBe(1);
    expect(new Set(layout.map(({ pursuers }) => String(pursuers))).size).toBe(8);
  });

  test("apart: pieces of one kind are never equal or adjacent", () => {
    for (const { pursuers, runners } of starts({ width: 8, height: 8, pursuers: 6, runners: 6, spawn: "apart" }))
      for (const side of [pursuers, runners])
        for (const a of side)
          for (const b of side)
            if (a !== b) expect(Math.abs((a % 8) - (b % 8)) + Math.abs(Math.floor(a / 8) - Math.floor(b / 8))).toBeGreaterThan(1);
  });
});

describe("sight", () => {
  test("a window hides what lies outside it, for pursuers only", () => {
    const state = scene([[0, 0], [5, 0]], [[5, 5]], { view: 3 }); // prettier-ignore
    const seen = pursuit.observe(state, "pursuer-0");
    expect(seen.pursuers.map(({ at }) => at)).toEqual([[0, 0], null]);
    expect(seen.runners[0]!.at).toBeNull();
    expect(pursuit.observe(state, "runner-0").pursuers.map(({ at }) => at)).toEqual([[0, 0], [5, 0]]); // prettier-ignore
    expect(pursuit.describe(seen)).toContain("runner-0 is out of sight");
    expect(pursuit.describe(seen)).not.toContain("(5,5)");
  });

  test("says where others are, seen from oneself", () => {
    const text = pursuit.describe(pursuit.observe(scene([[3, 3]], [[1, 5]]), "pursuer-0"));
    expect(text).toContain("You are pursuer-0 at (3,3).");
    expect(text).toContain("runner-0 is at (1,5), 2 west and 2 south.");
  });

  test("never tells of the schedule or of the seeds", () => {
    const params = { emergencies: [{ round: 2, emergency: "fog" }], layoutSeed: 3, spawnSeed: 4 };
    const seen = pursuit.observe(scene([[0, 0]], [[5, 5]], params), "pursuer-0");
    expect(Object.keys(seen.game)).not.toEqual(expect.arrayContaining(["emergencies"]));
    expect(JSON.stringify(seen)).not.toMatch(/layoutSeed|spawnSeed|emergenc/);
  });
});

describe("emergencies", () => {
  test("restricted zone: never on a piece, never a wall between pieces, barred to those it says", () => {
    for (let seed = 0; seed < 60; seed++) {
      const { pursuers, runners, board } = emergency(pursuit.init(parse({}), episodeKeys(seed).init), "restricted-zone");
      expect(board.restricted.length).toBeGreaterThan(0);
      for (const piece of [...pursuers, ...runners]) expect(board.restricted).not.toContain(piece);
      expect(connected(10, 10, new Set(board.restricted), [...pursuers, ...runners])).toBe(true);
    }
    const area = { x: 1, y: 0, w: 1, h: 1 };
    const both = emergency(scene([[0, 0]], [[2, 0]]), "restricted-zone", { area });
    expect(pursuit.legal(both, "pursuer-0")).toEqual(["stay", "south"]);
    expect(pursuit.legal(both, "runner-0")).toEqual(["stay", "east", "south"]);
    const one = emergency(scene([[0, 0]], [[2, 0]]), "restricted-zone", { area, barred: "pursuers" });
    expect(pursuit.legal(one, "runner-0")).toEqual(["stay", "east", "south", "west"]);
    expect(pursuit.observe(both, "pursuer-0").notices[0]!.text).toContain("restricted zone: x 1 to 1, y 0 to 0 (1 cells)");
  });

  test("breakdown: it stays for so many rounds, and the notice goes", () => {
    let state = emergency(scene([[0, 0], [2, 2]], [[5, 5]]), "breakdown", { rounds: 2 }); // prettier-ignore
    for (let round = 0; round < 2; round++) {
      expect(pursuit.legal(state, "pursuer-0")).toEqual(["stay"]);
      expect(pursuit.legal(state, "pursuer-1").length).toBe(5);
      expect(pursuit.describe(pursuit.observe(state, "pursuer-0"))).toContain("You have broken down");
      state = move(move(state, "stay", "stay"), "stay");
    }
    expect(pursuit.legal(state, "pursuer-0")).toEqual(["stay", "east", "south"]);
    expect(pursuit.observe(state, "runner-0").notices).toEqual([]);
    expect(() => emergency(state, "breakdown", { pursuer: 2 })).toThrow(
      "pursuit emergency breakdown: pursuer 2, expected an index below 2",
    );
  });

  test("fog: a pursuer sees a runner only from nearby, and remembers where it was last seen", () => {
    let state = emergency(scene([[0, 0], [4, 5]], [[5, 5]]), "fog", { radius: 2 }); // prettier-ignore
    expect(pursuit.observe(state, "pursuer-0").runners[0]).toMatchObject({ at: null, seen: [5, 5] });
    expect(pursuit.observe(state, "pursuer-1").runners[0]).toMatchObject({ at: [5, 5], seen: null });
    state = move(move(state, "east", "stay"), "north");
    expect(pursuit.observe(state, "pursuer-0").runners[0]).toMatchObject({ at: null, seen: [5, 5] });
    expect(pursuit.observe(state, "pursuer-1").runners[0]).toMatchObject({ at: [5, 4] });
    expect(pursuit.observe(state, "runner-0").pursuers[0]!.at).toEqual([1, 0]);
  });

  test("second runner: enters far from the pursuers, and all must be captured", () => {
    const state = emergency(scene([[0, 0], [1, 1]], [[3, 3]]), "second-runner"); // prettier-ignore
    expect(cells(state, "runners")).toEqual([[3, 3], [5, 5]]); // prettier-ignore
    expect(pursuit.roles(state)).toContain("runner-1");
    expect(pursuit.outcome(state)).toMatchObject({ runners: 2, success: false });
    const full = scene([[0, 0], [1, 0], [0, 1]], [[1, 1]], { width: 2, height: 2 }); // prettier-ignore
    expect(() => emergency(full, "second-runner")).toThrow("no room for one more runner, expected a free cell");
  });

  test("capture change: the new rule holds from now on", () => {
    const state = emergency(scene([[1, 2], [3, 4]], [[3, 2]]), "capture-change"); // prettier-ignore
    expect(captured(move(state, "stay", "stay"))).toEqual([true]);
    expect(pursuit.describe(pursuit.observe(state, "pursuer-0"))).toContain("captured when all pursuers are within 2 cells");
  });

  test("come by the schedule, before the round it names", () => {
    let state = scene([[0, 0]], [[5, 5]], { emergencies: [{ round: 1, emergency: "fog", params: { radius: 1 } }] });
    expect(state.rules.fog).toBeNull();
    state = move(state, "stay");
    expect(state.rules.fog).toBeNull();
    state = move(state, "stay");
    expect(state.rules.fog).toBe(1);
  });
});

describe("parameters", () => {
  test.each<[string, object, RegExp]>([
    ["an even view", { view: 4 }, /view.*4 is even, expected 0 or an odd side|4 is even/s],
    ["too many obstacles", { obstacles: 40 }, /40 on 100 cells, expected at most 30 %/],
    ["obstacles beside the block", { layout: "central-block", obstacles: 1 }, /expected 0 with the central block/],
    ["more pieces than cells", { width: 2, height: 2, pursuers: 4 }, /5 pieces in all, expected at most 4/],
    ["catchers without shared cells", { catchers: 2 }, /2 need shared cells/],
    ["more catchers than pursuers", { catchers: 9, shared: "all", capture: "touch" }, /9 of 3 pursuers, expected at most as many/],
    [
      "a rule that no pursuers can meet",
      { capture: "close-in", distance: 1, pursuers: 5 },
      /close-in within 1 cells has room for 4 of 5 pursuers/,
    ],
    [
      "a change to such a rule",
      { pursuers: 13, emergencies: [{ round: 1, emergency: "capture-change" }] },
      /close-in within 2 cells has room for 12 of 13 pursuers/,
    ],
    ["a rule change at the horizon", { horizon: 5, emergencies: [{ round: 5, emergency: "fog" }] }, /fog before round 5, expected a round below the horizon of 5/], // prettier-ignore
    ["a zone beside the board", { emergencies: [{ round: 1, emergency: "restricted-zone", params: { area: { x: 10, y: 0, w: 2, h: 2 } } }] }, /a zone at \(10, 0\), expected one on the board of 10 x 10/], // prettier-ignore
    ["fog that hides nothing", { emergencies: [{ round: 1, emergency: "fog", params: { radius: 18 } }] }, /fog that hides nothing/],
    ["a 65th runner", { width: 64, runners: 64, emergencies: [{ round: 1, emergency: "second-runner" }] }, /65 runners in all, expected at most 64/], // prettier-ignore
    ["a breakdown of nobody", { emergencies: [{ round: 1, emergency: "breakdown", params: { pursuer: 3 } }] }, /breakdown of pursuer 3/],
    ["an unknown emergency", { emergencies: [{ round: 1, emergency: "flood" }] }, /emergency/],
    ["half a cell", { width: 5.5 }, /expected int/],
    ["an endless horizon", { horizon: Infinity }, /horizon|expected/],
    ["an unknown field", { speed: 3 }, /speed/],
  ])("refuse %s", (_, params, message) => {
    const result = pursuit.params.safeParse(params);
    expect(result.success).toBe(false);
    expect(result.error!.message).toMatch(message);
  });

  test.each([
    { catchers: 3, shared: "all", capture: "touch" },
    { capture: "close-in", distance: 1, pursuers: 5, shared: "pursuers" },
    { capture: "close-in", distance: 1, pursuers: 4 },
    { width: 5, height: 5, emergencies: [{ round: 1, emergency: "fog", params: { radius: 7 } }] },
    { horizon: 5, emergencies: [{ round: 4, emergency: "fog" }] },
    { emergencies: [{ round: 1, emergency: "restricted-zone", params: { area: { x: 9, y: 9, w: 8, h: 8 } } }] },
    { emergencies: [{ round: 1, emergency: "restricted-zone", params: { area: { x: 0, y: 0, w: 99, h: 99 } } }] },
  ])("take what can be won and happens: %j", (params) => void parse(params));
});

test("random play stays on the board, off each other and off what is shut, under every rule at once", () => {
  const emergencies = (Object.keys(pursuit.emergencies) as EmergencyId[]).map((id, i) => ({ round: 2 * i, emergency: id }));
  for (let seed = 0; seed < 20; seed++) {
    const params = parse({ width: 9, height: 8, pursuers: 4, runners: 2, obstacles: 8, horizon: 20, emergencies });
    const keys = episodeKeys(seed);
    let state = pursuit.init(params, keys.init);
    for (let t = 0; !isOver(pursuit, state); t++) {
      const actions = Object.fromEntries(
        pursuit.turn(state).map((role) => [role, rng(keys.act(t, role)).pick(pursuit.legal(state, role))]),
      );
      const before = state;
      state = pursuit.step(state, actions, keys.step(t));
      const free = state.runners.filter((_, r) => state.capturedAt[r]! < 0);
      const pieces = [...state.pursuers, ...free];
      expect(new Set(state.pursuers).size).toBe(4);
      for (const at of pieces) expect(state.board.obstacles).not.toContain(at);
      for (const [i, at] of state.pursuers.entries())
        if (at !== before.pursuers[i]) expect(state.board.restricted.includes(at) && before.board.restricted.includes(at)).toBe(false);
      for (const runner of free) expect(state.pursuers).not.toContain(runner);
    }
  }
});
