import { describe, expect, test } from "vitest";
import { aimsText, withAims } from "../../src/app/watch/aims.ts";
import { resultText, traceText } from "../../src/app/page/words.ts";
import type { Picture } from "../../src/core/index.ts";

const picture: Picture = {
  width: 4,
  height: 3,
  shapes: [{ id: "pursuer-0", kind: "circle", r: 0.36, x: 1.5, y: 1.5, tone: "side-0", label: "0" }],
};
const mark = (x: number, y: number, label: string) => ({ stage: label, x, y, label });
const added = (...marks: ReturnType<typeof mark>[]) =>
  withAims(picture, { role: "pursuer-0", marks, fresh: true }).shapes.slice(picture.shapes.length);

describe("marks on the board", () => {
  test("are rings with a tag, and one round the piece that decided", () => {
    const shapes = added(mark(0, 1, "prey"), mark(2, 2, "goal"));
    expect(shapes.map(({ id }) => id)).toEqual(["mark-role", "mark-way", "mark-prey", "mark-prey-tag", "mark-goal", "mark-goal-tag"]);
    expect(shapes.every(({ tone }) => tone === "mark")).toBe(true);
    expect(shapes[0]).toMatchObject({ x: 1.5, y: 1.5, ring: true });
    // An arrow leads to the last place.
    expect(shapes[1]).toMatchObject({ kind: "arrow", x: 1.5, y: 1.5, to: { x: 2.5, y: 2.5 } });
  });

  test("share a tag in one cell", () => {
    const shapes = added(mark(2, 2, "prey"), mark(2, 2, "goal"));
    expect(shapes.map(({ id }) => id)).toEqual(["mark-role", "mark-way", "mark-prey", "mark-prey-tag"]);
    expect(shapes[3]).toMatchObject({ label: "prey, goal" });
  });

  test("keep their tags on the board, and marks beyond it are left out", () => {
    for (const [x, y] of [
      [0, 0],
      [3, 0],
      [0, 2],
      [3, 2],
    ] as const)
      for (const shape of added(mark(x, y, "somewhere")))
        if (shape.kind === "rect") {
          expect(shape.x - shape.w / 2).toBeGreaterThanOrEqual(0);
          expect(shape.x + shape.w / 2).toBeLessThanOrEqual(picture.width);
          expect(shape.y - shape.h / 2).toBeGreaterThanOrEqual(0);
        }
    expect(added(mark(9, 9, "goal")).map(({ id }) => id)).toEqual(["mark-role"]);
  });

  test("are told in words", () => {
    expect(aimsText({ role: "pursuer-0", marks: [mark(2, 2, "prey"), mark(2, 1, "goal")], fresh: true })).toBe(
      "pursuer-0 aims at prey (2,2), goal (2,1).",
    );
  });
});

describe("results in words", () => {
  test("leave out what was known, but are never empty", () => {
    expect(resultText("east", { prey: [1, 2] })).toBe("east");
    expect(resultText({ prey: [1, 2], goal: [3, 4] }, { prey: [1, 2] })).toBe("goal (3,4)");
    expect(resultText({ prey: [1, 2] }, { prey: [1, 2] })).toBe("prey (1,2)");
    expect(resultText(null)).toBe("null");
    expect(resultText([1, 2, 3])).toBe("[1,2,3]");
  });

  test("stand in traces", () => {
    expect(traceText({ type: "call", stage: "target", name: "chase", result: { goal: [3, 4] } })).toBe("target: chase gives goal (3,4)");
    expect(traceText({ type: "call", stage: "target", name: "chase" })).toBe("target: chase failed");
  });
});
