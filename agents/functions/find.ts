/**
 * Finds which function is best where, by play: local search over the rows of a base's table.
 *
 * A row is a few words of facts. For every row that is met often, every function of the stage is put there and
 * the episodes in which the row was met are played again on the same seeds, as long as it looks better. What is
 * surely better stays; in the last pass, functions that have no row yet need only be better. Longer rows come later.
 * It starts anew from several of the best fixed sequences, since each leads to another table, and keeps the best. Which sequence is the
 * best is decided last, by sequential halving on fresh seeds: what looked best among many was lucky as well, most of all in games of chance.
 * Where a game can judge decisions without luck, the search goes by that.
 */
import { type Json, parseParams, type Role, wordOf } from "../../src/core/index.ts";
import { fixedIn, type Found, type FunctionBase, ofStage, type Query, teachersChoice } from "../../function-base/index.ts";
import { playedOut } from "../episode.ts";
import { bestOf, halve } from "../playouts.ts";
import { policyOf } from "../policies.ts";
import { type FindPlan, type Setting, type World, worthOf } from "../world.ts";
import { bestAt, type Draft, meet, type MetRows, noRows, type Row, rowsMet, wasMet } from "./rows.ts";
import { functionPolicy } from "./seat.ts";

/** Where a search stands; plain data, to go on from. */
export interface FindState {
  /** The sequences it starts from, the best one first, and which of them it is at. */
  readonly starts: readonly Sequence[];
  readonly start: number;
  /** The sequences that may yet be the best. */
  readonly likely: readonly Sequence[];
  /** The best table of the starts before, by what it gains on seeds of its own. */
  readonly best: { readonly stages: Draft; readonly value: number; readonly changes: readonly string[] } | null;
  readonly pass: number;
  /** Rows of this pass that are still to be tried; null before a pass. */
  readonly left: readonly Row[] | null;
  readonly stages: Draft;
  readonly tried: number;
  readonly changes: readonly string[];
}

/** The function of each stage that is taken in every state. */
export type Sequence = Found["fixed"];

/** The rows that an episode came to, and what a role gained. */
type Played = { readonly gain: number; readonly met: MetRows };

/** Plays an episode in which the roles that have functions choose by a draft; `met` collects the words of rows. */
export function playDraft(
  world: World,
  base: FunctionBase,
  setting: Setting,
  seed: number,
  choose: (query: Query) => string,
  extend: "answers" | "none" = "answers",
): { readonly gain: number; readonly judged: number | undefined; readonly won: boolean; readonly rounds: number } {
  const { env } = world;
  const { plan } = world;
  const policy = functionPolicy(base, choose, extend);
  const learns = (role: Role) => base.words.includes(wordOf(role)) && setting.others[role] === undefined;
  let judged = 0;
  const state = playedOut(env, paramsOf(world, setting), seed, (role) => {
    if (learns(role))
      return (observation, { legal }) => {
        const action = policy(observation, legal, role);
        judged += plan.judge?.(observation, action) ?? 0;
        return action;
      };
    const word = wordOf(role);
    return policyOf(world, setting.others[role] ?? setting.others[word] ?? world.benchmark.usual[word]!, role);
  });
  const learners = env.roles(state).filter((role) => wordOf(role) === world.benchmark.learner && setting.others[role] === undefined);
  const gain = worthOf(world, state, learners);
  return { gain, judged: plan.judge === undefined ? undefined : judged, won: env.outcome(state).success, rounds: env.clock(state).round };
}

/** What an episode is worth to the search: what its decisions are worth where the game can tell, else what it gained. */
export const worthIn = ({ judged, gain }: ReturnType<typeof playDraft>): number => judged ?? gain;

const parsed = new WeakMap<Setting, Json>();

function paramsOf({ env }: World, setting: Setting): Json {
  let params = parsed.get(setting);
  if (params === undefined) parsed.set(setting, (params = parseParams(env, setting.params)));
  return params;
}

/**
 * The sequences of functions that play best when they are the same in every state, on the first setting: those to start from, of which no
 * two share the function of the last stage but one, and all that are worth a second look.
 */
function bestFixed(
  base: FunctionBase,
  gain: (draft: Draft) => number,
  { keys, starts: count }: FindPlan,
): { readonly starts: readonly Sequence[]; readonly likely: readonly Sequence[] } {
  const played = new Map<string, { readonly fixed: Sequence; readonly value: number }>();
  const worthOf = (fixed: Sequence) => {
    const id = JSON.stringify(fixed);
    let worth = played.get(id);
    if (worth === undefined) played.set(id, (worth = { fixed, value: gain(draftOf(base, keys, fixed)) }));
    return worth;
  };
  type Worth = ReturnType<typeof worthOf>;
  const better = (a: Worth, b: Worth) => (b.value > a.value ? b : a);
  const sorted = (all: Iterable<Worth>) => [...all].sort((a, b) => b.value - a.value).map(({ fixed }) => fixed);
  const ids = base.stages.map(({ id }) => id);
  const [last, before] = [ids.at(-1)!, ids.at(-2) ?? ids.at(-1)!];
  const any = Object.fromEntries(ids.map((id) => [id, ofStage(base.functions, id)[0]!.name]));
  // The last two stages together, then every other stage alone: a sequence is only as good as its parts suit each other.
  const tops = ofStage(base.functions, before)
    .map(({ name }) => ofStage(base.functions, last).map((one) => worthOf({ ...any, [before]: name, [last]: one.name })))
    .map((pairs) => pairs.reduce(better))
    .sort((a, b) => b.value - a.value)
    .slice(0, count);
  const starts = tops.map((top) =>
    ids
      .filter((id) => id !== before)
      .reduce(
        (best, id) => ofStage(base.functions, id).reduce((so, { name }) => better(so, worthOf({ ...so.fixed, [id]: name })), best),
        top,
      ),
  );
  return { starts: sorted(starts), likely: sorted(played.values()).slice(0, LIKELY) };
}

