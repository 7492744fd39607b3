/**
 * Finds which function is best where, by play: local search over the rows of a base's table.
 *
 * A row is a few words of facts. For every row that is met often, every function of the stage is put there and
 * the episodes in which the row was met are played again on the same seeds, as long as it looks better. What is
 * surely better stays; in the last pass, functions that have no row yet need only be better. It starts from the
 * best of all fixed sequences, and longer rows come later.
 */
import {
  type AnyEnvironment,
  episodeKeys,
  foldName,
  isOver,
  type Json,
  type Observation,
  parseParams,
  type Role,
  wordOf,
} from "../../src/core/index.ts";
import { type Found, type FunctionBase, nameIn, ofStage, type Query, teachersChoice, wordsOf } from "../../function-base/index.ts";
import type { Policy } from "../agent.ts";
import type { FindPlan, Setting } from "./settings.ts";
import { policies } from "../policies.ts";
import { functionPolicy } from "./seat.ts";

type Draft = Found["stages"];
type Row = { readonly stage: string; readonly row: string };

/** Where a search stands; plain data, to go on from. */
export interface FindState {
  readonly pass: number;
  /** Rows of this pass that are still to be tried; null before a pass. */
  readonly left: readonly Row[] | null;
  readonly stages: Draft;
  readonly fixed: Found["fixed"];
  readonly tried: number;
  readonly changes: readonly string[];
}

/** The words of every decision of an episode, by stage, and what a role gained. */
type Played = { readonly gain: number; readonly met: Readonly<Record<string, ReadonlySet<string>>> };

/** Plays an episode in which the roles that have functions choose by a draft; `met` collects the words of rows. */
export function playDraft(
  base: FunctionBase,
  env: AnyEnvironment,
  setting: Setting,
  seed: number,
  choose: (query: Query) => string,
  extend: "answers" | "none" = "answers",
): { readonly gain: number; readonly won: boolean; readonly rounds: number } {
  const keys = episodeKeys(seed);
  const policy = functionPolicy(base, choose, extend);
  const known = new Map<Role, Policy>();
  let subject: Role | undefined;
  let state = env.init(paramsOf(env, setting), keys.init);
  for (let t = 0; !isOver(env, state); t++) {
    const key = keys.step(t);
    const actions: Record<Role, Json> = {};
    for (const role of env.turn(state)) {
      const observation: Observation = env.observe(state, role);
      const legal = env.legal(state, role);
      if (base.words.includes(wordOf(role))) {
        subject ??= role;
        actions[role] = policy(observation, legal);
        continue;
      }
      let other = known.get(role);
      if (other === undefined) known.set(role, (other = policies[setting.others]!.policyFor(env, role)));
      actions[role] = other(observation, { role, legal, key: foldName(key, role) });
    }
    state = env.step(state, actions, key);
  }
  return { gain: env.returns(state)[subject!] ?? 0, won: env.outcome(state).success, rounds: env.clock(state).round };
}

const parsed = new WeakMap<Setting, Json>();

function paramsOf(env: AnyEnvironment, setting: Setting): Json {
  let params = parsed.get(setting);
  if (params === undefined) parsed.set(setting, (params = parseParams(env, setting.params)));
  return params;
}

/** The sequence of functions that plays best when it is the same in every state, on the first setting. */
function bestFixed(base: FunctionBase, block: (draft: Draft) => number, keys: FindPlan["keys"]): Found["fixed"] {
  const alone = (fixed: Found["fixed"]): Draft =>
    Object.fromEntries(base.stages.map(({ id }) => [id, { keys: keys[id]!, rows: {}, usual: fixed[id]! }]));
  let fixed: Record<string, string> = Object.fromEntries(base.stages.map(({ id }) => [id, ofStage(base.functions, id)[0]!.name]));
  let best = -Infinity;
  const [last, ...before] = [...base.stages].reverse();
  // The last two stages together, then each alone: a sequence is only as good as its parts suit each other.
  for (const first of before.slice(0, 1).flatMap(({ id }) => ofStage(base.functions, id)))
    for (const second of ofStage(base.functions, last!.id)) {
      const candidate = { ...fixed, [first.stage]: first.name, [last!.id]: second.name };
      const value = block(alone(candidate));
      if (value > best) [best, fixed] = [value, candidate];
    }
  for (const { id } of base.stages)
    for (const { name } of ofStage(base.functions, id)) {
      const candidate = { ...fixed, [id]: name };
      const value = block(alone(candidate));
      if (value > best) [best, fixed] = [value, candidate];
    }
  return fixed;
}

