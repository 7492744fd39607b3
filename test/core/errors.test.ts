import { describe, expect, test } from "vitest";
import { ArenaError, lookup, messageOf } from "../../src/core/errors.ts";

test("an error says where, what was found and what was expected, and its name survives", () => {
  const error = new ArenaError("BadLog", "log line 3", "not JSON", "expected an event");
  expect(error.message).toBe("log line 3: not JSON, expected an event");
  expect(error.name).toBe("BadLog");
  expect(error).toBeInstanceOf(Error);
});

describe("messageOf", () => {
  const circular: Record<string, unknown> = {};
  circular["self"] = circular;
  test.each([
    [new Error("boom"), "boom"],
    ["boom", "boom"],
    [{ code: 1 }, '{"code":1}'],
    [undefined, "undefined"],
    [null, "null"],
    [circular, "an error that cannot be shown"],
  ])("%o", (thrown, expected) => expect(messageOf(thrown)).toBe(expected));
});

describe("lookup", () => {
  const table = { greedy: 1, expert: 2, "search-actions": 3 };
  test("finds, and only what is the table's own", () => {
    expect(lookup(table, "expert", "here", "agent")).toBe(2);
    expect(() => lookup(table, "toString", "here", "agent")).toThrow('no agent is called "toString"');
    expect(() => lookup(table, "__proto__", "here", "agent")).toThrow(/no agent/);
  });
  test("suggests the nearest name and lists all", () => {
    expect(() => lookup(table, "gredy", "here", "agent")).toThrow(
      'here: no agent is called "gredy" (did you mean "greedy"?), expected one of greedy, expert, search-actions',
    );
    expect(() => lookup(table, "zzz", "here", "agent")).toThrow('no agent is called "zzz", expected one of');
    expect(() => lookup({}, "x", "here", "agent")).toThrow("expected one of none: nothing is registered");
  });
});
