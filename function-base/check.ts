/** Checks functions before they are trusted: on their own examples, and on states of real play. */
import {
  type AnyEnvironment,
  canonical,
  deepFreeze,
  episodeKeys,
  fold,
  isLegal,
  isOver,
  type Json,
  messageOf,
  type Observation,
  parseParams,
  printable,
  type Role,
  rng,
  wordOf,
} from "../src/core/index.ts";
import { misfits } from "./misfits.ts";
import { isFor, ofStage, stagesOf } from "./stages.ts";
import { unsteadiness } from "./steady.ts";
import type { FunctionBase, FunctionEntry, Stage } from "./types.ts";

/** A call from real play that a function of a stage has to handle. */
export interface Situation {
  readonly stage: string;
  readonly observation: Observation;
  readonly legal: readonly Json[];
  readonly previous: Json;
  /** Who decides; absent where there is one kind of role. */
  readonly role?: Role;
}

/** How a function is run: natively or in a sandbox. Rejects or throws what went wrong. */
export type Run = (entry: FunctionEntry, situation: Omit<Situation, "stage">) => Json | Promise<Json>;

/** What a check found out about a function. */
export interface Verdict {
  readonly name: string;
  readonly stage: string;
  /** What is wrong, at most one line a kind; empty when it passed. */
  readonly problems: readonly string[];
  readonly situations: number;
  /** The function of its stage that gives the same result most often, and how often: 1 means always. */
  readonly twin?: { readonly name: string; readonly share: number };
}

/** The share of equal results from which on a function counts as a near-duplicate of another. */
export const TWINS = 0.97;

/** Situations of each stage, from play in which random functions decide and some actions are random; the same for the same seed. */
export function situationsOf(base: FunctionBase, env: AnyEnvironment, params: Json, seed: number, count: number): readonly Situation[] {
  const found: Situation[] = [];
  for (let episode = seed; found.length < count; episode++) {
    const keys = episodeKeys(episode);
    const draw = rng(fold(keys.init, 1));
    let state = env.init(parseParams(env, params), keys.init);
    for (let t = 0; !isOver(env, state) && found.length < count; t++) {
      const actions: Record<string, Json> = {};
      for (const role of env.turn(state)) {
        const legal = env.legal(state, role);
        actions[role] = draw.pick(legal);
        if (!base.words.includes(wordOf(role))) continue;
        const observation = deepFreeze(env.observe(state, role));
        let previous: Json = null;
        for (const stage of stagesOf(base, observation)) {
          found.push({ stage: stage.id, observation, legal, previous, role });
          const entry = draw.pick(ofStage(base.functions, stage.id, role));
          previous = deepFreeze(base.native.get(entry.name)!(observation, legal, previous, base.tools(observation)));
        }
        if (draw.uniform() < 0.7) actions[role] = previous;
      }
      state = env.step(state, actions, keys.step(t));
    }
  }
  return found;
}

/** Situations in which a notice is in force: play under an emergency from the start, in equal parts by the presets that allow it. */
export function situationsUnder(
  base: FunctionBase,
  env: AnyEnvironment,
  emergency: string,
  seed: number,
  count: number,
): readonly Situation[] {
  const presets = Object.values(env.presets)
    .map(({ params }) => ({ ...(params as object), emergencies: [{ round: 0, emergency }] }))
    .filter((params) => env.params.safeParse(params).success);
  return presets
    .flatMap((params) => situationsOf(base, env, params, seed, Math.ceil(count / presets.length)))
    .filter(({ observation }) => observation.notices.length > 0);
}

/** Situations of the stages up to `until`, from states of play: earlier stages are decided by functions that change from state to state. */
export async function situationsAlong(
  stages: readonly Stage[],
  functions: readonly FunctionEntry[],
  states: readonly Pick<Situation, "observation" | "legal">[],
  run: Run,
  until: string,
): Promise<readonly Situation[]> {
  const found: Situation[] = [];
  for (const [i, { observation, legal }] of states.entries()) {
    let previous: Json = null;
    for (const [at, stage] of stages.entries()) {
      found.push({ stage: stage.id, observation, legal, previous });
      const choices = ofStage(functions, stage.id);
      if (stage.id === until || choices.length === 0) break;
      const result = await attempt(async () => run(choices[(i + at) % choices.length]!, { observation, legal, previous }));
      if ("error" in result || !stage.result.safeParse(result.value).success) break;
      previous = deepFreeze(result.value);
    }
  }
  return found;
}

