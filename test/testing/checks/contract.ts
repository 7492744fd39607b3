/** Checks of what an environment says of itself: parameters, presets, rules. */
import { type Json, parseParams } from "../../../src/core/index.ts";
import { differences, excerpt } from "../compare.ts";
import type { Kit } from "../kit.ts";
import type { Check } from "../subject.ts";

/** A value that is valid for no parameter. */
const NONSENSE = { "no such thing": ["at all"] };

/** The checks of the contract. */
export function contractChecks(kit: Kit): readonly Check[] {
  const { env } = kit;
  const fields = Object.keys((env.params as unknown as { shape?: object }).shape ?? {});
  return [
    kit.check("has a default preset, and every preset fills in all parameters", () => {
      if (!Object.hasOwn(env.presets, "default")) kit.fail("presets", Object.keys(env.presets).join(", "), '"default" among them');
      const shapes = Object.keys(env.presets).map((preset) => {
        const where = `preset ${preset}`;
        const params = kit.paramsOf(preset);
        kit.same(where, parseParams(env, params), params, "whole parameters parse to", "whole parameters to stay as they are");
        for (const field of fields)
          if ((params as Record<string, Json | undefined>)[field] === undefined)
            kit.fail(where, `parameter "${field}" is not filled in`, "a default for it");
        return Object.keys(params as object).sort();
      });
      for (const names of shapes)
        if (names.join() !== shapes[0]!.join())
          kit.fail("presets", `one has the parameters ${shapes[0]!.join(", ")}, another ${names.join(", ")}`, "the same for all");
    }),

    kit.check("refuses parameters that it does not know, and nonsense", () => {
      if (env.params.safeParse({ "no such parameter": 1 }).success) kit.fail("params", "an unknown field was taken", "a strict schema");
      for (const field of fields)
        if (env.params.safeParse({ [field]: NONSENSE }).success)
          kit.fail("params", `"${field}" took ${JSON.stringify(NONSENSE)}`, "a schema that says what it may be");
    }),

    kit.check("says its rules in words", () => {
      if (env.rules.trim().length < 40) kit.fail("rules", JSON.stringify(env.rules), "prose that explains the game");
      if (!/^[a-z][a-z0-9-]*$/.test(env.id)) kit.fail("id", `"${env.id}"`, "lower-case words joined by hyphens");
      if (!Number.isInteger(env.version) || env.version < 1) kit.fail("version", String(env.version), "a whole number from 1 on");
      for (const [id, { title, about }] of Object.entries(env.emergencies))
        if (title.trim() === "" || about.trim() === "") kit.fail(`emergency ${id}`, "no title or no description", "both");
    }),

    kit.check("takes a schedule of its emergencies, with defaults for all their parameters", () => {
      for (const [id, { params }] of Object.entries(env.emergencies)) {
        const parsed = params.safeParse({});
        if (!parsed.success) kit.fail(`emergency ${id}`, parsed.error.message, "defaults for all its parameters");
        if (params.safeParse({ "no such parameter": 1 }).success)
          kit.fail(`emergency ${id}`, "an unknown field was taken", "a strict schema");
      }
      for (const { scheduled } of kit.explored().twins)
        if (scheduled.refused !== undefined && scheduled.schedule.length === 1 && scheduled.preset === "default")
          kit.fail(scheduled.name, `the schedule was refused (${scheduled.refused})`, 'parameters that take "emergencies"');
      const odd = { emergencies: [{ round: 0, emergency: "no such emergency", params: {} }] };
      if (env.params.safeParse(odd).success) kit.fail("params", `a schedule of ${excerpt(odd)}`, "only emergencies that exist");
    }),

    kit.check("has different presets", () => {
      const names = Object.keys(env.presets);
      for (const [i, name] of names.entries())
        for (const other of names.slice(i + 1))
          if (differences(kit.paramsOf(name), kit.paramsOf(other)).length === 0)
            kit.fail("presets", `"${name}" and "${other}" are the same`, "parameters that differ");
    }),
  ];
}
