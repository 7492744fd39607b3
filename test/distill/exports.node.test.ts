/** What `arena data` writes, as programs that are not the arena's read it, by the page that says how (docs/data.md). */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { lexical } from "../../function-base/index.ts";
import { lineOf, replay, SPLITS, type Event, type Json } from "../../src/core/index.ts";
import { cardOf } from "../../src/distill/card.ts";
import { actionChat, type CallingChat, selectionChat } from "../../src/distill/chat.ts";
import { decisionsIn } from "../../src/distill/dataset.ts";
import { decisionsOf } from "../../src/distill/decisions.ts";
import type { manifestOf } from "../../src/distill/manifest.ts";
import { type Trajectory, trajectoriesOf } from "../../src/distill/trajectories.ts";
import { worldOf, worlds } from "../../src/worlds.ts";
import { arena, refused } from "../cli/arena.ts";
import { env, played, playedIn, SMALL, taughtBy, world, writeLog } from "./logs.ts";

const home = mkdtempSync(join(tmpdir(), "arena-exports-"));
const [log, data] = [join(home, "log.jsonl"), join(home, "my-data")];
const page = readFileSync(join(import.meta.dirname, "..", "..", "docs", "data.md"), "utf8");
/** The programs of the page in a language. */
const programs = (language: string): readonly string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, "gms"))].map(([, text]) => text!);
const TEACHER = taughtBy("expert", {}, { share: 0.5 });
let manifest: ReturnType<typeof manifestOf>;

