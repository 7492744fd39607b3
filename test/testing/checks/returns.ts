/** Checks of returns and outcomes: they are finite, add up, and agree with each other. */
import { canonical, isOver, type Json, type PerRole, type Role, wordOf } from "../../../src/core/index.ts";
import { excerpt, impurity } from "../compare.ts";
import type { Kit } from "../kit.ts";
import type { Check } from "../subject.ts";

/** If the slope of returns over the returns one step before is below this, rewards are forgotten instead of added up. */
const FORGETS = 0.35;

/** Keys of a step that is tried again. */
const LUCK = Array.from({ length: 24 }, (_, i) => 7 + i);

/** The checks of returns. */
export function returnChecks(kit: Kit): readonly Check[] {
  const { env, subject } = kit;
  return [
    kit.check("every seat has a finite return", () => {
      for (const { moments } of kit.explored().all)
        for (const { state, where } of moments) {
          const returns = env.returns(state);
          for (const role of env.roles(state))
            if (!Number.isFinite(returns[role]))
              kit.fail(where, `return ${String(returns[role])} of ${role}`, "a finite number for every role");
          for (const [role, value] of Object.entries(returns))
            if (!Number.isFinite(value) || !/^[a-z]+-\d+$/.test(role))
              kit.fail(where, `return ${value} of "${role}"`, "finite numbers by role");
        }
    }),

    kit.check("returns begin at nothing and add up: no reward is taken back", () => {
      for (const preset of Object.keys(env.presets)) {
        const walks = kit.explored().all.filter((one) => one.preset === preset);
        const pairs: [number, number][] = [];
        for (const { moments } of walks) {
          const start = moments[0] === undefined ? {} : env.returns(moments[0].state);
          for (const [role, value] of Object.entries(start))
            if (value !== 0 && moments[0]!.drops.length === 0 && moments[0]!.walk.schedule.length === 0)
              kit.fail(moments[0]!.where, `a return of ${value} for ${role} at the start`, "0");
          for (const { state, next, where, drops, actions, t } of moments) {
            for (const { before, after, emergency } of drops)
              if (isReset(env.returns(before), env.returns(after)))
                kit.fail(where, `${emergency} set all returns to 0`, "returns that are kept");
            if (next === undefined || actions === undefined) continue;
            const [was, is] = [env.returns(state), env.returns(next)];
            for (const role of Object.keys(was)) {
              if (is[role] !== undefined) pairs.push([was[role]!, is[role]]);
              else if (was[role] !== 0)
                kit.fail(where, `the return of ${role}, ${was[role]}, is gone after the step`, "returns that are kept when a seat goes");
            }
            if (isOver(env, next) || !isReset(was, is)) continue;
            const other = env.turn(state).flatMap((role) =>
              env
                .legal(state, role)
                .slice(0, 8)
                .map((action) => ({ ...actions, [role]: action })),
            );
            // A game of chance may win back what was lost, or lose it again: that depends on the key.
            if (other.every((of) => LUCK.every((luck) => isReset(was, env.returns(env.step(state, of, [t, luck]))))))
              kit.fail(where, `returns of ${excerpt(was)} became 0 whatever was played`, "returns that add up");
          }
        }
        const slope = slopeOf(pairs);
        if (slope !== undefined && slope < FORGETS)
          kit.fail(
            `preset ${preset}`,
            `a return tells ${slope.toFixed(2)} of the one before it in ${pairs.length} steps: rewards are forgotten`,
            "cumulative returns, a slope near 1",
          );
      }
    }),

    kit.check("the outcome says whether the goal was reached, and agrees with the returns", () => {
      const ends = new Map<string, { readonly reached: number[]; readonly missed: number[] }>();
      for (const { moments, ended } of kit.explored().all) {
        for (const { state, where } of moments) {
          const outcome = env.outcome(state);
          if (typeof outcome.success !== "boolean") kit.fail(where, excerpt(outcome), 'an outcome with "success"');
          const found = impurity(outcome);
          if (found !== undefined) kit.fail(where, `the outcome holds ${found}`, "plain JSON");
          for (const [role, value] of Object.entries(env.returns(state))) {
            const earned = subject.earned?.(outcome, role);
            if (earned !== undefined && Math.abs(earned - value) > 1e-9 * Math.max(1, Math.abs(earned)))
              kit.fail(where, `a return of ${value} for ${role} and an outcome that comes to ${earned}, ${excerpt(outcome)}`, "the same");
          }
        }
        if (!ended) continue;
        const last = moments.at(-1)!;
        const { success } = env.outcome(last.state);
        for (const [role, value] of Object.entries(env.returns(last.state))) {
          const id = `${last.walk.preset} ${wordOf(role)}`;
          const of = ends.get(id) ?? { reached: [], missed: [] };
          of[success ? "reached" : "missed"].push(value);
          ends.set(id, of);
        }
      }
      for (const preset of Object.keys(env.presets)) {
        const known = [...ends].filter(
          ([id, { reached, missed }]) => id.startsWith(`${preset} `) && reached.length > 1 && missed.length > 1,
        );
        const loses = known.filter(([, { reached, missed }]) => mean(reached) < mean(missed)).map(([id]) => id.slice(preset.length + 1));
        const seats = env.roles(env.init(kit.paramsOf(preset), [0, 1])).map(wordOf);
        // The goal is that of the first seat or of at least half of the seats, so they must not both lose by success.
        const most = 2 * seats.filter((word) => loses.includes(word)).length >= seats.length;
        if (loses.length > 0 && loses.includes(seats[0] ?? "") && most)
          kit.fail(
            `preset ${preset}`,
            `success pays neither the first seat nor most seats: ${known.map(([id, of]) => `${id.slice(preset.length + 1)} ${mean(of.reached).toFixed(2)} with and ${mean(of.missed).toFixed(2)} without`).join(", ")}`,
            "those whose goal it is to gain by it",
          );
      }
    }),

    kit.check("an ended episode stays as it is", () => {
      for (const { moments, ended } of kit.explored().all) {
        const last = moments.at(-1);
        if (!ended || last === undefined) continue;
        for (const role of env.roles(last.state)) {
          env.observe(last.state, role);
          env.draw(last.state, role);
        }
        if (canonical(env.outcome(last.state)) !== canonical(env.outcome(JSON.parse(canonical(last.state)) as Json)))
          kit.fail(last.where, "another outcome for a copy of the last state", "the same");
      }
    }),
  ];
}

/** Whether returns that were not all 0 have all become 0. */
const isReset = (was: PerRole<number>, is: PerRole<number>): boolean => {
  const roles: Role[] = Object.keys(was).filter((role) => is[role] !== undefined);
  return roles.some((role) => was[role] !== 0) && roles.every((role) => is[role] === 0);
};

const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / Math.max(1, values.length);

/** The slope of the second over the first of each pair, where the first vary enough to tell. */
function slopeOf(pairs: readonly (readonly [number, number])[]): number | undefined {
  const [x, y] = [mean(pairs.map(([a]) => a)), mean(pairs.map(([, b]) => b))];
  const spread = pairs.reduce((sum, [a]) => sum + (a - x) ** 2, 0);
  const distinct = new Set(pairs.map(([a]) => a)).size;
  return pairs.length < 40 || distinct < 5 || spread === 0 ? undefined : pairs.reduce((sum, [a, b]) => sum + (a - x) * (b - y), 0) / spread;
}