/** Runs functions on their examples and on situations of their stage; every call twice, to see that it repeats. */
export async function checkFunctions(
  base: FunctionBase,
  entries: readonly FunctionEntry[],
  situations: readonly Situation[],
  run: Run,
): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  const results = new Map<string, readonly string[]>();
  for (const entry of entries) {
    const problems = new Map<string, string>();
    const note = (kind: string, text: string) => problems.has(kind) || problems.set(kind, printable(text));
    const stage = base.stages.find(({ id }) => id === entry.stage);
    if (stage === undefined) {
      verdicts.push({ name: entry.name, stage: entry.stage, problems: [`no stage "${entry.stage}"`], situations: 0 });
      continue;
    }
    for (const { found, expected } of misfits(base, entry)) note(found, `${found}, ${expected}`);
    for (const unsteady of unsteadiness(entry.source)) note(unsteady, unsteady);
    for (const [i, example] of entry.examples.entries()) {
      const observation = { ...base.blank, ...example.observation };
      const result = await attempt(() => run(entry, { ...example, observation }));
      if ("error" in result) note("example", `@example ${i + 1}: ${result.error}`);
      else if (canonical(result.value) !== canonical(example.result))
        note("example", `@example ${i + 1} gives ${canonical(result.value)}, expected ${canonical(example.result)}`);
    }
    const mine = situations.filter((one) => one.stage === entry.stage && isFor(entry, one.role));
    const texts: string[] = [];
    for (const situation of mine) {
      const [first, second] = [await attempt(() => run(entry, situation)), await attempt(() => run(entry, situation))];
      if ("error" in first) note("fault", `it fails on a state of play: ${first.error}`);
      else {
        const last = stage === stagesOf(base, situation.observation).at(-1);
        const wrong = misfit(stage, first.value, situation.legal, last);
        if (wrong !== undefined) note("result", wrong);
        if (hasMinusZero(first.value)) note("zero", "its result has -0, which is 0 in the sandbox, expected 0: add 0 to it");
        if ("error" in second || canonical(first.value) !== canonical(second.value)) note("repeat", "it does not repeat its result");
      }
      texts.push("error" in first ? `error ${first.error}` : canonical(first.value));
    }
    results.set(entry.name, texts);
    verdicts.push({ name: entry.name, stage: entry.stage, problems: [...problems.values()], situations: mine.length });
  }
  // An emergency function may do the same as an ordinary one: what counts is when it is used. A failed function is no duplicate of another.
  const ordinary = verdicts.filter(
    ({ name, problems }) => problems.length === 0 && entries.some((entry) => entry.name === name && entry.notice === undefined),
  );
  return verdicts.map((verdict) => (ordinary.includes(verdict) ? { ...verdict, ...twinOf(verdict, ordinary, results) } : verdict));
}

function twinOf({ name, stage }: Verdict, all: readonly Verdict[], results: ReadonlyMap<string, readonly string[]>): Pick<Verdict, "twin"> {
  const mine = results.get(name) ?? [];
  if (mine.length === 0) return {};
  const shares = all
    .filter((one) => one.stage === stage && one.name !== name && results.has(one.name))
    .map((one) => {
      const theirs = results.get(one.name)!;
      return { name: one.name, share: mine.filter((text, i) => text === theirs[i]).length / mine.length };
    });
  return shares.length === 0 ? {} : { twin: shares.reduce((most, one) => (one.share > most.share ? one : most)) };
}

function misfit(stage: Stage, value: Json, legal: readonly Json[], last: boolean): string | undefined {
  const parsed = stage.result.safeParse(value);
  if (!parsed.success) return `its result ${canonical(value)} does not fit stage ${stage.id}: ${parsed.error.issues[0]!.message}`;
  return last && !isLegal(legal, value) ? `its result ${canonical(value)} is not legal` : undefined;
}

const hasMinusZero = (value: Json): boolean =>
  typeof value === "object" && value !== null ? Object.values(value).some(hasMinusZero) : Object.is(value, -0);

async function attempt(act: () => Json | Promise<Json>): Promise<{ readonly value: Json } | { readonly error: string }> {
  try {
    const value = await act();
    return canonical(value) === undefined ? { error: "no result" } : { value };
  } catch (error) {
    return { error: messageOf(error) };
  }
}
