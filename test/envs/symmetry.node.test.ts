/** The symmetries of the board: group laws, and that the rules, the words and the facts do not tell images apart. */
import { worldOf } from "../../src/worlds.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Cell, type Move, MOVES } from "../../envs/pursuit/board.ts";
import { pursuit } from "../../envs/pursuit/env.ts";
import type { Observation } from "../../envs/pursuit/observation.ts";
import type { State } from "../../envs/pursuit/state.ts";
import { images, symmetriesOf, type Symmetry, turned, turnedCell, turnedMove } from "../../envs/pursuit/symmetry.ts";
import { stageText } from "../../agents/index.ts";
import { situationsOf } from "../../function-base/index.ts";
import { episodeKeys, isOver, type Json, keyOf, rng, type Role } from "../../src/core/index.ts";

const base = worldOf("pursuit").base;
const size = fc.record({ width: fc.integer({ min: 2, max: 12 }), height: fc.integer({ min: 2, max: 12 }) });
const board = fc.oneof(
  size,
  size.map(({ width }) => ({ width, height: width })),
);
const STEP: Record<Move, Cell> = { stay: [0, 0], north: [0, -1], east: [1, 0], south: [0, 1], west: [-1, 0] };
const cellsOf = ({ width, height }: { width: number; height: number }): Cell[] =>
  Array.from({ length: width * height }, (_, i) => [i % width, Math.floor(i / width)]);

describe("the symmetries of a board", () => {
  test("are eight on a square and four on another rectangle, all different, the first of which changes nothing", () => {
    fc.assert(
      fc.property(board, (of) => {
        const all = symmetriesOf(of);
        expect(all).toHaveLength(of.width === of.height ? 8 : 4);
        expect(cellsOf(of).map((cell) => turnedCell(all[0]!, of, cell))).toEqual(cellsOf(of));
        expect(MOVES.map((move) => turnedMove(all[0]!, move))).toEqual(MOVES);
        // Where a side has two cells or more, no two take every cell to the same place.
        expect(new Set(all.map((one) => String(cellsOf(of).map((cell) => turnedCell(one, of, cell))))).size).toBe(all.length);
      }),
    );
  });

  test("are a group: one after another is one of them, and each is undone by one", () => {
    fc.assert(
      fc.property(board, (of) => {
        const all = symmetriesOf(of);
        const table = (map: (cell: Cell) => Cell) => String(cellsOf(of).map(map));
        const known = all.map((one) => table((cell) => turnedCell(one, of, cell)));
        for (const a of all) {
          const products = all.map((b) => table((cell) => turnedCell(b, of, turnedCell(a, of, cell))));
          expect([...products].sort()).toEqual([...known].sort());
          expect(products).toContain(known[0]);
        }
      }),
    );
  });

  test("keep cells on the board, and turn moves as they turn cells", () => {
    fc.assert(
      fc.property(board, fc.constantFrom(...MOVES), fc.nat(), (of, move, n) => {
        const cells = cellsOf(of);
        const cell = cells[n % cells.length]!;
        const [dx, dy] = STEP[move];
        for (const one of symmetriesOf(of)) {
          const [x, y] = turnedCell(one, of, cell);
          expect(x >= 0 && y >= 0 && x < of.width && y < of.height).toBe(true);
          // The cell that the move leads to may lie off the board: the map goes on beyond it.
          const [ex, ey] = STEP[turnedMove(one, move)];
          expect(turnedCell(one, of, [cell[0] + dx, cell[1] + dy])).toEqual([x + ex, y + ey]);
        }
      }),
    );
  });
});

const KINDS = [
  {},
  { width: 7, height: 7, capture: "touch" },
  { width: 9, height: 6, pursuers: 4, runners: 2, obstacles: 6 },
  { width: 8, height: 8, pursuers: 2, capture: "close-in" },
  { width: 8, height: 8, shared: "all", order: "in-turn", bumping: true },
  { emergencies: [{ round: 1, emergency: "restricted-zone" }] },
];