beforeAll(async () => {
  await writeLog(log, TEACHER, { train: 3, validation: 2 });
  expect(await arena(["data", log, "--out", data, "--symmetries", "--examples", "25"])).toMatchObject({ code: 0, err: "Reading a log\n" });
  manifest = JSON.parse(readFileSync(join(data, "manifest.json"), "utf8")) as typeof manifest;
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const linesOf = <T>(folder: string, name: string): readonly T[] =>
  readFileSync(join(folder, name), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as T);

describe("trajectories", () => {
  const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);

  test("are what a seat saw, could do, did and gained, with the teacher's word beside", async () => {
    const rows = linesOf<Trajectory>(data, "trajectories.train.jsonl");
    expect(rows).toHaveLength(9);
    let other = 0;
    for (const row of rows) {
      const events = await played(row.seed, TEACHER);
      const { frames, end } = await replay(env, events);
      // Seats take turns in this setting.
      const own = frames.filter(({ step }) => step !== undefined && Object.hasOwn(step.actions, row.role));
      const states = [...own, frames.at(-1)!].map(({ state }) => state);
      expect(own.length).toBeLessThan(frames.length - 1);
      expect(row.observations).toEqual(states.map((state) => env.observe(state, row.role)));
      expect(row.texts).toEqual(row.observations.map((one) => env.describe(one)));
      expect(row.legal).toEqual(own.map(({ state }) => env.legal(state, row.role)));
      expect(row.actions).toEqual(own.map(({ step }) => step!.actions[row.role]));
      const gained = states.map((state) => env.returns(state)[row.role]!);
      expect(row.rewards).toEqual(gained.slice(1).map((now, i) => now - gained[i]!));
      const said = (await decisionsOf(world, events)).filter(({ role }) => role === row.role);
      expect(row.teacher).toEqual(said.map(({ action }) => action));
      expect({ terminated: row.terminated, truncated: row.truncated }).toEqual({
        terminated: end.reason === "terminated",
        truncated: end.reason === "truncated",
      });
      other += row.teacher.filter((action, i) => action !== row.actions[i]).length;
    }
    expect(other).toBeGreaterThan(0);
    expect(new Set(rows.map(({ terminated }) => terminated))).toEqual(new Set([true, false]));
  });

  const settings: readonly (readonly [string, Json])[] = [
    ...Object.values(worlds).map((one) => [one.env.id, one.env.presets["default"]!.params] as const),
    ["twenty-one", { ...(worldOf("twenty-one").env.presets["match"]!.params as object), players: 3 }],
    ["pursuit", { ...(SMALL as object), order: "together" }],
  ];
  test.each(settings)("hold all that seats gain, in %s %j", async (id, params) => {
    const one = worldOf(id);
    const random = { agent: "random" };
    const cast = Object.fromEntries(one.env.roles(one.env.init(one.env.params.parse(params), [0, 0])).map((role) => [role, random]));
    const events = await playedIn(one, "all", 3, cast, params);
    const end = events.at(-1)!;
    const rows = await trajectoriesOf(one.env, events, "random");
    expect(rows.map(({ role }) => role).sort()).toEqual(Object.keys(end.type === "end" ? end.returns : {}).sort());
    for (const { role, rewards, actions, legal, teacher, observations, texts } of rows) {
      expect(sum(rewards)).toBeCloseTo(end.type === "end" ? end.returns[role]! : NaN, 9);
      expect([legal.length, teacher.length, rewards.length]).toEqual([actions.length, actions.length, actions.length]);
      expect([observations.length, texts.length]).toEqual([actions.length + 1, actions.length + 1]);
      for (const [i, action] of actions.entries()) {
        const may = legal[i]!;
        if ("min" in may) expect(action).toSatisfy((n: number) => Number.isInteger(n) && n >= may.min && n <= may.max);
        else expect(may).toContainEqual(action);
      }
    }
  });

  test("have no word of a teacher where a turn was forfeited", async () => {
    const events = await played(3, { agent: "faulty", params: { mode: "illegal", every: 3 } });
    const failed = new Set(events.flatMap((event) => (event.type === "fault" ? [`${event.role} ${event.t}`] : [])));
    const turns = (role: string) =>
      events.flatMap((event) => (event.type === "step" && Object.hasOwn(event.actions, role) ? [event.t] : []));
    const rows = await trajectoriesOf(env, events, "faulty");
    expect(rows).toHaveLength(3);
    for (const { role, teacher, actions } of rows) {
      const forfeited = teacher.flatMap((action, t) => (action === null ? [t] : []));
      expect(forfeited).toEqual(turns(role).flatMap((t, i) => (failed.has(`${role} ${t}`) ? [i] : [])));
      expect(forfeited.length).toBeGreaterThan(0);
      expect(teacher.filter((action) => action !== null)).toEqual(actions.filter((_, t) => !forfeited.includes(t)));
    }
  });
});

describe("DuckDB", () => {
  /** Rows of a query, as the page has it, in the folder above the data. */
  const ask = async (query: string): Promise<readonly Record<string, unknown>[]> => {
    const one = await DuckDBInstance.create(":memory:");
    const connection = await one.connect();
    try {
      await connection.run(`SET file_search_path = '${home}'`);
      return (await connection.runAndReadAll(query)).getRowObjectsJS();
    } finally {
      connection.closeSync();
      one.closeSync();
    }
  };

  test("reads decisions as they are in the logs", async () => {
    const rows = await ask("SELECT * FROM 'my-data/decisions.train.parquet'");
    expect(rows).toHaveLength(manifest.files["decisions.train.parquet"]!.rows);
    const seed = SPLITS.train + 1;
    const { choices, moves } = await decisionsIn(world, await played(seed, TEACHER), { symmetries: true });
    const mine = rows.filter((row) => row["seed"] === seed);
    const common = { env: "pursuit", split: "train" };
    expect(mine.filter(({ kind }) => kind === "ld")).toEqual(
      choices.map(({ candidates, facts, right, ...rest }) => {
        const inText = { candidates: JSON.stringify(candidates), facts: JSON.stringify(facts) };
        return { ...common, kind: "ld", image: 0, ...rest, label: right, ...inText };
      }),
    );
    const none = { stage: null, candidates: null, facts: null };
    expect(mine.filter(({ kind }) => kind === "kd")).toEqual(
      moves.map(({ answer, ...rest }) => ({ ...common, kind: "kd", ...none, ...rest, label: answer, action: answer })),
    );
  });

  test("answers the queries of the page", async () => {
    const [decisions, trajectories] = programs("sql");
    const taken = Object.values(manifest.splits["train"]!.stages).flatMap((counts) => Object.values(counts));
    expect((await ask(decisions!)).map(({ times }) => Number(times))).toEqual(taken.sort((a, b) => b - a));
    const gained = linesOf<Trajectory>(data, "trajectories.train.jsonl").map(({ rewards }) => rewards.reduce((a, b) => a + b, 0));
    expect((await ask(trajectories!)).map((row) => row["gained"])).toEqual(gained.sort((a, b) => b - a));
  });

  test("finds one shape for all rows of each file of chats", async () => {
    const chats = Object.entries(manifest.files).filter(([name]) => /\.(messages|trl)\.jsonl$/.test(name));
    expect(chats).toHaveLength(12);
    for (const [name, { rows }] of chats) {
      const read = await ask(
        `SELECT messages[-1] AS last FROM read_json('my-data/${name}', ignore_errors = false, map_inference_threshold = -1)`,
      );
      expect(read).toHaveLength(rows);
      const [shape] = await ask(`SELECT typeof(messages) AS shape FROM read_json('my-data/${name}', map_inference_threshold = -1) LIMIT 1`);
      // A text where OpenAI wants one, and fields where a chat template goes through them.
      const called = name.endsWith(".trl.jsonl")
        ? /arguments STRUCT\(/
        : name.startsWith("l-llm")
          ? /arguments VARCHAR/
          : /content VARCHAR/;
      expect(String(shape!["shape"]).replaceAll('"', "")).toMatch(called);
    }
  });
});

describe("chats", () => {
  type Loose<T> = T extends readonly (infer One)[] ? Loose<One>[] : T extends object ? { -readonly [K in keyof T]: Loose<T[K]> } : T;
  /** Checked by the compiler: chats are what the `openai` package sends. */
  const asOpenAI = (chat: Loose<CallingChat>): OpenAI.ChatCompletionCreateParamsNonStreaming => ({ model: "any", ...chat });

  test("with a large model have the fields that OpenAI names, and the answer last", async () => {
    const [decision] = await decisionsOf(world, await played(1, TEACHER));
    const chosen = selectionChat(env, decision!, decision!.calls[0]!, lexical(decision!.base!));
    for (const chat of [actionChat(env, decision!), chosen] as Loose<CallingChat>[]) {
      expect(Object.keys(asOpenAI(chat)).sort()).toEqual(["messages", "model", "parallel_tool_calls", "tools"]);
      const answer = chat.messages.at(-1)!;
      expect(Object.keys(answer).sort()).toEqual(["role", "tool_calls"]);
      expect(answer.role).toBe("assistant");
    }
  });
});

describe("the card", () => {
  const front = (text: string) => parse(/^---\n(.*?)^---$/ms.exec(text)![1]!) as { readonly license: string } & Record<string, unknown>;
  const card = () => readFileSync(join(data, "README.md"), "utf8");

  test("has a front in YAML that names every file with its split once", () => {
    const { configs, ...rest } = front(card());
    expect(rest).toEqual({
      pretty_name: "Grid pursuit: decisions of a teacher",
      license: "mit",
      language: ["en"],
      task_categories: ["reinforcement-learning", "text-generation"],
      tags: ["logic-arena", "games"],
      size_categories: ["1K<n<10K"],
    });
    const named = configs as readonly { config_name: string; default?: true; data_files: readonly { split: string; path: string }[] }[];
    expect(named.flatMap(({ data_files }) => data_files.map(({ path }) => path)).sort()).toEqual(Object.keys(manifest.files).sort());
    expect(new Set(named.map(({ config_name }) => config_name)).size).toBe(named.length);
    expect(named.filter((one) => one.default === true).map(({ config_name }) => config_name)).toEqual(["decisions"]);
    for (const { data_files } of named) for (const { split, path } of data_files) expect(path).toContain(`.${split}.`);
  });

  test("tells the origin, the splits and the digests of the manifest, and no path of the machine", () => {
    const text = card();
    for (const digest of [...manifest.logs, ...Object.values(manifest.files)].map((one) => one.digest)) expect(text).toContain(digest);
    expect(text).toContain(`data digest \`${manifest.digest}\``);
    expect(text).toMatch(/^npm run arena -- data \S+\/log\.jsonl --symmetries --examples 25$/m);
    for (const [name, { states, examples }] of Object.entries(manifest.splits))
      expect(text).toMatch(new RegExp(`^\\| ${name} .*\\| ${states.count} +\\| ${examples.ld} +\\| ${examples.kd} +\\|$`, "m"));
    expect(text).not.toContain(home);
    expect(Object.keys(manifest.files)).not.toContain("README.md");
  });

  test.each([
    [{ ours: true, models: ["some-model"] }, /Language models decided in the logs \(some-model\)/],
    [{ ours: false, models: [] }, /rules and texts of this game are not the arena's/],
  ])("states no licence where it cannot know it: %j", (told, why) => {
    const text = cardOf(manifest, { title: 'A: "game"', command: "none", ...told });
    expect(front(text).license).toBe("unknown");
    expect(front(text)["pretty_name"]).toBe('A: "game": decisions of a teacher');
    expect(text).toMatch(why);
  });
});

/** A Python that reads HDF5. The gate has one; elsewhere the tests that need it are left out, and say so. */
const python = ["/usr/bin/python3", "python3"].find((one) => spawnSync(one, ["-c", "import h5py"]).status === 0);
if (python === undefined)
  console.warn(
    "No Python with h5py was found: the tests of Minari's layout are left out. To run them: apt-get install python3-h5py, or pip install h5py",
  );

describe.skipIf(python === undefined && process.env["CI"] === undefined)("Minari's layout", () => {
  const run = (...args: readonly string[]) => spawnSync(python ?? "python3", args, { cwd: home, encoding: "utf8" });
  const [converter, reader] = programs("python");
  // What h5py alone finds in a file, as JSON.
  const DUMP = `
import h5py, json, sys
def plain(one):
    if isinstance(one, h5py.Group):
        return {"attributes": {name: getattr(value, "item", lambda: value)() for name, value in one.attrs.items()}, **{name: plain(one[name]) for name in one}}
    return (one.asstr() if h5py.check_string_dtype(one.dtype) else one)[()].tolist()
print(json.dumps(plain(h5py.File(sys.argv[1]))))
`;
  type Group = {
    readonly attributes: Record<string, unknown>;
    readonly observations: { readonly json: readonly string[]; readonly text: readonly string[] };
    readonly infos: { readonly action_mask: readonly (readonly number[])[]; readonly teacher: readonly number[] };
  } & Readonly<Record<"actions" | "rewards" | "terminations" | "truncations", readonly unknown[]>>;
  type Space = { readonly type: string; readonly max_length: number; readonly min_length: number; readonly charset: string };
  const found = (dataset: string) => {
    const folder = join(home, "datasets", "logic-arena", ...dataset.split("/"), "data");
    const { stdout, stderr } = run("-c", DUMP, join(folder, "main_data.hdf5"));
    expect(stderr).toBe("");
    const metadata = JSON.parse(readFileSync(join(folder, "metadata.json"), "utf8")) as Record<string, unknown>;
    return { metadata, groups: JSON.parse(stdout) as Record<string, Group> };
  };

  beforeAll(() => writeFileSync(join(home, "to_minari.py"), converter!));

  test("has the trajectories, as h5py reads it", () => {
    const made = run("to_minari.py", "my-data", "datasets");
    expect([made.stderr, made.status]).toEqual(["", 0]);
    expect(made.stdout).toMatch(
      /^logic-arena\/pursuit\/taught-train-v0: 9 episodes, \d+ steps\nlogic-arena\/pursuit\/taught-validation-v0: 6 /,
    );
    const names = ["east", "north", "south", "stay", "west"];
    for (const split of ["train", "validation"]) {
      const rows = linesOf<Trajectory>(data, `trajectories.${split}.jsonl`);
      const { metadata, groups } = found(`pursuit/taught-${split}-v0`);
      expect(Object.keys(groups).filter((name) => name !== "attributes")).toHaveLength(rows.length);
      for (const [i, row] of rows.entries()) {
        const { attributes, observations, infos, ...rest } = groups[`episode_${i}`]!;
        const n = row.actions.length;
        const number = (action: Json) => names.indexOf(action as string);
        const last = row.actions.map((_, t) => t === n - 1);
        expect(attributes).toEqual({ id: i, seed: row.seed, total_steps: n, episode: row.episode, role: row.role });
        expect(observations.json.map((text) => JSON.parse(text) as unknown)).toEqual(row.observations);
        expect(observations.text).toEqual(row.texts);
        expect(rest).toEqual({
          actions: row.actions.map(number),
          rewards: row.rewards,
          terminations: last.map((is) => is && row.terminated),
          truncations: last.map((is) => is && row.truncated),
        });
        expect(infos.teacher).toEqual([...row.teacher.map(number), -1]);
        expect(infos.action_mask).toEqual(
          [...row.legal, []].map((legal) => names.map((name) => ((legal as readonly Json[]).includes(name) ? 1 : 0))),
        );
      }
      const { observation_space, action_space, ...told } = metadata as { observation_space: string; action_space: string };
      expect(told).toMatchObject({
        dataset_id: `logic-arena/pursuit/taught-${split}-v0`,
        minari_version: "0.5.0",
        data_format: "hdf5",
        total_episodes: rows.length,
        total_steps: rows.reduce((all, { actions }) => all + actions.length, 0),
        algorithm_name: "taught",
        actions: names.map((name) => `"${name}"`),
      });
      expect(JSON.parse(action_space)).toEqual({ type: "Discrete", dtype: "int64", start: 0, n: 5 });
      const { subspaces } = JSON.parse(observation_space) as { readonly subspaces: Record<"json" | "text", Space> };
      for (const kind of ["json", "text"] as const)
        for (const text of Object.values(groups).flatMap((group) => group.observations?.[kind] ?? [])) {
          expect(text.length).toBeLessThanOrEqual(subspaces[kind].max_length);
          expect(text.length).toBeGreaterThanOrEqual(subspaces[kind].min_length);
          for (const letter of new Set(text)) expect(subspaces[kind].charset).toContain(letter);
        }
    }
  });

  test("is read as the page says", () => {
    const [row] = linesOf<Trajectory>(data, "trajectories.train.jsonl");
    const { stdout, stderr } = run("-c", reader!);
    expect(stderr).toBe("");
    const [n, gained] = [row!.actions.length, row!.rewards.reduce((a, b) => a + b, 0)];
    expect(stdout).toMatch(new RegExp(`^${n} ${n + 1} \\(${n + 1}, 5\\) `));
    expect(Number(stdout.trim().split(" ").at(-1))).toBeCloseTo(gained, 9);
  });

  test("has whole numbers as they are, and one below the lowest where no teacher spoke", () => {
    const folder = join(home, "whole");
    mkdirSync(folder);
    const row = { episode: "one", seed: 7, role: "fisher-0", observations: [{}, {}, {}], texts: ["Öl", "", "b"], rewards: [1.5, -1] };
    const turns = { legal: [{ min: 2, max: 4 }, [3, 5]], actions: [4, 5], teacher: [2, null], terminated: false, truncated: true };
    writeFileSync(join(folder, "trajectories.validation.jsonl"), `${JSON.stringify({ ...row, ...turns })}\n`);
    writeFileSync(join(folder, "manifest.json"), JSON.stringify({ ...manifest, teacher: "fair", env: { id: "fishery", version: 1 } }));
    expect(run("to_minari.py", "whole", "datasets").stderr).toBe("");
    const { metadata, groups } = found("fishery/fair-validation-v0");
    expect(JSON.parse(metadata["action_space"] as string)).toEqual({ type: "Discrete", dtype: "int64", start: 2, n: 4 });
    expect(metadata["actions"]).toBeNull();
    expect(groups["episode_0"]).toMatchObject({
      observations: { json: ["{}", "{}", "{}"], text: ["Öl", "", "b"] },
      actions: [4, 5],
      truncations: [false, true],
      terminations: [false, false],
      infos: { action_mask: [[1, 1, 1, 0], [0, 1, 0, 1], [0, 0, 0, 0]], teacher: [2, 1, 1] }, // prettier-ignore
    });
  });

  test("is not written over, nor from what is no data", () => {
    const again = run("to_minari.py", "my-data", "datasets");
    expect(again.status).toBe(1);
    expect(again.stderr).toMatch(/taught-train-v0.data: it exists already, expected a new dataset: remove it, or choose another folder\n$/);
    const nothing = run("to_minari.py", "datasets", "other");
    expect([nothing.stderr, nothing.status]).toEqual([
      "datasets: no trajectories and manifest.json in it, expected a folder that `arena data` wrote\n",
      1,
    ]);
    expect(run("to_minari.py").stderr).toContain("python3 to_minari.py my-data ~/.minari/datasets");
    expect(existsSync(join(home, "other"))).toBe(false);
  });
});

describe("what is of no use", () => {
  const written = async (name: string, episodes: readonly (readonly Event[])[]): Promise<string> => {
    const path = join(home, name);
    writeFileSync(path, `${episodes.flat().map(lineOf).join("\n")}\n`);
    return path;
  };
  const out = join(home, "none");

  test("is refused with the way out, and leaves no folder: a log that was edited, episodes of a test", async () => {
    const one = await played(1, TEACHER);
    const step = one.findIndex(({ type }) => type === "step");
    const edited = one.map((event, i) => (i === step && event.type === "step" ? { ...event, rewards: { "pursuer-0": 9 } } : event));
    refused(
      await arena(["data", await written("edited.jsonl", [edited]), "--out", out]),
      /replay small\/taught\/1: t=0: rewards is .* when played again, expected/,
    );
    const tested = await written("tested.jsonl", [await played(SPLITS.test, TEACHER)]);
    refused(await arena(["data", tested, "--out", out]), /belongs to the split test, expected seeds of train or validation/);
    expect(readdirSync(home)).not.toContain("none");
  });

  test("is refused: a folder with a README of its own", async () => {
    const mine = join(home, "mine");
    mkdirSync(mine);
    writeFileSync(join(mine, "README.md"), "mine");
    refused(await arena(["data", log, "--out", mine]), /mine: a README\.md in it already, expected another folder/);
    expect(readdirSync(mine)).toEqual(["README.md"]);
  });

  test("is refused, unless a game is named: a log of several", async () => {
    const fishery = await playedIn(worldOf("fishery"), "lake", 1, { fisher: { agent: "fair" } }, { months: 3 });
    const mixed = await written("mixed.jsonl", [await played(1, TEACHER), fishery]);
    refused(
      await arena(["data", mixed, "--out", out]),
      /episodes of pursuit and of fishery in it, expected those of one game: name it with --env/,
    );
    refused(await arena(["data", mixed, "--out", out, "--env", "fish"]), /^arena data --env: no environment is called "fish"/);
    expect(readdirSync(home)).not.toContain("none");
    const made = await arena(["data", mixed, "--out", out, "--env", "fishery", "--agent", "fair"]);
    expect([made.err, made.code]).toEqual(["Reading a log\n", 0]);
    expect(linesOf<Trajectory>(out, "trajectories.train.jsonl").map(({ role }) => role)).toEqual(
      Array.from({ length: 5 }, (_, i) => `fisher-${i}`),
    );
    expect(linesOf<Trajectory>(out, "trajectories.train.jsonl")[0]!.legal[0]).toMatchObject({ min: 0, max: 100 });
    expect(readFileSync(join(out, "README.md"), "utf8")).toContain("mixed.jsonl --env fishery --agent fair --examples 500");
  });
});
