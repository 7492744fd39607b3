/** Which facts moved a student: those without which it chooses otherwise. */
import { expect, test } from "vitest";
import { type Choice, movedBy } from "../../agents/index.ts";

/** A student that takes `near-side` in a state with `distance near`, `flee` where a notice is told, and `wait` otherwise. */
const student = {
  judge: (state: string, manuals: readonly string[]) =>
    Promise.resolve(
      manuals.map((manual) => {
        const right = state.includes("notice") ? "flees" : state.includes("distance near") ? "takes near side" : "waits";
        return manual === right ? 1 : 0;
      }),
    ),
};

const choice: Choice = {
  stage: "target",
  facts: { distance: "near", rank: "last" },
  notices: [],
  candidates: [
    { name: "wait", manual: "waits" },
    { name: "near-side", manual: "takes near side" },
    { name: "flee", manual: "flees" },
  ],
  taken: "near-side",
};

test("a fact without which another function is chosen is named, with that function", async () => {
  expect(await movedBy(student, choice)).toEqual([{ leftOut: "distance near", instead: "wait" }]);
});

test("a notice can move it as well", async () => {
  const told = { ...choice, notices: [{ id: "storm", text: "A storm." }], taken: "flee" };
  expect(await movedBy(student, told)).toEqual([{ leftOut: "the notice", instead: "near-side" }]);
});

test("where no fact decides alone, none is named; where it chooses otherwise now, nothing is said", async () => {
  expect(await movedBy(student, { ...choice, facts: { rank: "last" }, taken: "wait" })).toEqual([]);
  expect(await movedBy(student, { ...choice, taken: "flee" })).toBeUndefined();
});
