/**
 * The students and pretrained models of a suite: each is opened, and decides once, before anybody plays. What cannot play stops the run
 * there. In suite and log they are named by what they are, so that a run does not depend on where they lie.
 */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { type Causal, type CausalOptions, inputsOf, type Loading, type Ports, resolveAgent, type Student } from "../agents/index.ts";
import {
  type AgentSpec,
  type AnyEnvironment,
  ArenaError,
  canonical,
  castFor,
  digest,
  episodeKeys,
  isOver,
  type Json,
  messageOf,
  parseParams,
  type Role,
  type Seat,
  SPLITS,
  type Turn,
} from "../src/core/index.ts";
import { isAddress } from "../src/platform/download.ts";
import { modelFolder, pathOf } from "../src/platform/model-folder.node.ts";
import { committed, readStudent } from "../src/platform/students.node.ts";
import { openCausal } from "../src/student/causal.ts";
import { readJson } from "../src/student/foreign.ts";
import { PREFERRED, readPretrained } from "../src/student/pretrained.ts";
import { studentSchema, STUDENT_FILES, type StudentFiles } from "../src/student/student.ts";
import { openWithWords } from "../src/workers/open-student.ts";
import type { Known } from "../src/workers/protocol.ts";
import { worldOf } from "../src/worlds.ts";
import { type Benchmark, castOf, opponentsOf, paramsOf, playersOf, type Suite } from "./suite.ts";

/** A student or pretrained model of a run. */
export type Player = Known & {
  readonly kind: "student" | "model";
  /** The digests of what decides its play, by the file's name. */
  readonly parts: Readonly<Record<string, string>>;
  /** The setting that named it, if the suite did not. */
  readonly from?: "ARENA_SLLM";
};

/** The players of a suite by their names in it, and the suite with these names. */
export type Players = { readonly suite: Suite; readonly players: Readonly<Record<string, Player>> };

/** How players are opened. */
export type Opening = {
  /** The players of a run that goes on: their names are known, and they may lie elsewhere now. */
  readonly known?: Readonly<Record<string, Player>>;
  /** Threads that compute while they are tried. */
  readonly threads: number;
  /** Is told how much of a model has been loaded. */
  readonly heard?: (loading: Loading) => void;
  /** Tells people that players are tried, which takes a while for a large model. */
  readonly say?: (line: string) => void;
};

/** Errors of a decision that are the player's own faults: somebody who makes them can play. */
const FAULTS = ["FunctionFault", "BadAnswer"];

/** What a check of players cannot do: ask a language model, or open a sandbox. */
class NotHere extends Error {}

/** Opens everybody in a suite; throws what keeps a player from playing. */
export async function openPlayers(suite: Suite, { known = {}, ...told }: Opening): Promise<Players> {
  const was = (name: string) => (Object.hasOwn(known, name) ? known[name] : undefined);
  const players = new Map<string, Player>();
  /** The names of players by what the suite calls them. */
  const names = new Map<string, string>();
  const open = new Map<string, Promise<Disposable>>();
  let asked = false;
  let said = false;
  let elsewhere = false;
  const notHere = () => {
    elsewhere = true;
    return Promise.reject(new NotHere("not in a check"));
  };
  const once = <T>(
    options: { readonly model: string } & Partial<CausalOptions>,
    make: () => Promise<readonly [name: string, Player, T & Disposable]>,
  ): Promise<T> => {
    asked = true;
    const key = canonical(options as unknown as Json);
    let opening = open.get(key) as Promise<T & Disposable> | undefined;
    if (opening === undefined) {
      opening = make().then(([name, player, opened]) => {
        players.set(name, player);
        names.set(keyOfModel(options), name);
        return opened;
      });
      open.set(key, opening);
    }
    return opening;
  };
  const ports: Ports = {
    sandbox: notHere,
    chat: notHere,
    embed: notHere,
    program: notHere,
    student: (model) => once({ model }, () => studentAt(model, was(model))),
    causal: (model, { heard: _, ...options }) => once({ model, ...options }, () => modelAt(model, { ...options, ...told }, was(model))),
  };

  /** Makes the seat of a role, and lets it decide once if a student or model decides there. */
  async function tried(benchmark: Benchmark, role: Role, spec: AgentSpec, turn: () => Situation | undefined): Promise<void> {
    const world = worldOf(benchmark.env, `benchmark ${benchmark.id}`);
    const { kind, params } = resolveAgent(spec, world, role);
    [asked, elsewhere] = [false, false];
    let seat: Seat | undefined;
    try {
      seat = await kind.create(params, { world, role, ports });
      const situation = asked ? turn() : undefined;
      if (situation !== undefined && !said) told.say?.("Everybody who plays by a student or a model decides once before play");
      said ||= situation !== undefined;
      if (situation !== undefined) await seat.act(situation.observation, situation.turn, () => {});
    } catch (error) {
      if (elsewhere || (error instanceof Error && FAULTS.includes(error.name))) return;
      if (error instanceof ArenaError) throw error;
      throw new ArenaError("BadAgent", `agent ${spec.agent}`, messageOf(error), `expected one that can decide for "${role}"`, {
        cause: error,
      });
    } finally {
      seat?.dispose();
    }
  }

  try {
    for (const benchmark of suite.benchmarks) {
      const { env } = worldOf(benchmark.env, `benchmark ${benchmark.id}`);
      await env.prepare?.();
      const seed = SPLITS[benchmark.seeds.split] + benchmark.seeds.first;
      const params = parseParams(env, paramsOf(benchmark));
      const first = env.init(params, episodeKeys(seed).init);
      const done = new Set<string>();
      for (const subject of Object.values(playersOf(benchmark)))
        for (const role of env.roles(first)) {
          const spec = castFor(castOf(benchmark, subject), role);
          const key = canonical([spec, role.replace(/-\d+$/, "")]);
          if (done.has(key)) continue;
          done.add(key);
          await tried(benchmark, role, spec, () => situationOf(env, first, role, seed, benchmark.deadlineMs));
        }
    }
  } finally {
    for (const opening of open.values()) await opening.then((opened) => opened.dispose()).catch(() => {});
  }
  return { suite: renamed(suite, names), players: Object.fromEntries([...players].sort(([a], [b]) => (a < b ? -1 : 1))) };
}

