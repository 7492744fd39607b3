/** The manifest that lies beside data: where the data comes from, what is in it, and digests by which it can be checked. */
import { digestOfBase } from "../../function-base/index.ts";
import type { World } from "../../agents/world.ts";
import { ArenaError, type Json, splitOf } from "../core/index.ts";
import { type Dataset, datasetDigest, statesDigests } from "./dataset.ts";
import type { Recipe } from "./recipe.ts";

/** A log that decisions were read from. */
export type Source = {
  readonly log: string;
  /** SHA-256 of its bytes, the first 32 digits. */
  readonly digest: string;
  /** Episodes with decisions, and the parameters they were played with. */
  readonly episodes: readonly { readonly seed: number; readonly params: Json }[];
  /** Language models that answered in it, by the names they gave. */
  readonly models: readonly string[];
};

/** A file of the data. */
export type DataFile = { readonly digest: string; readonly bytes: number; readonly rows: number };

/** The splits that data may come from: students learn from the first, and are tuned on the second. */
export const DATA_SPLITS = ["train", "validation"] as const;
export type DataSplit = (typeof DATA_SPLITS)[number];

/** Decisions by the split that their seeds belong to; throws `BadInput` for seeds that nobody may learn from. */
export function bySplit({ choices, moves }: Dataset): Readonly<Record<DataSplit, Dataset>> {
  for (const { seed, episode } of moves) {
    const split = splitOf(seed);
    if (!DATA_SPLITS.includes(split as DataSplit))
      throw new ArenaError(
        "BadInput",
        `episode ${episode}`,
        `its seed ${seed} belongs to the split ${split ?? "none"}`,
        `expected seeds of ${DATA_SPLITS.join(" or ")}: what students are tested on is not for learning`,
      );
  }
  const of = (split: DataSplit): Dataset => ({
    choices: choices.filter(({ seed }) => splitOf(seed) === split),
    moves: moves.filter(({ seed }) => splitOf(seed) === split),
  });
  return { train: of("train"), validation: of("validation") };
}

const tally = (words: readonly string[]): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const word of [...words].sort()) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
};

/** What the manifest says of a split. */
function contents(dataset: Dataset) {
  const { choices, moves } = dataset;
  const own = moves.filter(({ image }) => image === 0);
  const states = statesDigests(dataset);
  const seeds = [...new Set(moves.map(({ seed }) => seed))].sort((a, b) => a - b);
  const stages = [...new Set(choices.map(({ stage }) => stage))];
  return {
    digest: datasetDigest(dataset),
    seeds: rangesOf(seeds),
    states: { count: own.length, ...states, same: states.ld === states.kd },
    examples: { ld: choices.length, kd: moves.length },
    stages: Object.fromEntries(stages.map((id) => [id, tally(choices.filter(({ stage }) => stage === id).map(({ right }) => right))])),
    actions: tally(own.map(({ answer }) => answer)),
  };
}

/** Sorted numbers as ranges, `[first, last]`. */
function rangesOf(numbers: readonly number[]): readonly (readonly [number, number])[] {
  const ranges: [number, number][] = [];
  for (const one of numbers) {
    const last = ranges.at(-1);
    if (last !== undefined && one === last[1] + 1) last[1] = one;
    else ranges.push([one, one]);
  }
  return ranges;
}

/** Kinds of episodes by their parameters, and how many there are of each. */
function kindsOf(sources: readonly Source[]): readonly { readonly params: Json; readonly episodes: number }[] {
  const kinds = new Map<string, { params: Json; episodes: number }>();
  for (const { params } of sources.flatMap(({ episodes }) => episodes)) {
    const key = JSON.stringify(params);
    const kind = kinds.get(key) ?? { params, episodes: 0 };
    kinds.set(key, kind);
    kind.episodes++;
  }
  return [...kinds.values()];
}

/** What a manifest is made of. */
export type Told = {
  readonly arena: string;
  readonly world: World;
  readonly teacher: string;
  readonly recipe?: Recipe;
  readonly data: Readonly<Record<DataSplit, Dataset>>;
  readonly sources: readonly Source[];
  readonly files: Readonly<Record<string, DataFile>>;
};

/** The manifest of data. `digest` is that of the training split. */
export function manifestOf({ arena, world: { env, base }, teacher, recipe, data, sources, files }: Told) {
  return {
    format: 1,
    arena,
    env: { id: env.id, version: env.version },
    teacher,
    models: [...new Set(sources.flatMap(({ models }) => models))].sort(),
    digest: datasetDigest(data.train),
    functionBase: digestOfBase(base),
    recipe: recipe ?? null,
    splits: Object.fromEntries(
      DATA_SPLITS.flatMap((split) => (data[split].moves.length === 0 ? [] : [[split, contents(data[split])] as const])),
    ),
    kinds: kindsOf(sources),
    logs: sources.map(({ log, digest, episodes }) => ({ log, digest, episodes: episodes.length })),
    files,
  };
}
