/** Data for students on disk: read from logs, written as chats and Parquet with a manifest. */
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, existsSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { World } from "../../agents/world.ts";
import { writeWhole } from "../../benchmarks/journal.ts";
import { logPath, readEpisodes } from "../../benchmarks/log-file.ts";
import { lexical } from "../../function-base/index.ts";
import { type EndEvent, type Event, type Json, splitOf, type StartEvent, type Torn } from "../core/index.ts";
import { cardOf } from "../distill/card.ts";
import { actionChat, type CallingChat, chatsOf, forTemplates, selectionChat } from "../distill/chat.ts";
import { type Dataset, datasetOf, type DatasetOptions, lessonsOf, manualsRead, merged } from "../distill/dataset.ts";
import { type Decision, decisionsOf } from "../distill/decisions.ts";
import { bySplit, DATA_SPLITS, type DataFile, type DataSplit, manifestOf, type Source, type Told } from "../distill/manifest.ts";
import { parquetOf } from "../distill/parquet.ts";
import { trajectoriesOf } from "../distill/trajectories.ts";
import { makeFolder, onDiskLater } from "../platform/disk.node.ts";
import { isTeacher } from "../platform/teacher.ts";
import { KINDS } from "../distill/recipe.ts";
import { isOwn } from "../worlds.ts";

/** The file that is written last: data without it is incomplete. */
export const MANIFEST = "manifest.json";

/** The card, which may be edited: the manifest does not tell of it. */
export const CARD = "README.md";

/** The chats of a kind and a split: short ones, or those that agents ask a large model. */
export const chatFile = (kind: string, split: DataSplit): string => `${kind}.${split}.messages.jsonl`;

/** The same chats of a large model for the chat templates of open models, as TRL applies them: arguments of calls are objects. */
export const templateFile = (kind: string, split: DataSplit): string => `${kind}.${split}.trl.jsonl`;

/** The agent for a large model that was fine-tuned on each kind of data. */
export const LARGE = { ld: "l-llm-functions", kd: "l-llm" } as const;

/** The logs of a path: a log, that of a run's folder, or those of the runs in a folder, as `arena distill` leaves them. */
export function logsIn(path: string): readonly string[] {
  const own = logPath(path);
  if (own !== path || !existsSync(path) || statSync(path).isFile()) return [own];
  const below = readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const found = below
    .map(({ name }) => name)
    .sort()
    .flatMap((name) => {
      const log = logPath(join(path, name));
      return log === join(path, name) ? [] : [log];
    });
  return found.length === 0 ? [own] : found;
}

type Episode = {
  readonly log: string;
  readonly seed: number;
  readonly params: Json;
  readonly decisions: readonly Decision[];
  /** Language models that answered, by the names they gave. */
  readonly answered: readonly string[];
};

/** What is told of logs: in words, each time that an episode is there again, and each time that one is of another game. */
type Notices = { readonly told?: (line: string) => void; readonly onTwice?: () => void; readonly onOther?: (env: string) => void };

type Whole = { readonly log: string; readonly start: StartEvent; readonly end: EndEvent; readonly events: readonly Event[] };

/** The whole episodes of a game in logs. One that is there again, in a copy of a log or in the same one, is passed over. */
async function* wholeEpisodes(world: World, logs: readonly string[], { told, onTwice, onOther }: Notices = {}): AsyncGenerator<Whole> {
  const seen = new Set<string>();
  for (const log of logs) {
    const onTorn = ({ line, reason }: Torn) =>
      told?.(`${log} line ${line}: ${reason}: the log was cut off, expected whole episodes: those before it are read`);
    for await (const { events } of readEpisodes(log, { onTorn })) {
      const [start, end] = [events[0], events.at(-1)];
      if (start?.type !== "start" || end?.type !== "end") continue;
      if (start.env !== world.env.id) {
        onOther?.(start.env);
        continue;
      }
      if (seen.has(end.logDigest)) {
        onTwice?.();
        continue;
      }
      seen.add(end.logDigest);
      yield { log, start, end, events };
    }
  }
}