/** States of random play. */
function* play(params: object, seed: number): Generator<State> {
  const keys = episodeKeys(seed);
  let state = pursuit.init(pursuit.params.parse(params), keys.init);
  for (let t = 0; t < 24 && !isOver(pursuit, state); t++) {
    yield state;
    const actions = Object.fromEntries(pursuit.turn(state).map((role) => [role, rng(keys.act(t, role)).pick(pursuit.legal(state, role))]));
    state = pursuit.step(state, actions, keys.step(t));
  }
}

/** The state that a turned observation shows, where everything is in sight. */
const turnedState = (symmetry: Symmetry, state: State, role: Role): State => {
  const shown = pursuit.determinize!(turned(symmetry, pursuit.observe(state, role)), role, keyOf(0));
  return { ...shown, mover: state.mover };
};

describe.each(KINDS)("on %j", (params) => {
  test("legal moves turn into legal moves, and a step on the turned board is the turned step", () => {
    for (const state of play(params, 3)) {
      const [viewer] = pursuit.turn(state) as [Role];
      for (const symmetry of symmetriesOf(state.board)) {
        const other = turnedState(symmetry, state, viewer);
        const actions: Record<Role, Move> = {};
        for (const role of pursuit.turn(state)) {
          const legal = pursuit.legal(state, role);
          expect([...pursuit.legal(other, role)].sort()).toEqual(legal.map((move) => turnedMove(symmetry, move)).sort());
          actions[role] = rng(episodeKeys(5).act(state.round, role)).pick(legal);
        }
        const next = pursuit.step(state, actions, keyOf(9));
        // What is shown holds no schedule: the step in which the zone comes is another one.
        if (next.rules.notices.length > state.rules.notices.length) continue;
        const others = Object.fromEntries(Object.entries(actions).map(([role, move]) => [role, turnedMove(symmetry, move)]));
        const nextOther = pursuit.step(other, others, keyOf(9));
        expect(pursuit.observe(nextOther, viewer)).toEqual(turned(symmetry, pursuit.observe(next, viewer)));
      }
    }
  });
});

test("the words of an image are those of its board: a zone's notice names the turned cells", () => {
  const keys = episodeKeys(4);
  const first = pursuit.init(pursuit.params.parse({ emergencies: [{ round: 0, emergency: "restricted-zone" }] }), keys.init);
  const seen = pursuit.observe(first, "pursuer-0");
  const [, , , half] = images(seen, "north");
  expect(half!.action).toBe("south");
  const { restricted, notices } = half!.observation;
  const xs = restricted.map(([x]) => x);
  expect(notices[0]!.text).toContain(`x ${Math.min(...xs)} to ${Math.max(...xs)}`);
  expect(notices[0]!.text).not.toBe(seen.notices[0]!.text);
  expect(images(seen, "north")[0]).toEqual({ observation: seen, action: "north" });
});

test("the facts that functions are selected by are the same in every image, but where two exits are alike", () => {
  let [compared, ties] = [0, 0];
  for (const params of [{}, { width: 9, height: 6, pursuers: 4, runners: 2, obstacles: 6 }])
    for (const { stage, observation, previous } of situationsOf(base, worldOf("pursuit").env, params, 11, 600)) {
      const seen = observation as unknown as Observation;
      const facts = base.facts(observation, previous, stage);
      for (const symmetry of symmetriesOf(seen.game)) {
        const before = Object.entries((previous ?? {}) as Record<string, Cell>);
        const turnedBefore = before.map(([name, cell]) => [name, turnedCell(symmetry, seen.game, cell)]);
        const image = turned(symmetry, seen) as never;
        const other = base.facts(image, previous === null ? null : (Object.fromEntries(turnedBefore) as Json), stage);
        compared++;
        if (stageText(stage, other, []) === stageText(stage, facts, [])) continue;
        // Exits equally far from the pursuer and from the middle go by compass: only the words of single exits hang on that.
        ties++;
        expect(stage).toBe("target");
        const { near: _, next: __, inner: ___, ...rest } = facts;
        expect(other).toMatchObject(rest);
      }
    }
  expect(compared).toBeGreaterThan(5000);
  expect(ties / compared).toBeLessThan(0.05);
});
