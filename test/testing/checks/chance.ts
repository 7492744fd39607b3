/** Checks of chance: it comes only through the key, where the environment says so, and no draw is used twice. */
import { canonical, digest, isOver, type Json, type Role } from "../../../src/core/index.ts";
import { type Branches, branchesOf, KEYS, keyAt, sightsOf, STARTS } from "../branches.ts";
import { equal, leavesOf } from "../compare.ts";
import type { Kit } from "../kit.ts";
import type { Check } from "../subject.ts";

/** Bits of coincidence from which on two values count as made from one draw. */
const BITS = 20;

/** The checks of chance. */
export function chanceChecks(kit: Kit): readonly Check[] {
  const { env } = kit;
  return [
    kit.check("chance comes through the key, at the start and in the steps as the environment says", () => {
      const found = new Set<"start" | "steps">();
      const presets = Object.keys(env.presets);
      for (const preset of presets) {
        const branches = branchesOf(kit).filter(({ where }) => where.startsWith(`preset ${preset},`));
        const [start, ...steps] = branches.map(
          ({ chance }) => chance.length > 1 && chance.some((one) => digest(one) !== digest(chance[0]!)),
        );
        if (start === true) found.add("start");
        if (steps.includes(true)) found.add("steps");
        if (start !== true && !steps.includes(true) && env.chance === undefined)
          kit.fail(
            `preset ${preset}`,
            `no chance: ${STARTS} keys of init() lead to one start, and no step depends on its key`,
            "keys that matter, or an environment that says `chance: []`",
          );
      }
      for (const place of ["start", "steps"] as const) {
        if (env.chance === undefined) break;
        const call = place === "start" ? "init()" : "step()";
        if (env.chance.includes(place) && !found.has(place))
          kit.fail("chance", `${call} ignores its key in every preset`, `chance in the ${place}, as the environment says`);
        if (!env.chance.includes(place) && found.has(place)) kit.fail("chance", `${call} depends on its key`, `"${place}" in \`chance\``);
      }
    }),

    kit.check("no draw serves two purposes: what is in sight tells nothing that determinize leaves open", () => {
      for (const branches of branchesOf(kit)) {
        if (branches.chance.length < KEYS) continue;
        siblings(kit, branches);
        for (const role of rolesOf(kit, branches.chance)) tied(kit, branches, role);
      }
    }),
  ];
}

const rolesOf = (kit: Kit, states: readonly Json[]): readonly Role[] => [
  ...new Set(states.flatMap((state) => (isOver(kit.env, state) ? [] : kit.env.turn(state)))),
];

/** Fails if the entries of a list vary with the key but are always equal to each other. */
function siblings(kit: Kit, { where, chance }: Branches): void {
  const samples = chance.map((state) => leavesOf(state));
  const lists = new Map<string, string[]>();
  for (const path of samples[0]!.keys()) {
    const list = path.replace(/\.[^.]*-?\d+$/, "");
    if (list !== path) lists.set(list, [...(lists.get(list) ?? []), path]);
  }
  for (const [list, paths] of lists) {
    if (paths.length < 2) continue;
    const distinct = new Set(samples.map((of) => of.get(paths[0]!)));
    if (distinct.size < 4 || !samples.every((of) => paths.every((path) => equal(of.get(path), of.get(paths[0]!))))) continue;
    // Players who share one reward have one return each.
    if (chance.every((state, i) => Object.values(kit.env.returns(state)).includes(samples[i]!.get(paths[0]!) as number))) continue;
    kit.fail(where, `the entries of "${list}" are drawn and equal with each of ${chance.length} keys`, "a draw for each");
  }
}

/** Fails if a hidden value decides a visible one in play but not in determinised states. */
function tied(kit: Kit, { where, seed, chance }: Branches, role: Role): void {
  const { env } = kit;
  if (env.determinize === undefined) return;
  const samples = chance.flatMap((state, n) => {
    const sight = sightsOf(kit, state).find((one) => one.role === role);
    if (sight === undefined) return [];
    return [{ real: leavesOf(state), made: leavesOf(env.determinize!(sight.seen, role, keyAt(seed, n))), seen: leavesOf(sight.seen) }];
  });
  if (samples.length < 24) return;
  const open = [...samples[0]!.made.keys()].filter((path) => samples.some(({ made, real }) => !equal(made.get(path), real.get(path))));
  const shown = [...samples[0]!.seen.keys()].filter((path) =>
    samples.some(({ seen }) => !equal(seen.get(path), samples[0]!.seen.get(path))),
  );
  for (const hidden of open)
    for (const visible of shown) {
      const told = new Map<string, string>();
      const often = new Map<string, number>();
      const causes = new Map<string, number>();
      const text = (value: Json | undefined) => canonical(value ?? null);
      const one = samples.every(({ real, seen }) => {
        const [cause, effect] = [text(real.get(hidden)), text(seen.get(visible))];
        often.set(effect, (often.get(effect) ?? 0) + 1);
        causes.set(cause, (causes.get(cause) ?? -1) + 1);
        const same = (told.get(cause) ?? effect) === effect;
        told.set(cause, effect);
        return same;
      });
      // The commonest cause does not count: where a step draws only now and then, it is what was there before, and tells that nothing was drawn.
      const counts = [...causes.values()];
      const repeats = counts.reduce((sum, one) => sum + one, 0) - Math.max(...counts);
      const bits = -Math.log2(Math.max(...often.values()) / samples.length) * repeats;
      if (!one || bits < BITS) continue;
      const broken = samples.filter(
        ({ made, seen }) => (told.get(text(made.get(hidden))) ?? text(seen.get(visible))) !== text(seen.get(visible)),
      );
      if (broken.length >= 3)
        kit.fail(
          where,
          `"${hidden}", which ${role} may not know, decides "${visible}", which it sees, with each of ${samples.length} keys`,
          "a draw for each, as determinize() has it",
        );
    }
}
