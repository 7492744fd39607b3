/** The emergencies of commons-harvest: each a function from a state to the state under changed rules. */
import { announce, ArenaError, definerOf, type Emergency } from "../../src/core/index.ts";
import { distance, type Ground, groundOf, isClosed } from "./ground.ts";
import { type EmergencyId, emergencyParams } from "./params.ts";
import { DEAD, EATEN, isLive, type State } from "./state.ts";

const define = definerOf<State, typeof emergencyParams>(emergencyParams);

/** Every emergency, by id. */
export const emergencies: Readonly<Record<EmergencyId, Emergency<State>>> = {
  drought: define("drought", "Drought", "From now on apples regrow more rarely.", (state, { factor }) => ({
    ...state,
    drought: factor,
    notices: announce(state.notices, "drought", `A drought: an eaten apple regrows with ${factor} times the usual chance only.`),
  })),

  fence: define(
    "fence",
    "Fence",
    "A patch closes: nobody enters it any more. A later fence replaces an earlier one.",
    (state, { patch }) => {
      const ground = groundOf(state.params);
      if (ground.patches.length === 1) refuse("fence", "a fence round the only patch", "expected another that stays open");
      const closed = [chosen("fence", state, ground, patch)];
      return {
        ...state,
        closed,
        at: putOut(state, ground, closed),
        notices: announce(state.notices, "fence", `A fence: nobody may enter ${named(ground, closed)} any more.`),
      };
    },
  ),

  blight: define("blight", "Blight", "Half of a patch dies: nothing grows there any more.", (state, { patch }) => {
    const ground = groundOf(state.params);
    const number = chosen("blight", state, ground, patch);
    const apples = state.apples.slice();
    // Every second apple, and every second of the bare places.
    for (const kind of [true, false])
      for (const [i, spot] of ground.patches[number]!.spots.filter((of) => apples[of]! >= EATEN && isLive(apples[of]!) === kind).entries())
        if (i % 2 === 1) apples[spot] = DEAD;
    const struck = ground.patches.flatMap(({ spots }, i) => (spots.some((spot) => apples[spot] === DEAD) || i === number ? [i] : []));
    return {
      ...state,
      apples,
      notices: announce(
        state.notices,
        "blight",
        `A blight: half of the places in ${named(ground, struck)} are dead; nothing grows there again.`,
      ),
    };
  }),
};

const refuse = (id: EmergencyId, found: string, expected: string): never => {
  throw new ArenaError("BadParams", `commons-harvest emergency ${id}`, found, expected);
};

/** The patch that was asked for, or the open one with most apples. */
function chosen(id: EmergencyId, { apples, closed }: State, { patches }: Ground, patch: number | null): number {
  if (patch !== null) return patch < patches.length ? patch : refuse(id, `patch ${patch}`, `expected a number below ${patches.length}`);
  let [best, most] = [0, -1];
  for (const [i, { spots }] of patches.entries()) {
    const live = closed.includes(i) ? -1 : spots.filter((spot) => isLive(apples[spot]!)).length;
    if (live > most) [best, most] = [i, live];
  }
  return best;
}

/** Patches by their numbers and middles. */
function named({ patches }: Ground, numbers: readonly number[]): string {
  const names = numbers.map((i) => `patch ${i} at (${patches[i]!.middle.join(", ")})`);
  return names.length === 1 ? names[0]! : `${names.slice(0, -1).join(", ")} and ${names.at(-1)!}`;
}

/** Where everybody stands once those in closed patches were put out, each on the nearest free cell without a place for an apple. */
function putOut({ at }: State, ground: Ground, closed: readonly number[]): readonly number[] {
  const next = [...at];
  for (const [seat, cell] of at.entries()) {
    if (cell < 0 || !isClosed(ground, closed, cell)) continue;
    let [best, least] = [-1, Infinity];
    for (const free of ground.starts.anywhere.outside) {
      const steps = next.includes(free) ? Infinity : distance(ground, cell, free);
      if (steps < least) [best, least] = [free, steps];
    }
    next[seat] = best;
  }
  return next;
}