type Disposable = { dispose(): Promise<void> };

/** A turn that somebody is asked for. */
type Situation = { readonly observation: Parameters<Seat["act"]>[0]; readonly turn: Turn };

/** The first turn of a role in an episode: others take their first legal action before. Undefined if the role has none for long. */
function situationOf(env: AnyEnvironment, first: Json, role: Role, seed: number, deadlineMs: number): Situation | undefined {
  const keys = episodeKeys(seed);
  let state = first;
  for (let t = 0; t < 100 && !isOver(env, state); t++) {
    const roles = env.turn(state);
    const legal = env.legal(state, role);
    if (roles.includes(role)) {
      const range = env.range?.(state, role);
      const turn = { role, t, legal, key: keys.act(t, role), deadlineMs, ...(range === undefined ? {} : { range }) };
      return { observation: env.observe(state, role), turn };
    }
    state = env.step(state, Object.fromEntries(roles.map((one) => [one, env.legal(state, one)[0]!])), keys.step(t));
  }
  return undefined;
}

/** Opens a student. */
async function studentAt(model: string, known: Player | undefined): Promise<readonly [string, Player, Student & Disposable]> {
  const { nodeRuntime } = await import("../src/platform/ort.node.ts");
  const at = known?.at ?? model;
  const { name, files } = await readStudent(at);
  const opened = await openWithWords(name, files, nodeRuntime(1));
  const named = known?.at === undefined && committed().includes(model);
  const player: Player = {
    kind: "student",
    digest: opened.digest,
    parts: partsOf(files),
    ...(named ? {} : { at: resolve(pathOf(`student "${at}"`, at)) }),
  };
  return [named || known !== undefined ? model : `${opened.env} ${opened.kind} ${opened.digest.slice(0, 8)}`, player, opened];
}

/** What decides the play of a student, by the files that it stands in. */
function partsOf({ student, tokenizer }: StudentFiles): Readonly<Record<string, string>> {
  const read = (file: string, text: string) => readJson(file, text, "student");
  const { origin: _, digest: __, weights, ...plays } = studentSchema.parse(read(STUDENT_FILES.student, student));
  return {
    [STUDENT_FILES.student]: digest(plays as unknown as Json),
    [STUDENT_FILES.tokenizer]: digest(read(STUDENT_FILES.tokenizer, tokenizer) as Json),
    [STUDENT_FILES.weights]: weights,
  };
}

/** Opens a pretrained model. */
async function modelAt(
  model: string,
  { precision, device, context, threads, heard }: CausalOptions & Opening,
  known: Player | undefined,
): Promise<readonly [string, Player, Causal & Disposable]> {
  const at = known?.at ?? model;
  // The files are chosen for this processor, whatever computes later: a run is played by one model in Node and in Chromium.
  const preferred = device === "webgpu" ? PREFERRED.webgpu : PREFERRED.cpu;
  const wanted = known?.precision ?? precision;
  const pretrained = await readPretrained(modelFolder(at), wanted, preferred, heard);
  const { nodeSession } = await import("../src/platform/sessions.node.ts");
  const session = await nodeSession(`model ${pretrained.name}`, pretrained.model.weights, threads);
  const opened = await openCausal(pretrained.name, pretrained.texts, session, context).catch(async (error: unknown) => {
    await session.dispose();
    throw error;
  });
  const player: Player = {
    kind: "model",
    digest: pretrained.name,
    at: isAddress(at) ? at : resolve(pathOf(`model ${at}`, at)),
    ...(pretrained.precision === undefined ? {} : { precision: pretrained.precision }),
    parts: pretrained.parts,
    ...(known?.from === "ARENA_SLLM" || (known === undefined && model === process.env["ARENA_SLLM"]) ? { from: "ARENA_SLLM" } : {}),
  };
  return [known === undefined ? pretrained.name : model, player, opened];
}