/** Goes through the decisions of logs, an episode at a time. */
export async function* episodesIn(world: World, logs: readonly string[], agent?: string, notices: Notices = {}): AsyncGenerator<Episode> {
  for await (const { log, start, events } of wholeEpisodes(world, logs, notices)) {
    const answered = events.flatMap((event) =>
      event.type === "trace" && event.trace.type === "llm" && event.trace.model !== "" ? [event.trace.model] : [],
    );
    yield { log, seed: start.seed, params: start.params, decisions: await decisionsOf(world, events, agent), answered };
  }
}

/** A dataset, and what it was read from. */
export type Read = { readonly data: Dataset; readonly sources: readonly Source[] };

/** Reads a dataset from logs; an episode that is there twice counts once. */
export async function readData(
  world: World,
  logs: readonly string[],
  { symmetries = false, agent, ...notices }: DatasetOptions & Notices = {},
): Promise<Read> {
  const parts: Dataset[] = [];
  const episodes = new Map<string, Source["episodes"][number][]>(logs.map((log) => [log, []]));
  const models = new Map<string, Set<string>>(logs.map((log) => [log, new Set()]));
  for await (const { log, seed, params, decisions, answered } of episodesIn(world, logs, agent, notices)) {
    if (decisions.length === 0) continue;
    for (const model of answered) models.get(log)!.add(model);
    parts.push(datasetOf(world, decisions, symmetries));
    episodes.get(log)!.push({ seed, params });
  }
  const sources: Source[] = [];
  for (const [log, played] of episodes)
    if (played.length > 0) sources.push({ log, digest: await fileDigest(log), episodes: played, models: [...(models.get(log) ?? [])] });
  return { data: merged(parts), sources };
}

/** The digest of a file, as `bytesDigest` gives it of its bytes. */
export async function fileDigest(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex").slice(0, 32);
}

/** Writes lines to a file atomically; where there are none, no file: readers of data stop at an empty one. */
async function writeLines(folder: string, name: string, lines: Iterable<string> | AsyncIterable<string>): Promise<DataFile | undefined> {
  const draft = join(folder, `${name}.tmp`);
  let rows = 0;
  async function* counted() {
    for await (const line of lines) {
      rows++;
      yield `${line}\n`;
    }
  }
  await onDiskLater({ where: join(folder, name) }, async () => {
    try {
      await pipeline(Readable.from(counted()), createWriteStream(draft));
    } catch (error) {
      rmSync(draft, { force: true });
      throw error;
    }
    if (rows === 0) rmSync(draft);
    else renameSync(draft, join(folder, name));
  });
  if (rows === 0) return undefined;
  return { digest: await fileDigest(join(folder, name)), bytes: statSync(join(folder, name)).size, rows };
}

/** What is written beside the decisions. */
export type WriteOptions = Omit<Told, "data" | "files"> & {
  readonly data: Dataset;
  /** The command that writes this data, as the card tells it. */
  readonly command: string;
  /** What is also written from the logs: trajectories, and so many chats for a large model, of each kind and split; `agent` as the data was read. */
  readonly more?: { readonly examples: number; readonly agent: string | undefined };
};

