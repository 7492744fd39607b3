import { describe, expect, test } from "vitest";
import { worlds } from "../../src/worlds.ts";
import { groupsOf, toneOf, tonesOf } from "../../src/app/page/hues.ts";
import { lookOf } from "../../src/app/page/look.ts";
import { episodeKeys, parseParams } from "../../src/core/index.ts";

const five = Array.from({ length: 5 }, (_, i) => `player-${i}`);

describe("hues", () => {
  test("five seats of one word are five names in five colours", () => {
    const groups = groupsOf("no such game", five);
    expect(groups.map(({ name }) => name)).toEqual(five);
    expect(new Set(groups.map(({ tone }) => tone)).size).toBe(5);
    expect(tonesOf("no such game", five, "player")).toHaveLength(5);
  });

  test("a seat keeps its colour when others have left", () => {
    expect(toneOf("no such game", ["player-1", "player-4"], "player-4")).toBe(toneOf("no such game", five, "player-4"));
  });

  test("two words of roles are two sides", () => {
    const groups = groupsOf("no such game", ["buyer-0", "buyer-1", "seller-0"]);
    expect(groups.map(({ name, roles }) => [name, roles.length])).toEqual([
      ["buyer", 2],
      ["seller", 1],
    ]);
    expect(groups[0]!.tone).not.toBe(groups[1]!.tone);
  });

  test("more seats than hues still have one each", () => {
    const many = Array.from({ length: 20 }, (_, i) => `player-${i}`);
    expect(groupsOf("no such game", many)).toHaveLength(20);
  });
});

test.each(Object.values(worlds).map(({ env }) => env))("the hues of $id are of words that its roles have", (env) => {
  const words = Object.values(env.presets).flatMap(({ params }) =>
    env.roles(env.init(parseParams(env, params), episodeKeys(0).init)).map((role) => role.replace(/-\d+$/, "")),
  );
  for (const word of Object.keys(lookOf(env.id).hues)) expect(words).toContain(word);
});
