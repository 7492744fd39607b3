/** Checks of turns and actions. */
import { canonical, episodeKeys, isOver, type Json, type PerRole, type Role } from "../../../src/core/index.ts";
import { excerpt, impurity } from "../compare.ts";
import type { Kit } from "../kit.ts";
import type { Check } from "../subject.ts";

/** The most actions of one role that are tried at a moment. */
const TRIED = 24;

/** The checks of actions. */
export function actionChecks(kit: Kit): readonly Check[] {
  const { env } = kit;
  return [
    kit.everywhere("whose turn it is has a seat and a legal action; legal actions are distinct plain data", ({ state, where }) => {
      const roles = env.roles(state);
      if (new Set(roles).size !== roles.length) kit.fail(where, `roles ${roles.join(", ")}`, "distinct roles");
      for (const role of roles) if (!/^[a-z]+-\d+$/.test(role)) kit.fail(where, `role "${role}"`, 'a word and a number, "pilot-0"');
      const turn = env.turn(state);
      if (new Set(turn).size !== turn.length) kit.fail(where, `turn of ${turn.join(", ")}`, "each role once");
      for (const role of turn) {
        if (!roles.includes(role)) kit.fail(where, `"${role}" in turn without a seat`, `one of ${roles.join(", ")}`);
        if (isOver(env, state)) continue;
        const actions = env.legal(state, role);
        if (actions.length === 0) kit.fail(where, `no legal action for ${role}`, "at least one for a role in turn");
        const found = impurity(actions);
        if (found !== undefined) kit.fail(where, `legal actions of ${role} hold ${found}`, "plain JSON");
        const legal = actions.map((action) => canonical(action));
        if (new Set(legal).size !== legal.length) kit.fail(where, `legal actions ${excerpt(actions)} of ${role}`, "distinct ones");
      }
    }),

    kit.check("seats come and go in one order", () => {
      for (const { moments } of kit.explored().all) {
        let before: readonly Role[] = [];
        for (const { state, where } of moments) {
          if (isOver(env, state)) continue;
          const roles = env.roles(state);
          if (roles.length === 0) kit.fail(where, "nobody has a seat", "seats until the end");
          const stay = before.filter((role) => roles.includes(role));
          const order = roles.filter((role) => before.includes(role));
          if (stay.join() !== order.join()) kit.fail(where, `roles ${order.join(", ")} after ${stay.join(", ")}`, "one order");
          before = roles;
        }
      }
    }),

    kit.everywhere("a range lists the legal actions", ({ state, where }) => {
      if (env.range === undefined || isOver(env, state)) return;
      for (const role of env.turn(state)) {
        const range = env.range(state, role);
        if (range === undefined) continue;
        const { min, max } = range;
        if (!Number.isInteger(min) || !Number.isInteger(max) || max < min)
          kit.fail(where, `a range from ${min} to ${max} for ${role}`, "whole numbers in order");
        const legal = env.legal(state, role);
        if (legal.length !== max - min + 1 || legal.some((action, i) => action !== min + i))
          kit.fail(
            where,
            `a range from ${min} to ${max} for ${role} and legal actions ${excerpt(legal)}`,
            "each number of the range in order",
          );
      }
    }),

    kit.everywhere("the list of all actions holds the legal ones, in the same order", ({ state, where, walk }) => {
      if (env.actions === undefined || isOver(env, state)) return;
      const params = kit.paramsOf(walk.preset);
      for (const role of env.turn(state)) {
        const all = env.actions(params, role).map((action) => canonical(action));
        if (new Set(all).size !== all.length) kit.fail(where, `actions ${excerpt(all)} of ${role}`, "distinct ones");
        const legal = env.legal(state, role).map((action) => canonical(action));
        if (all.filter((action) => legal.includes(action)).join() !== legal.join())
          kit.fail(where, `legal actions ${excerpt(legal)} of ${role} where all are ${excerpt(all)}`, "some of them, in their order");
      }
    }),

    kit.everywhere("every legal action can be played", ({ state, actions, where, t, walk }) => {
      if (actions === undefined) return;
      const key = episodeKeys(walk.seed).step(t);
      const { round } = env.clock(state);
      for (const role of env.turn(state)) {
        const legal = env.legal(state, role);
        const stride = Math.max(1, Math.ceil(legal.length / TRIED));
        for (let i = 0; i < legal.length; i += stride) {
          const action = legal[i]!;
          const next = attempt(kit, where, state, { ...actions, [role]: action }, key, `${role} playing ${excerpt(action)}`);
          const after = env.clock(next).round;
          if (after < round) kit.fail(where, `round ${after} after ${role} played ${excerpt(action)}`, "time to go on");
          const found = impurity(next);
          if (found !== undefined) kit.fail(where, `${role} playing ${excerpt(action)} leads to ${found}`, "plain JSON");
        }
      }
    }),

    kit.check("what one does matters", () => {
      const { moments } = kit.options;
      const played = kit.examined(kit.explored().plain).filter(({ actions }) => actions !== undefined);
      const choices = played.filter(({ state }) => env.turn(state).some((role) => env.legal(state, role).length > 1));
      if (choices.length === 0) kit.fail("legal()", `one legal action at each of ${played.length} moments`, "a choice somewhere");
      const matters = choices.slice(0, 20 * moments).some(({ state, actions, t, walk }) => {
        const key = episodeKeys(walk.seed).step(t);
        return env.turn(state).some((role) => {
          const nexts = env.legal(state, role).map((action) => canonical(env.step(state, { ...actions, [role]: action }, key)));
          return new Set(nexts).size > 1;
        });
      });
      if (!matters) kit.fail("step()", `the same state whatever is played, at ${choices.length} moments`, "actions that matter");
    }),
  ];
}

function attempt(kit: Kit, where: string, state: Json, actions: PerRole<Json>, key: readonly [number, number], what: string): Json {
  try {
    return kit.env.step(state, actions, key);
  } catch (thrown) {
    return kit.fail(
      where,
      `${what} threw "${thrown instanceof Error ? thrown.message : String(thrown)}"`,
      "every legal action to be playable",
    );
  }
}
