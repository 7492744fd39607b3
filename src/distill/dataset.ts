/** What a student learns from, as a fold over the logs of a teacher. */
import { actionText, answerText, manualText, stageText } from "../../agents/index.ts";
import {
  byName,
  checkWordings,
  type Facts,
  formsOf,
  NOTICE,
  ofStage,
  type Paraphrases,
  type Reads,
  reading,
  telegram,
} from "../../function-base/index.ts";
import type { World } from "../../agents/world.ts";
import { ArenaError, canonical, digest, type Event, lineHash } from "../core/index.ts";
import { type Choice, type Judging, type Lessons, lexiconOf, type Manual, type Move } from "../student/lessons.ts";
import { renamed, renamedFacts } from "../student/renamed.ts";
import type { WordTable } from "../student/words.ts";
import { wordTable } from "../workers/open-student.ts";
import { worlds } from "../worlds.ts";
import { type Decision, decisionsOf, type Place } from "./decisions.ts";

/** The decisions of a teacher in some episodes: the same states for every kind of student. */
export type Dataset = {
  readonly choices: readonly (Choice & Place & { readonly stage: string; readonly facts: Facts; readonly action: string })[];
  /** `image` numbers the symmetric images of a state; 0 is the state itself. */
  readonly moves: readonly (Move & Place & { readonly image: number })[];
};

/** How a dataset is made of decisions. */
export type DatasetOptions = {
  /** Whether imitation sees every state under all symmetries of the game; judging does not need them, since facts are the same under all. */
  readonly symmetries?: boolean;
  /** The agent whose turns are learned from; when absent, the labels that `taught` agents are given are. */
  readonly agent?: string;
};

/** The dataset of one episode's log. */
export async function decisionsIn(
  world: World,
  events: readonly Event[],
  { symmetries = false, agent }: DatasetOptions = {},
): Promise<Dataset> {
  return datasetOf(world, await decisionsOf(world, events, agent), symmetries);
}

/** Turns decisions into the texts of a dataset. */
export function datasetOf({ env }: World, decisions: readonly Decision[], symmetries: boolean): Dataset {
  const choices: Dataset["choices"][number][] = [];
  const moves: Dataset["moves"][number][] = [];
  for (const { observation, action, base, joined, calls, episode, seed, t, role } of decisions) {
    const place: Place = { episode, seed, t, role };
    const images = (symmetries ? env.images?.(observation, action) : undefined) ?? [{ observation, action }];
    for (const [image, one] of images.entries())
      moves.push({ ...place, image, state: actionText(env, base, one.observation), answer: answerText(one.action) });
    for (const { stage, facts, right, hits } of calls) {
      const all = hits ?? ofStage([...base!.functions, ...joined], stage, role);
      const candidates = all.map(({ name }) => name).filter((name) => byName(base!).has(name));
      const state = stageText(stage, facts, observation.notices);
      choices.push({ ...place, stage, facts, state, right, candidates, action: answerText(action) });
    }
  }
  return { choices, moves };
}

/** Datasets put together. */
export const merged = (parts: readonly Dataset[]): Dataset => ({
  choices: parts.flatMap(({ choices }) => choices),
  moves: parts.flatMap(({ moves }) => moves),
});

/** What of manuals is read in lessons: which parts, other ways to say what functions do, the vectors of words, and what a retriever learns with. */
export type ManualsRead = {
  readonly reads?: Reads;
  readonly paraphrases?: Paraphrases;
  /** Whether all is said in invented words. */
  readonly renamed?: boolean;
  readonly words?: WordTable;
  readonly retriever?: RetrieverRead;
  /** What is learned of other games besides. */
  readonly others?: readonly Taught[];
};

/** The decisions of a game, and what of its manuals is read. */
export type Taught = { readonly world: World; readonly data: Dataset; readonly read: ManualsRead };

/** What a retriever reads beside the lessons: the vectors of words, and manuals of other games, as telegrams. */
export type RetrieverRead = { readonly table: WordTable; readonly foreign: readonly string[] };