/** Searches; yields where it stands after every row. Go on with a state that was yielded. */
export function* find(base: FunctionBase, env: AnyEnvironment, plan: FindPlan, from?: FindState): Generator<FindState, FindState> {
  const { settings, keys, depths, blocks, share } = plan;
  const episodes = Array.from({ length: blocks }, (_, block) =>
    settings.flatMap((setting) => Array.from({ length: setting.episodes }, (_, i) => ({ setting, at: block * 1000 + i }))),
  ).flat();
  const seedOf = (pass: number, at: number) => (plan.seed + pass * 50_021 + at) % 900_000;

  const play = (draft: Draft, pass: number, { setting, at }: (typeof episodes)[number], met?: Record<string, Set<string>>): number =>
    playDraft(base, env, setting, seedOf(pass, at), (query) => {
      if (met === undefined) return chosen(base, draft, query);
      const name = chosen(base, draft, query);
      const words = wordsOf(draft[query.stage.id]!.keys, query.facts);
      for (let n = 1; n <= words.length; n++) met[query.stage.id]!.add(words.slice(0, n).join(" "));
      return name;
    }).gain;

  let state: FindState;
  if (from !== undefined) state = from;
  else {
    const usual = episodes.filter(({ setting }) => setting === settings[0]);
    const fixed = bestFixed(base, (draft) => usual.reduce((sum, one) => sum + play(draft, 0, one), 0), keys);
    const stages = Object.fromEntries(base.stages.map(({ id }) => [id, { keys: keys[id]!, rows: {}, usual: fixed[id]! }]));
    yield (state = { pass: 0, left: null, stages, fixed, tried: 0, changes: [] });
  }

  let played: Played[] | undefined;
  while (state.pass < depths.length) {
    const { pass, stages } = state;
    played ??= episodes.map((one) => {
      const met = Object.fromEntries(base.stages.map(({ id }) => [id, new Set<string>()]));
      return { gain: play(stages, pass, one, met), met };
    });
    if (state.left === null) {
      yield (state = { ...state, left: rowsMet(base, played, depths[pass]!, share) });
      continue;
    }
    const [row, ...left] = state.left;
    if (row === undefined) {
      played = undefined;
      yield (state = { ...state, pass: pass + 1, left: null });
      continue;
    }
    const touched = episodes.map((one, i) => ({ one, i })).filter(({ i }) => played![i]!.met[row.stage]!.has(row.row));
    const better = bestAt(base, stages, row, pass === depths.length - 1, (draft) =>
      surelyBetter(pass === depths.length - 1 ? 0 : SURE, touched, ({ one, i }) => play(draft, pass, one) - played![i]!.gain),
    );
    if (better !== undefined) played = undefined;
    state = {
      ...state,
      left,
      tried: state.tried + 1,
      stages: better?.stages ?? stages,
      changes:
        better === undefined
          ? state.changes
          : [...state.changes, `${row.stage}: ${row.row} -> ${better.name} (+${better.gain.toFixed(4)})`],
    };
    yield state;
  }
  return state;
}

/** What a draft chooses; functions that answer a notice come first, as with the teacher. */
const chosen = (base: FunctionBase, draft: Draft, query: Query): string =>
  query.joined.length > 0
    ? teachersChoice({ ...base, found: { ...base.found, stages: draft } }, query)
    : nameIn(draft[query.stage.id]!, query.facts);

/** Rows of at most so many words, those met in most episodes first. */
function rowsMet(base: FunctionBase, played: readonly Played[], depth: number, share: number): readonly Row[] {
  return base.stages.flatMap(({ id }) => {
    const counts = new Map<string, number>();
    for (const { met } of played) for (const row of met[id]!) counts.set(row, (counts.get(row) ?? 0) + 1);
    return [...counts]
      .filter(([row, n]) => n >= share * played.length && row.split(" ").length <= depth)
      .sort((a, b) => a[0].split(" ").length - b[0].split(" ").length || b[1] - a[1])
      .map(([row]) => ({ stage: id, row }));
  });
}

/** The function that is best at a row, if one is better than what is there; `unused` leaves only those that have no row. */
function bestAt(base: FunctionBase, stages: Draft, { stage, row }: Row, unused: boolean, gainOf: (draft: Draft) => number | undefined) {
  let best: { readonly name: string; readonly gain: number; readonly stages: Draft } | undefined;
  const found = stages[stage]!;
  const below = Object.keys(found.rows).filter((one) => one.startsWith(`${row} `));
  const used = new Set([...Object.values(found.rows), found.usual]);
  for (const { name } of ofStage(base.functions, stage).filter((one) => !(unused && used.has(one.name))))
    for (const clear of below.length > 0 ? [false, true] : [false]) {
      if (name === found.rows[row] && !clear) continue;
      const kept = Object.entries(found.rows).filter(([one]) => !(clear && below.includes(one)));
      const rows = { ...Object.fromEntries(kept), [row]: name };
      // What gets its first row must not take another's last.
      if (unused && new Set([...Object.values(rows), found.usual]).size <= used.size) continue;
      const draft = { ...stages, [stage]: { ...found, rows } };
      const gain = gainOf(draft);
      if (gain !== undefined && gain > (best?.gain ?? 0)) best = { name, gain, stages: draft };
    }
  return best;
}

/** The mean gain over all items, if it is surely positive; gives up early. */
function surelyBetter<T>(sure: number, items: readonly T[], gain: (item: T) => number): number | undefined {
  let [n, sum, squares] = [0, 0, 0];
  for (const item of items) {
    const one = gain(item);
    n++;
    sum += one;
    squares += one * one;
    if (n >= 16 && n % 8 === 0 && sum < doubt(n, items.length) * Math.sqrt(squares)) return undefined;
  }
  return sum > sure * Math.sqrt(squares) ? sum / n : undefined;
}

/** Standard errors that a final gain has to have. */
const SURE = 1.7;

/** Standard errors that a gain has to have half-way: few at first, when little is known. */
const doubt = (n: number, of: number): number => -0.5 + (1.5 * n) / of;
