/** Checks of what a role sees: observation, text, picture, actions; and that nothing hidden shows in them. */
import { canonical, deepFreeze, isOver, type Json, type Role } from "../../../src/core/index.ts";
import { branchesOf, confusable, keyAt, sightsOf } from "../branches.ts";
import { copyOf, difference, excerpt, impurity } from "../compare.ts";
import type { Kit } from "../kit.ts";
import type { Check } from "../subject.ts";

/** What a role may know of a state, by the function that tells it. */
export function knownTo(kit: Kit, state: Json, role: Role): readonly (readonly [string, Json])[] {
  const { env } = kit;
  const seen = env.observe(state, role);
  return [
    ["observe()", seen],
    ["describe()", env.describe(seen)],
    ["draw() with a viewer", env.draw(state, role)],
    ...(isOver(env, state) || !env.turn(state).includes(role)
      ? []
      : ([
          ["legal()", env.legal(state, role)],
          ["range()", env.range?.(state, role) ?? null],
        ] as const)),
  ];
}

/** The checks of sight. */
export function sightChecks(kit: Kit): readonly Check[] {
  const { env } = kit;
  const compare = (where: string, role: Role, a: Json, b: Json) => {
    const others = knownTo(kit, b, role);
    for (const [i, [name, value]] of knownTo(kit, a, role).entries()) {
      const other = others[i]?.[1] ?? null;
      if (canonical(value) !== canonical(other))
        kit.fail(
          where,
          `${name} shows ${role} what is hidden: ${difference(value, other)}`,
          "the same for two states that it cannot tell apart",
        );
    }
  };
  return [
    kit.everywhere("an observation is plain data, and its text says its notices", ({ state, where }) => {
      for (const role of env.roles(state)) {
        const seen = env.observe(state, role);
        const found = impurity(seen);
        if (found !== undefined) kit.fail(where, `the observation of ${role} holds ${found}`, "plain JSON");
        const notices: unknown = seen.notices;
        if (!Array.isArray(notices)) kit.fail(where, excerpt(seen), 'an observation with "notices"');
        const text = env.describe(deepFreeze(copyOf(seen)));
        if (text.trim() === "") kit.fail(where, `no text for ${role}`, "a description for language models");
        if (/\b(undefined|NaN|\[object Object\])/.test(text))
          kit.fail(where, `the text says ${excerpt(text)}`, "words that mean something");
        const ids = seen.notices.map(({ id }) => id);
        if (new Set(ids).size !== ids.length) kit.fail(where, `notices ${ids.join(", ")}`, "each once");
        for (const notice of seen.notices) {
          if (notice.text.trim() === "") kit.fail(where, `notice "${notice.id}" without text`, "a sentence");
          if (!text.includes(notice.text)) kit.fail(where, `"${notice.text}" is not in the text for ${role}`, "every notice in it");
        }
      }
    }),

    kit.check("what an observation tells, its text or its picture tells too", () => {
      for (const { chance, choice, where } of branchesOf(kit)) {
        const told = new Map<string, Json>();
        for (const state of [...chance, ...choice])
          for (const { role, seen } of sightsOf(kit, state)) {
            const open = canonical([role, env.describe(seen), env.draw(state, role), env.legal(state, role)]);
            const other = told.get(open) ?? seen;
            if (canonical(other) !== canonical(seen))
              kit.fail(
                where,
                `observe() tells ${role} what neither its text nor its picture does: ${difference(other, seen)}`,
                "an observation for all who decide by it, and nothing for determinize() alone",
              );
            told.set(open, seen);
          }
      }
    }),

    kit.check("what a role sees differs by what happens", () => {
      const texts = new Map<string, Set<string>>();
      for (const { state } of kit.examined())
        for (const role of env.roles(state)) {
          const seen = env.observe(state, role);
          const of = (what: string, value: Json) => texts.set(what, (texts.get(what) ?? new Set()).add(canonical(value)));
          of(`observe() for ${role}`, seen);
          of(`describe() for ${role}`, env.describe(seen));
        }
      const many = kit.examined().length > 4;
      for (const [what, found] of texts)
        if (many && found.size < 2 && kit.explored().plain.some(({ moments }) => moments.length > 2))
          kit.fail(what, "the same at every moment", "what happens to show");
    }),

    kit.check("nothing hidden shows: in the observation, the text, the picture, the actions or their range", () => {
      if (env.determinize !== undefined)
        for (const { state, where, t, walk } of kit.examined()) {
          if (isOver(env, state)) continue;
          for (const role of env.turn(state)) {
            const seen = env.observe(state, role);
            const possible = [1, 2, 3].map((n) => env.determinize!(copyOf(seen), role, keyAt(walk.seed, 10 * t + n)));
            for (const other of possible.slice(1)) {
              compare(where, role, possible[0]!, other);
              if (JSON.stringify(env.observe(possible[0]!, role)) !== JSON.stringify(env.observe(other, role)))
                kit.fail(where, `observe() shows ${role} what is hidden by the order of its fields`, "one order");
            }
            // If a determinised state does not show what its observation shows, determinize() is wrong: that proves no leak.
            if (canonical(env.observe(possible[0]!, role)) === canonical(seen)) compare(where, role, state, possible[0]!);
          }
        }
      for (const branches of branchesOf(kit))
        for (const [first, ...others] of confusable(kit, branches, "roles"))
          for (const other of others) compare(branches.where, first!.role, first!.state, other.state);
    }),
  ];
}