/** What a recipe has its students read of manuals. Throws `BadInput` where it wants paraphrases, and the world has none or tests with them. */
export async function manualsRead(
  world: Pick<World, "env" | "base" | "wordings">,
  {
    reads,
    paraphrases = false,
    renamed: invented = false,
    words = false,
    retriever = false,
  }: {
    readonly reads?: Reads;
    readonly paraphrases?: boolean;
    readonly renamed?: boolean;
    readonly words?: boolean;
    readonly retriever?: boolean;
  },
): Promise<ManualsRead> {
  const parts = {
    ...(reads === undefined ? {} : { reads }),
    ...(invented ? { renamed: true } : {}),
    ...(words ? { words: await wordTable() } : {}),
    ...(retriever ? { retriever: { table: await wordTable(), foreign: await foreignManuals(world, reads, paraphrases) } } : {}),
  };
  if (!paraphrases) return parts;
  if (world.wordings === undefined)
    throw new ArenaError(
      "BadInput",
      `recipe for ${world.env.id}: paraphrases`,
      "its world has none",
      "expected wordings.lessons in it, or none",
    );
  const lessons = await world.wordings.lessons();
  checkWordings(world.base, lessons, await world.wordings.tests());
  return { ...parts, paraphrases: lessons };
}

/** The manuals of all other games' functions, as telegrams, and with `paraphrases` the other ways that their lessons say these in. */
async function foreignManuals({ env }: Pick<World, "env">, reads: Reads | undefined, paraphrases: boolean): Promise<readonly string[]> {
  const others = Object.values(worlds).filter((one) => one.env.id !== env.id);
  const texts = await Promise.all(
    others.map(async ({ base, wordings }) => {
      const read = reading(base, reads);
      const said =
        paraphrases && wordings !== undefined
          ? Object.values(await wordings.lessons())
              .flat()
              .map(telegram)
          : [];
      return [...read.functions.map((entry) => manualText(entry, read)), ...said];
    }),
  );
  return [...new Set(texts.flat())].sort();
}

/** The lessons of a dataset for a kind of student. */
export function lessonsOf(kind: "ld", world: World, data: Dataset, read?: ManualsRead): Judging;
export function lessonsOf(kind: "ld" | "kd", world: World, data: Dataset, read?: ManualsRead): Lessons;
export function lessonsOf(kind: "ld" | "kd", world: World, data: Dataset, { others, ...read }: ManualsRead = {}): Lessons {
  if (others !== undefined) return jointLessons(kind, [{ world, data, read }, ...others], read.words);
  return ownLessons(kind, world, data, read);
}

/** Lessons of several games: functions go by the name of their game and their own. */
function jointLessons(kind: "ld" | "kd", taught: readonly Taught[], words: WordTable | undefined): Lessons {
  const of = (one: Taught): Lessons => {
    const { words: _, ...read } = one.read;
    return lessonsOf(kind, one.world, one.data, read);
  };
  if (kind === "kd") return { kind, moves: taught.flatMap((one) => (of(one) as Lessons & { readonly kind: "kd" }).moves) };
  const all = taught.map((one) => {
    const { choices, manuals, says } = of(one) as Judging;
    const named = (name: string) => `${one.world.env.id}/${name}`;
    return {
      choices: choices.map((choice) => ({ ...choice, right: named(choice.right), candidates: choice.candidates.map(named) })),
      manuals: Object.fromEntries(Object.entries(manuals).map(([name, manual]) => [named(name), manual])),
      says,
    };
  });
  const lessons: Judging = {
    kind,
    choices: all.flatMap(({ choices }) => choices),
    manuals: Object.assign({}, ...all.map(({ manuals }) => manuals)) as Judging["manuals"],
    says: Object.assign({}, ...all.map(({ says }) => says)) as Judging["says"],
  };
  return words === undefined ? lessons : { ...lessons, vectors: vectorsFor(lexiconOf(lessons).words, words) };
}

