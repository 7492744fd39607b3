import { expect, test } from "vitest";
import { Prefixes } from "../../src/student/prefixes.ts";

test("gives the values of the longest known beginning", () => {
  const kept = new Prefixes<string>(10);
  expect(kept.find([1, 2])).toEqual([]);
  kept.add([1, 2, 3, 4], ["a", "b", "c"]);
  expect(kept.find([1, 2, 9])).toEqual(["a", "b"]);
  expect(kept.find([1, 2, 3, 4])).toEqual(["a", "b", "c"]);
  expect(kept.find([2, 1])).toEqual([]);
  kept.add([1, 2, 9], ["d"]);
  expect(kept.find([1, 2, 9, 9])).toEqual(["a", "b", "d"]);
  expect(kept.find([1, 2, 3])).toEqual(["a", "b", "c"]);
});

test("drops what was not used for longest, and never a beginning before what follows it", () => {
  const kept = new Prefixes<string>(4);
  kept.add([1, 2, 3], ["a", "b", "c"]);
  kept.add([1, 5], ["e"]);
  kept.find([1, 2, 3]);
  kept.add([6], ["f"]);
  expect(kept.find([1, 5])).toEqual(["a"]);
  expect(kept.find([1, 2, 3])).toEqual(["a", "b", "c"]);
  expect(kept.find([6])).toEqual(["f"]);
  kept.add([7, 8, 9, 10], ["g", "h", "i", "j"]);
  expect(kept.find([1])).toEqual([]);
  expect(kept.find([7, 8, 9, 10])).toEqual(["g", "h", "i", "j"]);
});

test("keeps no more than it may, even of one sequence", () => {
  const kept = new Prefixes<string>(2);
  kept.add([1, 2, 3], ["a", "b", "c"]);
  expect(kept.find([1, 2, 3])).toEqual(["a", "b"]);
});
