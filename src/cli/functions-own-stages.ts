/** Functions for stages that a model proposed: what they do to play shows only when every stage has some. */
import { type Order, type Refused, writeFunctions, type Writer, type Written } from "../../agents/index.ts";
import {
  dullness,
  type Effect,
  effectOf,
  type FunctionBase,
  ofStage,
  type OpenSandbox,
  type Run,
  type Situation,
  type Usual,
} from "../../function-base/index.ts";

/** Lends a sandbox with the functions of a base: how they run, and how a decision goes by them where nobody chooses. */
export async function withUsual<T>(
  { env, stages, functions }: Pick<FunctionBase, "env" | "stages" | "functions">,
  open: OpenSandbox,
  act: (usual: Usual) => Promise<T>,
): Promise<T> {
  const sandbox = await open(env, functions);
  const run: Run = (entry, { observation, legal, previous }) => sandbox.call(entry.name, observation, legal, previous);
  try {
    return await act({ stages, functions, fixed: {}, run });
  } finally {
    sandbox.dispose();
  }
}

/** What a look at a stage came to. */
export type Looked = {
  /** Functions that never change what is played: they are to go. */
  readonly dull: readonly Refused[];
  readonly effects: Readonly<Record<string, Effect>>;
};

/** Looks at what the functions of a stage do to play; one of them stays in any case, since a decision goes through its stage. */
export async function lookAt(usual: Usual, stage: string, situations: readonly Situation[]): Promise<Looked> {
  const all = ofStage(usual.functions, stage);
  const effects: Record<string, Effect> = {};
  const dull: Refused[] = [];
  for (const entry of all) {
    const effect = await effectOf(entry, situations, usual.run, usual);
    if (effect === undefined) continue;
    effects[entry.name] = effect;
    const problem = dullness(effect);
    if (problem !== undefined) dull.push({ name: entry.name, problems: [problem], source: entry.source });
  }
  return { dull: dull.length === all.length ? dull.slice(1) : dull, effects };
}

/** Has what went written again, with the reasons; the order's base is without it. */
export const writeAgain = (
  order: Omit<Order, "usual" | "refused">,
  dull: readonly Refused[],
  writer: Writer,
  open: OpenSandbox,
): Promise<Written> => withUsual(order.base, open, (usual) => writeFunctions({ ...order, usual, refused: dull }, writer));