/** Writes data into a folder, its manifest last. Throws `BadInput` for seeds that nobody may learn from, before anything is written. */
export async function writeData(
  folder: string,
  { data: all, command, more, ...told }: WriteOptions,
): Promise<ReturnType<typeof manifestOf>> {
  const { world } = told;
  const data = bySplit(all);
  const files: Record<string, DataFile> = {};
  const put = (name: string, file: DataFile | undefined) => {
    if (file !== undefined) files[name] = file;
  };
  const read = await manualsRead(world, told.recipe ?? {});
  const logs = told.sources.map(({ log }) => log);
  makeFolder(folder, { where: `data ${folder}` });
  for (const split of DATA_SPLITS) {
    if (data[split].moves.length === 0) continue;
    for (const kind of KINDS) {
      const lessons = lessonsOf(kind, world, data[split], read);
      const name = chatFile(kind, split);
      put(name, await writeLines(folder, name, jsonLines(chatsOf(lessons))));
    }
    const name = `decisions.${split}.parquet`;
    writeWhole(folder, name, parquetOf(world.env.id, data[split]));
    files[name] = {
      digest: await fileDigest(join(folder, name)),
      bytes: statSync(join(folder, name)).size,
      rows: data[split].choices.length + data[split].moves.length,
    };
    if (more === undefined) continue;
    const played = `trajectories.${split}.jsonl`;
    put(played, await writeLines(folder, played, trajectoryLines(world, logs, split, more.agent)));
    if (more.examples === 0) continue;
    for (const kind of KINDS) {
      const chats = largeChats(world, logs, data[split], split, kind, more);
      const file = chatFile(LARGE[kind], split);
      const written = await writeLines(folder, file, chats);
      put(file, written);
      const other = templateFile(LARGE[kind], split);
      if (written !== undefined) put(other, await writeLines(folder, other, inObjects(join(folder, file))));
    }
  }
  // Paths of this machine do not belong into the manifest.
  const sources = told.sources.map((source) => ({ ...source, log: shortName(source.log) }));
  const manifest = manifestOf({ ...told, sources, data, files });
  const models = manifest.models.filter((model) => !isTeacher(model));
  writeWhole(folder, CARD, cardOf(manifest, { title: world.env.title, command, ours: isOwn(world.env.id), models }));
  writeWhole(folder, MANIFEST, `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

/** A log by its own name and that of its folder. */
export const shortName = (log: string): string => log.split(/[\\/]/).slice(-2, -1).concat(basename(log)).join("/");

/** The trajectories of a split, a line each. */
async function* trajectoryLines(
  world: World,
  logs: readonly string[],
  split: DataSplit,
  agent: string | undefined,
): AsyncGenerator<string> {
  for await (const { start, events } of wholeEpisodes(world, logs))
    if (splitOf(start.seed) === split) yield* jsonLines(await trajectoriesOf(world.env, events, agent));
}

/** The chats of a file with the arguments of their calls as objects. */
async function* inObjects(path: string): AsyncGenerator<string> {
  for await (const line of createInterface({ input: createReadStream(path) }))
    yield JSON.stringify(forTemplates(JSON.parse(line) as CallingChat));
}

function* jsonLines(values: Iterable<unknown>): Generator<string> {
  for (const value of values) yield JSON.stringify(value);
}

/** Chats with a large model, evenly over the decisions of a split. */
async function* largeChats(
  world: World,
  logs: readonly string[],
  { choices, moves }: Dataset,
  split: DataSplit,
  kind: (typeof KINDS)[number],
  { examples, agent }: NonNullable<WriteOptions["more"]>,
): AsyncGenerator<string> {
  const total = kind === "ld" ? choices.length : moves.filter(({ image }) => image === 0).length;
  const wanted = Math.min(examples, total);
  let at = 0;
  /** Whether to take the next item, so that the items taken are spread evenly. */
  const picked = () => {
    at++;
    return Math.floor((at * wanted) / total) > Math.floor(((at - 1) * wanted) / total);
  };
  let retrieve: ReturnType<typeof lexical> | undefined;
  for await (const { seed, decisions } of episodesIn(world, logs, agent)) {
    if (splitOf(seed) !== split) continue;
    for (const decision of decisions) {
      if (kind === "kd") {
        if (picked()) yield JSON.stringify(actionChat(world.env, decision));
        continue;
      }
      for (const call of decision.calls)
        if (picked()) yield JSON.stringify(selectionChat(world.env, decision, call, (retrieve ??= lexical(decision.base!))));
    }
  }
}
