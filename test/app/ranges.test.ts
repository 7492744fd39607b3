import { describe, expect, test } from "vitest";
import { beginsNumber, firstNumber, numberIn, stepped } from "../../src/app/watch/ranges.ts";
import { actionText, eventText, topOf, traceText } from "../../src/app/page/words.ts";
import { type ActionValue, rangeText } from "../../src/core/index.ts";

const wish = { min: 0, max: 100, unit: "tonnes" };
const bid = { min: -3, max: 3 };

describe("a number as a person chooses it", () => {
  test("is a whole one of the range", () => {
    expect(numberIn("40", wish)).toBe(40);
    expect(numberIn(" 0 ", wish)).toBe(0);
    expect(numberIn("-3", bid)).toBe(-3);
    expect(Object.is(numberIn("-0", bid), 0)).toBe(true);
    for (const wrong of ["", "-", "101", "-1", "4.5", "1e1", "forty", "0x10"]) expect(numberIn(wrong, wish)).toBeUndefined();
  });

  test("begins where it was last, or in the middle", () => {
    expect(firstNumber(wish)).toBe(50);
    expect(firstNumber(wish, 12)).toBe(12);
    expect(firstNumber({ min: 0, max: 9 }, 40)).toBe(9);
    expect(firstNumber(wish, "north")).toBe(50);
  });

  test("steps by keys, and stays in the range", () => {
    expect(stepped("40", "ArrowUp", wish)).toBe(41);
    expect(stepped("40", "ArrowLeft", wish)).toBe(39);
    expect(stepped("40", "PageUp", wish)).toBe(50);
    expect(stepped("100", "ArrowRight", wish)).toBe(100);
    expect(stepped("-3", "PageDown", bid)).toBe(-3);
    expect(stepped("900", "ArrowDown", wish)).toBe(100);
    expect(stepped("", "ArrowUp", wish)).toBe(50);
    expect(stepped("40", "Home", wish)).toBeUndefined();
    expect(stepped("40", "4", wish)).toBeUndefined();
  });

  test("is begun by digits, and by a minus where there are negative ones", () => {
    expect(["0", "7", "-", "a", "Enter", "10"].map((key) => beginsNumber(key, wish))).toEqual([true, true, false, false, false, false]);
    expect(beginsNumber("-", bid)).toBe(true);
  });

  test("is told of with what it counts", () => {
    expect(rangeText(wish)).toBe("a whole number from 0 to 100 (tonnes)");
    expect(rangeText(bid)).toBe("a whole number from -3 to 3");
    expect(actionText(40, wish)).toBe("40 tonnes");
    expect(actionText(2, bid)).toBe("2");
    expect(actionText("north", wish)).toBe("north");
    const step = { type: "step", t: 0, actions: { "player-0": 40, "player-1": 7 }, rewards: {}, digest: "" } as const;
    expect(eventText(step, undefined, (role) => (role === "player-0" ? wish : undefined))).toBe("player-0 40 tonnes, player-1 7");
  });
});

describe("what a search tells", () => {
  const value = (action: number, visits: number): ActionValue => ({ action, visits, value: action / 100 });

  test("of few actions is all, in their order", () => {
    const few = [value(0, 3), value(1, 9), value(2, 1)];
    expect(topOf(few, 2)).toEqual(few);
    expect(traceText({ type: "search", simulations: 13, values: few })).toBe("13 playouts: 0 0, 1 0.01, 2 0.02");
  });

  test("of many is what it looked at most", () => {
    const many = Array.from({ length: 101 }, (_, i) => value(i, i === 40 ? 20 : i === 70 ? 10 : 1));
    expect(topOf(many, 3).map(({ action }) => action)).toEqual([40, 70, 100]);
    expect(traceText({ type: "search", simulations: 129, values: many }, wish)).toMatch(
      /^129 playouts: 40 tonnes 0\.4, 70 tonnes 0\.7, .*, and 95 more actions$/,
    );
  });
});