/** The lessons of one game. */
function ownLessons(
  kind: "ld" | "kd",
  world: World,
  { choices, moves }: Dataset,
  { reads, paraphrases, renamed: invented = false, words }: ManualsRead,
): Lessons {
  const put = invented ? renamed : (text: string) => text;
  if (kind === "kd") return { kind, moves: moves.map(({ state, answer }) => ({ state, answer })) };
  const base = reading(world.base, reads);
  const entries = namesIn(choices).map((name) => byName(base).get(name)!);
  const manuals = Object.fromEntries(
    entries.map((entry): [string, Manual] => {
      const also = paraphrases?.[entry.name]?.map((text) => put(telegram(text)));
      const said = { text: put(manualText(entry, base)), ...(also === undefined ? {} : { also }) };
      return [entry.name, { ...said, when: entry.when, notice: entry.notice !== undefined }];
    }),
  );
  // Of functions that are hidden from the teacher, students must not even know the words.
  const says = formsOf(
    entries.flatMap(({ when }) => when),
    base.says,
  );
  const lessons: Judging = {
    kind,
    choices: choices.map(({ stage, facts, state, right, candidates }) => {
      const told = invented ? { facts: renamedFacts(facts), state: renamed(state) } : { facts, state };
      return { stage, ...told, right, candidates };
    }),
    manuals,
    says,
  };
  return words === undefined ? lessons : { ...lessons, vectors: vectorsFor(lexiconOf(lessons).words, words) };
}

/** The words of some that have vectors, and these. */
function vectorsFor(all: readonly string[], table: WordTable): NonNullable<Judging["vectors"]> {
  const words = all.filter((word) => word !== NOTICE && table.vectorOf(word) !== undefined);
  const numbers = new Float32Array(words.length * table.dims);
  for (const [i, word] of words.entries()) numbers.set(table.vectorOf(word)!, i * table.dims);
  return { words, numbers };
}

/** The functions that the teacher took or could have taken, sorted. */
const namesIn = (choices: Dataset["choices"]): readonly string[] =>
  [...new Set(choices.flatMap(({ right, candidates }) => [right, ...candidates]))].sort();

/** Every text of a dataset, for the tokenizer: states, actions, and the manuals of functions that the teacher took or could have taken. */
export function* textsOf(
  world: World,
  { choices, moves }: Dataset,
  { reads, paraphrases, renamed: invented = false, others = [] }: ManualsRead = {},
): Generator<string> {
  const base = reading(world.base, reads);
  const put = invented ? renamed : (text: string) => text;
  for (const { state } of choices) yield put(state);
  for (const { state, answer } of moves) yield `${state} ${answer}`;
  for (const name of namesIn(choices)) {
    yield ` ${put(manualText(byName(base).get(name)!, base))} ?`;
    for (const text of paraphrases?.[name] ?? []) yield ` ${put(telegram(text))} ?`;
  }
  for (const one of others) yield* textsOf(one.world, one.data, one.read);
}

/** The digest of all that students learn from: of the dataset, and with it of those of other games. */
export const taughtDigest = (data: Dataset, { others }: Pick<ManualsRead, "others">): string =>
  others === undefined ? datasetDigest(data) : digest([data, ...others.map((one) => one.data)].map(datasetDigest));

/** How many decisions and choices students learn from, those of other games among them. */
export function amountOf(
  data: Dataset,
  { others = [] }: Pick<ManualsRead, "others">,
): { readonly decisions: number; readonly choices: number } {
  const all = [data, ...others.map((one) => one.data)];
  const sum = (counts: readonly number[]) => counts.reduce((a, b) => a + b, 0);
  return { decisions: sum(all.map(({ moves }) => moves.length)), choices: sum(all.map(({ choices }) => choices.length)) };
}

const digests = new WeakMap<Dataset, string>();

/** The digest of a dataset: of its examples, a line each. */
export function datasetDigest(dataset: Dataset): string {
  const known = digests.get(dataset);
  if (known !== undefined) return known;
  const hash = lineHash();
  // One example at a time: a large dataset as a whole would be too long for one string.
  for (const one of [...dataset.choices, ...dataset.moves]) hash.add(canonical(one));
  const made = hash.hex().slice(0, DIGITS);
  digests.set(dataset, made);
  return made;
}

/** Hexadecimal digits of a digest, as everywhere. */
const DIGITS = 32;

/** The digest of the states that each kind of student learns from: equal where they are the same. */
export function statesDigests({ choices, moves }: Dataset): { readonly ld: string; readonly kd: string } {
  const of = (places: readonly Place[]): string => digest([...new Set(places.map(({ episode, t, role }) => `${episode} ${t} ${role}`))]);
  return { ld: of(choices), kd: of(moves) };
}