/** Sequences that are played again on fresh seeds. */
const LIKELY = 16;

/** Episodes for all of them together, as a multiple of those that a sequence was first played on. */
const AGAIN = 64;

/** The best of some fixed sequences on fresh seeds, by sequential halving. */
export function bestAgain(world: World, base: FunctionBase, plan: FindPlan, likely: readonly Sequence[]): Sequence {
  const [setting] = plan.settings;
  // Seeds of a pass that the search never comes to; the first draws of all sequences are on the same ones.
  const worth = (fixed: Sequence, i: number) =>
    worthIn(playDraft(world, base, setting!, seedIn(plan, plan.depths.length + 1, i), (query) => fixedIn(fixed, base, query)));
  return bestOf(halve(likely, AGAIN * plan.blocks * setting!.episodes, worth));
}

/** The best fixed sequence, without a search for a table. */
export const fixedFor = (world: World, base: FunctionBase, plan: FindPlan): Sequence =>
  bestAgain(world, base, plan, find(world, base, plan).next().value.likely);

/** A seed of a pass of the search. */
const seedIn = (plan: FindPlan, pass: number, at: number): number => (plan.seed + pass * 50_021 + at) % 900_000;

/** A table without rows. */
const draftOf = (base: FunctionBase, keys: FindPlan["keys"], fixed: Sequence): Draft =>
  Object.fromEntries(base.stages.map(({ id }) => [id, { keys: keys[id]!, rows: {}, usual: fixed[id]! }]));

/** Searches; yields where it stands after every row. Go on with a state that was yielded. */
export function* find(world: World, whole: FunctionBase, plan: FindPlan, from?: FindState): Generator<FindState, FindState> {
  // When to answer a notice is searched as well, whatever the functions' clauses say.
  const base = { ...whole, emergency: whole.emergency.map((entry) => ({ ...entry, when: [] })) };
  const { settings, keys, depths, blocks, share } = plan;
  const episodes = Array.from({ length: blocks }, (_, block) =>
    settings.flatMap((setting) => Array.from({ length: setting.episodes }, (_, i) => ({ setting, at: block * 1000 + i }))),
  ).flat();

  const play = (draft: Draft, pass: number, { setting, at }: (typeof episodes)[number], met?: Record<string, Set<string>>): number =>
    worthIn(
      playDraft(world, base, setting, seedIn(plan, pass, at), (query) => {
        if (met !== undefined) meet(draft, query, met);
        return chosen(base, draft, query);
      }),
    );

  let state: FindState;
  if (from !== undefined) state = from;
  else {
    const usual = episodes.filter(({ setting }) => setting === settings[0]);
    const { starts, likely } = bestFixed(base, (draft) => usual.reduce((sum, one) => sum + play(draft, 0, one), 0), plan);
    const stages = draftOf(base, keys, starts[0]!);
    yield (state = { starts, start: 0, likely, best: null, pass: 0, left: null, stages, tried: 0, changes: [] });
  }

  let played: Played[] | undefined;
  for (;;) {
    const { pass, stages } = state;
    if (state.start === state.starts.length) return state;
    if (pass === depths.length) {
      const value = episodes.reduce((sum, one) => sum + play(stages, pass, one), 0) / episodes.length;
      const best = state.best === null || value > state.best.value ? { stages, value, changes: state.changes } : state.best;
      const start = state.start + 1;
      if (start === state.starts.length) {
        yield (state = { ...state, start, best });
        continue;
      }
      const next = draftOf(base, keys, state.starts[start]!);
      yield (state = { ...state, start, best, pass: 0, left: null, stages: next, changes: [] });
      continue;
    }
    played ??= episodes.map((one) => {
      const met = noRows(base);
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
    const touched = episodes.map((one, i) => ({ one, i })).filter(({ i }) => wasMet(played![i]!.met, row));
    const last = pass === depths.length - 1;
    const better = bestAt(base, stages, row, last, (draft) =>
      surelyBetter(last && row.answer === undefined ? 0 : SURE, touched, ({ one, i }) => play(draft, pass, one) - played![i]!.gain),
    );
    if (better !== undefined) played = undefined;
    state = {
      ...state,
      left,
      tried: state.tried + 1,
      stages: better?.stages ?? stages,
      changes: better === undefined ? state.changes : [...state.changes, `${better.change} (+${better.gain.toFixed(4)})`],
    };
    yield state;
  }
}

/** What a draft chooses; functions that answer a notice come first, as with the teacher. */
const chosen = ({ functions }: FunctionBase, stages: Draft, query: Query): string =>
  teachersChoice({ functions, found: { stages, fixed: {} } }, query);

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
