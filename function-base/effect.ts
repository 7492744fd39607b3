/** Whether a function changes play: what comes out of a decision when it is used in place of the stage's usual choice. */
import { canonical, deepFreeze, isLegal, type Json, type Role } from "../src/core/index.ts";
import { type Run, type Situation, TWINS } from "./check.ts";
import { isFor, ofStage, stagesOf } from "./stages.ts";
import type { BaseGuide, FunctionEntry } from "./types.ts";

/** How a decision goes by default: with the usual function in every stage. */
export interface Usual extends Pick<BaseGuide, "stages" | "stagesFor"> {
  /** The ordinary functions. */
  readonly functions: readonly FunctionEntry[];
  /** The usual choice by stage; where it is not known, the first function of the stage. */
  readonly fixed: Readonly<Record<string, string>>;
  readonly run: Run;
}

/** What using a function does to the action that comes out in the end. */
export type Effect = {
  /** The function that it replaced. */
  readonly against: string;
  /** The share of states in which another action came out. */
  readonly share: number;
  readonly states: number;
  /** States in which no action came out, since a later function failed on its result. */
  readonly lost: number;
};

/** The share of states from which on a function counts as one that changes play. */
export const LEAST_EFFECT = 0.01;

/** The most states in which the effect of a function is measured: few enough to be cheap, enough to tell 1 % from 4 %. */
const STATES = 200;

/**
 * The effect of a function in situations of its stage: the stages after it take their usual choices, once after its result and once after
 * that of its stage's usual choice. If it is that choice itself, or does the same, it is compared with the other functions of the stage in
 * turn: the effect is that against the first one for which it counts as a change of play, or else the largest. Undefined without situations,
 * and if every other function gives nearly always the same results.
 */
export async function effectOf(
  entry: FunctionEntry,
  situations: readonly Situation[],
  run: Run,
  usual: Usual,
): Promise<Effect | undefined> {
  const all = situations.filter(({ stage, role }) => stage === entry.stage && isFor(entry, role));
  // The stride is a prime: at a small regular stride, all states could be the same role's.
  const states = Array.from({ length: Math.min(STATES, all.length) }, (_, i) => all[(i * 7919) % all.length]!);
  const mine = await resultsOf(states, (state) => run(entry, state));
  let most: Effect | undefined;
  const rivals = choicesIn(usual, entry.stage).filter(({ role }) => role === undefined || role === entry.role);
  for (const [at, rival] of rivals.entries()) {
    if (rival.name === entry.name || states.length === 0) continue;
    const theirs = await resultsOf(states, (state) => usual.run(rival, state));
    const alike = states.filter((_, i) => textOf(mine[i]) === textOf(theirs[i])).length;
    if (alike / states.length >= TWINS) continue;
    let [differs, lost] = [0, 0];
    for (const [i, state] of states.entries()) {
      const [action, other] = [await actionAfter(state, mine[i], usual), await actionAfter(state, theirs[i], usual)];
      if (action === undefined) lost++;
      else if (textOf(action) !== textOf(other)) differs++;
    }
    const share = differs / states.length;
    if (most === undefined || share > most.share) most = { against: rival.name, share, states: states.length, lost };
    if (at === 0 || share >= LEAST_EFFECT) break;
  }
  return most;
}

/** What is wrong with a function that does not change play, as a message to its author; undefined for one that does. */
export function dullness({ against, share, states, lost }: Effect): string | undefined {
  if (share >= LEAST_EFFECT) return undefined;
  const often = share === 0 ? "never" : "hardly ever";
  const fails = lost === 0 ? "" : `; in ${lost} of them the stages after it fail on its result`;
  return `it ${often} changes what is played: used in place of ${against} in ${states} states of play, another action came out in ${Math.round(share * states)}${fails}`;
}

/** The functions of a stage, the usual choice first. */
function choicesIn({ functions, fixed }: Usual, stage: string, role?: Role): readonly FunctionEntry[] {
  const all = ofStage(functions, stage, role);
  const first = all.find(({ name }) => name === fixed[stage]);
  return first === undefined ? all : [first, ...all.filter((one) => one !== first)];
}

/** The action that the later stages arrive at from a result; undefined if they arrive at none. */
async function actionAfter(state: Situation, result: Json | undefined, usual: Usual): Promise<Json | undefined> {
  const { observation, legal, role } = state;
  const stages = stagesOf(usual, observation);
  const at = stages.findIndex(({ id }) => id === state.stage);
  let previous = result;
  for (const stage of stages.slice(at + 1)) {
    const entry = choicesIn(usual, stage.id, role)[0];
    if (previous === undefined || entry === undefined) return undefined;
    const given = { observation, legal, previous: deepFreeze(previous) };
    [previous] = await resultsOf([given], (one) => usual.run(entry, one));
    if (!stage.result.safeParse(previous).success) return undefined;
  }
  return previous !== undefined && isLegal(legal, previous) ? previous : undefined;
}

/** The result in each state; undefined where the function failed. */
async function resultsOf<T>(states: readonly T[], act: (state: T) => Json | Promise<Json>): Promise<readonly (Json | undefined)[]> {
  const results: (Json | undefined)[] = [];
  for (const state of states)
    try {
      results.push(await act(state));
    } catch {
      results.push(undefined);
    }
  return results;
}

const textOf = (value: Json | undefined): string | undefined => (value === undefined ? undefined : canonical(value));
