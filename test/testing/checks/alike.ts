/** The check of seats that are said to be alike: one policy has the same return in each, on average. */
import { episodeKeys, isOver, type Json, parseParams, type PerRole, type Role, wordOf } from "../../../src/core/index.ts";
import type { Kit } from "../kit.ts";
import { actionsOf, type Way } from "../plays.ts";
import type { Check } from "../subject.ts";

/** Standard errors by which two means must differ to be told apart. */
const ERRORS = 5;

/** The checks of alike seats. */
export function alikeChecks(kit: Kit): readonly Check[] {
  const { env } = kit;
  const { alike = [] } = env;
  if (alike.length === 0) return [];
  return [
    kit.check("seats that are said to be alike have the same return under one policy, on average", () => {
      const roles = env.roles(env.init(kit.paramsOf("default"), episodeKeys(kit.seed).init));
      for (const word of alike)
        if (roles.filter((role) => wordOf(role) === word).length < 2)
          kit.fail("alike", `"${word}" with ${roles.join(", ")}`, "two seats of it or more");
      for (const emergency of [undefined, ...Object.keys(env.emergencies)])
        for (const way of kit.ways) {
          const returns = play(kit, way, emergency);
          const where = `${way.name} play${emergency === undefined ? "" : `, ${emergency} from the start`}`;
          for (const word of alike)
            compare(
              kit,
              where,
              roles.filter((role) => wordOf(role) === word),
              returns,
            );
        }
    }),

    kit.check("seats that are said to be alike have the same choices at the start", () => {
      for (const preset of Object.keys(env.presets))
        for (const word of alike) {
          const counts = new Map<Role, number>();
          for (let n = 0; n < 40; n++) {
            const state = env.init(kit.paramsOf(preset), episodeKeys(1000 + n).init);
            for (const role of env.roles(state))
              if (wordOf(role) === word) counts.set(role, (counts.get(role) ?? 0) + env.legal(state, role).length);
          }
          const [[first, count] = ["", 0], ...others] = counts;
          for (const [role, other] of others)
            if (Math.max(count, other) > 1.5 * Math.min(count, other))
              kit.fail(`preset ${preset}`, `${count} choices in 40 starts for ${first}, ${other} for ${role}`, "about as many");
        }
    }),
  ];
}

/** The returns of episodes in which everybody plays one way. */
function play(kit: Kit, way: Way, emergency: string | undefined): readonly PerRole<number>[] {
  const { env, options } = kit;
  const schedule = emergency === undefined ? {} : { emergencies: [{ round: 0, emergency, params: {} }] };
  const params = parseParams(env, { ...(env.presets["default"]!.params as object), ...schedule });
  return Array.from({ length: options.episodes }, (_, n) => {
    const seed = 5000 + n;
    const keys = episodeKeys(seed);
    let state: Json = env.init(params, keys.init);
    for (let t = 0; !isOver(env, state) && t < options.steps; t++)
      state = env.step(state, actionsOf(env, way, state, seed, t), keys.step(t));
    return env.returns(state);
  });
}

function compare(kit: Kit, where: string, roles: readonly Role[], returns: readonly PerRole<number>[]): void {
  const [first, ...others] = roles;
  for (const role of others) {
    const gaps = returns.map((of) => (of[first!] ?? 0) - (of[role] ?? 0));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / Math.max(1, gaps.length - 1);
    const error = Math.sqrt(variance / gaps.length);
    if (Math.abs(mean) > ERRORS * error && Math.abs(mean) > 1e-9)
      kit.fail(
        where,
        `${first!} has ${mean.toFixed(3)} more than ${role} in ${gaps.length} episodes (standard error ${error.toFixed(3)})`,
        "seats alike",
      );
  }
}