/** What tells the players of a suite apart: a model by its precision, too. */
const keyOfModel = ({ model, precision = "auto", device = "auto" }: Readonly<Record<string, unknown>>): string =>
  canonical([model, precision, device] as Json);

/** A suite in which players have their names. */
function renamed(suite: Suite, names: ReadonlyMap<string, string>): Suite {
  const within = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(within);
    if (value === null || typeof value !== "object") return value;
    const fields = value as Readonly<Record<string, Json>>;
    const name = typeof fields["model"] === "string" ? names.get(keyOfModel(fields)) : undefined;
    return Object.fromEntries(
      Object.entries(fields).map(([field, inner]) => [field, field === "model" && name !== undefined ? name : within(inner)]),
    );
  };
  const named = (spec: AgentSpec): AgentSpec => (spec.params === undefined ? spec : { ...spec, params: within(spec.params) });
  const all = (cast: Readonly<Record<string, AgentSpec>>) =>
    Object.fromEntries(Object.entries(cast).map(([role, spec]) => [role, named(spec)]));
  return {
    ...suite,
    benchmarks: suite.benchmarks.map((one) => ({
      ...one,
      cast: typeof one.cast === "string" ? one.cast : all(opponentsOf(one)),
      subjects: all(one.subjects),
    })),
  };
}

/** The players of a run that goes on, where they are now: those that ARENA_SLLM named are where it points to. */
export function whereNow(
  players: Readonly<Record<string, Player>>,
  setting = process.env["ARENA_SLLM"] ?? "",
): Readonly<Record<string, Player>> {
  const moved = ({ kind, from, at = "" }: Player) =>
    setting !== "" && kind === "model" && (from === "ARENA_SLLM" || !(isAddress(at) || existsSync(at)));
  return Object.fromEntries(Object.entries(players).map(([name, one]) => [name, moved(one) ? { ...one, at: setting } : one]));
}

/** What a run is played by, beside its suite. */
export type Content = {
  /** The version of the arena. */
  readonly arena: string;
  /** Digests of function bases, and versions of environments. */
  readonly content?: Readonly<Record<string, string>> | undefined;
  readonly players?: Readonly<Record<string, Player>> | undefined;
};

/** Throws `BadInput` with what differs when a run would go on with something else than it began with. */
export function refuseOther(folder: string, before: Content, now: Content): void {
  const all = ({ arena, content = {}, players = {} }: Content): Readonly<Record<string, string>> => ({
    "the version of the arena": arena,
    ...content,
    ...Object.fromEntries(
      Object.entries(players).flatMap(([name, { parts }]) =>
        Object.entries(parts).map(([file, one]) => [`${file} of ${name}`, one] as const),
      ),
    ),
  });
  // Of a run of an earlier version less is known; it is refused for its version.
  const [was, is] = [all(before), all({ ...now, content: before.content === undefined ? undefined : now.content })];
  const others = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((name) => was[name] !== is[name]);
  if (others.length === 0) return;
  const shown = (text: string | undefined) => (text === undefined ? "none" : text.length > 16 ? text.slice(0, 8) : text);
  throw new ArenaError(
    "BadInput",
    `run ${folder}`,
    `it cannot go on with other content: ${others.map((name) => `${name} is ${shown(is[name])}, and was ${shown(was[name])}`).join("; ")}`,
    "expected what it began with: put that back, or begin anew in another folder",
  );
}

/** Digests of what else a suite is played by: function bases, and the versions of environments. */
export function contentOf(suite: Suite): Readonly<Record<string, string>> {
  const all = suite.benchmarks.flatMap((benchmark) => {
    const world = worldOf(benchmark.env, `benchmark ${benchmark.id}`);
    const { env } = world;
    const roles = env.roles(env.init(parseParams(env, paramsOf(benchmark)), episodeKeys(0).init));
    const bases = Object.values(playersOf(benchmark)).map((subject) => {
      const cast = castOf(benchmark, subject);
      return inputsOf(world, Object.fromEntries(roles.map((role) => [role, castFor(cast, role)])));
    });
    return [[`environment ${env.id}`, String(env.version)] as const, ...bases.flatMap((inputs) => Object.entries(inputs))];
  });
  return Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1)));
}
