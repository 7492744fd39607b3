import { describe, expect, test } from "vitest";
import { pursuit } from "../../envs/pursuit/env.ts";
import type { AnyEnvironment, Json, Picture } from "../../src/core/index.ts";
import { conformance } from "./conforms.ts";

const sound: AnyEnvironment = {
  ...pursuit,
  presets: { default: { about: "small", params: { width: 5, height: 5, horizon: 6 } } },
};
type State = { readonly round: number; readonly runners: readonly number[]; readonly [field: string]: Json };

/** The names of the checks that an environment fails. */
async function failures(env: AnyEnvironment): Promise<string> {
  const names: string[] = [];
  for (const { name, run } of conformance(env, { seeds: [0], steps: 12 }))
    await run().catch((error: unknown) => {
      expect(String(error)).toMatch(/expected|read only|frozen|not extensible|object is not/);
      names.push(name);
    });
  return names.join("; ");
}

describe("the kit", () => {
  test("finds nothing wrong with a sound environment", async () => {
    expect(await failures(sound)).toBe("");
  });

  let calls = 0;
  test.each<[string, Partial<AnyEnvironment>, RegExp]>([
    ["no default preset", { presets: { other: { about: "", params: {} } } }, /has a default preset/],
    ["no rules", { rules: "" }, /says its rules/],
    ["chance beside the key", { step: (...of) => ({ ...(sound.step(...of) as object), mover: calls++ }) }, /same state, actions and key/],
    [
      "a step that writes to its state",
      { step: (state, ...of) => (((state as { round: number }).round = 3), sound.step(state, ...of)) },
      /same state/,
    ],
    ["seeds that do not matter", { init: (params) => sound.init(params, [0, 0]) }, /another seed/],
    ["no legal action", { legal: () => [] }, /legal action/],
    ["an action twice", { legal: (...of) => [...sound.legal(...of), "stay"] }, /distinct/],
    ["a turn without a seat", { turn: () => ["ghost-0"] }, /whose turn/],
    ["an endless episode", { clock: () => ({ round: 0, horizon: 6 }) }, /ends by its horizon/],
    ["a return that is no number", { returns: (state) => ({ ...sound.returns(state), "pursuer-0": NaN }) }, /finite return/],
    ["an outcome without success", { outcome: () => ({}) as never }, /outcome/],
    ["an observation of a mind of its own", { observe: (...of) => ({ ...sound.observe(...of), calls: calls++ }) }, /observation/],
    ["text without its notices", { describe: () => "a board" }, /observation is plain data/],
    ["a picture that shows what is hidden", { draw: (state) => sound.draw(state) }, /determinised/],
    [
      "a determinised state that looks different",
      { determinize: (...of) => ({ ...(sound.determinize!(...of) as State), round: 1 }) },
      /determinised/,
    ],
    [
      "shapes with one id",
      { draw: (...of): Picture => ({ ...sound.draw(...of), shapes: sound.draw(...of).shapes.map((shape) => ({ ...shape, id: "a" })) }) },
      /picture/,
    ],
    [
      "images that leave the action as it is",
      { images: (seen, action) => sound.images!(seen, action).map((image) => ({ ...image, action })) },
      /every image of a moment/,
    ],
    ["no text twin", { summary: () => "" }, /picture/],
    [
      "an emergency that does nothing",
      { emergencies: { fog: { ...sound.emergencies["fog"]!, apply: (state: Json) => state } } },
      /emergencies apply/,
    ],
  ])("finds %s", async (_, change, expected) => {
    expect(await failures({ ...sound, ...change })).toMatch(expected);
  });
});
