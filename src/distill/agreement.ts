/** How often students decide as their teacher does, on decisions that they never saw. */
import {
  byName,
  everything,
  type FunctionBase,
  K,
  lexical,
  type Query,
  ranked,
  reading,
  type Retrieve,
  without,
} from "../../function-base/index.ts";
import { first, manualText, rankBy, type Student, usualRetriever } from "../../agents/index.ts";
import type { World } from "../../agents/world.ts";
import type { Dataset } from "./dataset.ts";

/** A share as a fraction: `right` of `of`. */
export type Share = { readonly right: number; readonly of: number };

/** How often the teacher's function is selected where it is retrieved (in all and by stage), how often it is retrieved, how often actions agree. */
export type Agreement = {
  readonly selection: Share;
  readonly stages: Readonly<Record<string, Share>>;
  readonly retrieval: Share;
  readonly moves: Share;
};

/** What of a student is asked to select functions. */
type Selector = Pick<Student, "name" | "reads" | "retrieves" | "rank" | "judge">;

/** Compares students with the labels of a dataset that was made without the functions in `hide`; counts of a student that is not given stay 0. */
export async function agreement(
  world: World,
  { choices, moves }: Dataset,
  { ld, kd, hide = [] }: { readonly ld?: Selector; readonly kd?: Pick<Student, "complete">; readonly hide?: readonly string[] },
): Promise<Agreement> {
  const base = reading(without(world.base, hide), ld?.reads);
  const retrieve: Retrieve = ld === undefined ? everything(base) : retrieverOf(ld, base);
  const table = byName(base);
  const stages: Record<string, { right: number; of: number }> = {};
  const retrieval = { right: 0, of: 0 };
  for (const { stage: id, state, facts, right, role } of ld === undefined ? [] : choices) {
    const stage = base.stages.find((one) => one.id === id)!;
    const query: Query = { observation: { ...base.blank, notices: [] }, facts, stage, previous: null, joined: [], role };
    const names = (await retrieve(query, K)).map(({ name }) => name);
    retrieval.of++;
    if (!names.includes(right)) continue;
    retrieval.right++;
    const scores = await ld!.judge(
      state,
      names.map((name) => manualText(table.get(name)!, base)),
    );
    const part = (stages[id] ??= { right: 0, of: 0 });
    part.of++;
    if (names[first(scores)] === right) part.right++;
  }
  const part = { right: 0, of: 0 };
  for (const { state, answer } of kd === undefined ? [] : moves) {
    part.of++;
    if ((await kd!.complete(state)) === answer) part.right++;
  }
  const all = Object.values(stages).reduce((sum, one) => ({ right: sum.right + one.right, of: sum.of + one.of }), { right: 0, of: 0 });
  return { selection: all, stages, retrieval, moves: part };
}

/** How a student retrieves unless told otherwise. */
function retrieverOf(student: Selector, base: FunctionBase): Retrieve {
  const usual = usualRetriever(student);
  return usual === "trained" ? ranked(base, rankBy("s-llm-ld", student, base)) : usual === "all" ? everything(base) : lexical(base);
}
