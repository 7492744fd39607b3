/** Data for students: whose decisions it holds, that every kind of student gets the same states, its files, and its manifest. */
import { worldOf } from "../../src/worlds.ts";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Template } from "@huggingface/jinja";
import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asksModel, inputsOf } from "../../agents/index.ts";
import { byName, checkWordings, digestOfBase, telegram } from "../../function-base/index.ts";
import { episodeKeys, rng, SPLITS, splitOf } from "../../src/core/index.ts";
import { tokenizerFor } from "../../src/distill/assembly.ts";
import { chatsOf } from "../../src/distill/chat.ts";
import {
  amountOf,
  datasetDigest,
  decisionsIn,
  lessonsOf,
  manualsRead,
  merged,
  statesDigests,
  taughtDigest,
  textsOf,
} from "../../src/distill/dataset.ts";
import { decisionsOf } from "../../src/distill/decisions.ts";
import { bySplit } from "../../src/distill/manifest.ts";
import { othersOf, recipeFields, recipeFor, recipeSchema } from "../../src/distill/recipe.ts";
import { serveGateway, makeGateway } from "../../src/platform/gateway.node.ts";
import type { Listening } from "../../src/platform/http.node.ts";
import { modelsAt } from "../../src/platform/models.ts";
import { modelSettings } from "../../src/platform/model-settings.node.ts";
import { TEACHER } from "../../src/platform/teacher.ts";
import { teacherServer } from "../../src/platform/teacher-server.node.ts";
import { judging } from "../../src/student/examples.ts";
import { type Judging, lexiconOf } from "../../src/student/lessons.ts";
import { Codec } from "../../src/student/tokenizer.ts";
import { arena, refused } from "../cli/arena.ts";
import { played, taughtBy, writeLog, world } from "./logs.ts";

const { base } = worldOf("pursuit");
const home = mkdtempSync(join(tmpdir(), "arena-data-"));
const open: Listening[] = [];
let teacher: Listening;
let gateway: Listening;

beforeAll(async () => {
  open.push((teacher = await teacherServer()));
  // There is no key anywhere: the offline teacher needs none.
  const settings = { ...modelSettings({}), url: teacher.url };
  open.push((gateway = await serveGateway(makeGateway({ settings, offline: true }))));
});
afterAll(async () => {
  for (const one of open) await one.close();
  rmSync(home, { recursive: true, force: true });
});

describe.each([
  ["expert", {}],
  ["search-functions", { simulations: 6, depth: 2 }],
  ["l-llm-functions", {}],
])("the decisions of %s", (agent, params) => {
  const ports = () => modelsAt(gateway.url);

  test("that teaches: its calls and its action, whoever acts", async () => {
    const events = await played(3, taughtBy(agent, params, { share: 0.5 }), undefined, ports());
    const { choices, moves } = await decisionsIn(world, events);
    const labels = events.flatMap((event) => (event.type === "trace" && event.trace.type === "label" ? [event.trace.action] : []));
    expect(moves.length).toBeGreaterThan(10);
    expect(moves.map(({ answer }) => answer)).toEqual(labels);
    expect(choices.map(({ stage }) => stage)).toEqual(moves.flatMap(() => base.stages.map(({ id }) => id)));
    for (const { right, candidates, stage } of choices) {
      expect(candidates).toContain(right);
      expect(base.functions.find(({ name }) => name === right)!.stage).toBe(stage);
    }
    // Another agent acted now and then: the actions that were taken are not the labels.
    const done = events
      .flatMap((event) => (event.type === "step" ? Object.entries(event.actions) : []))
      .filter(([role]) => role !== "runner-0");
    expect(done.map(([, action]) => action)).not.toEqual(labels);
    const { ld, kd } = statesDigests({ choices, moves });
    expect(ld).toBe(kd);
  });

  test("that plays itself, by its name", async () => {
    const events = await played(4, { agent, params }, undefined, ports());
    expect((await decisionsIn(world, events)).moves).toEqual([]);
    const { choices, moves } = await decisionsIn(world, events, { agent });
    const done = events
      .flatMap((event) => (event.type === "step" ? Object.entries(event.actions) : []))
      .filter(([role]) => role !== "runner-0");
    expect(moves.map(({ answer }) => answer)).toEqual(done.map(([, action]) => action));
    expect(choices).toHaveLength(3 * moves.length);
  });
});

test("a teacher that is a language model needs the way to one, and the log tells by which base it decides", () => {
  expect(asksModel(taughtBy("l-llm-functions"))).toBe(true);
  expect(asksModel(taughtBy("expert"))).toBe(false);
  expect(asksModel(taughtBy("expert", {}, { behaviour: "l-llm", share: 0.5 }))).toBe(true);
  expect(asksModel(taughtBy("expert", {}, { behaviour: "l-llm", share: 0 }))).toBe(false);
  expect(inputsOf(world, { pursuer: taughtBy("expert"), runner: { agent: "evade" } })).toEqual({ "functions/pursuit": digestOfBase(base) });
});

test("what is hidden from a teacher is hidden from who learns from it", async () => {
  const { right } = (await decisionsIn(world, await played(3, taughtBy("expert")))).choices[0]!;
  const without = await decisionsIn(world, await played(3, taughtBy("expert", { hide: [right] }, { behaviourParams: { hide: [right] } })));
  expect(without.choices.length).toBeGreaterThan(30);
  for (const { right: taken, candidates } of without.choices) expect([taken, ...candidates]).not.toContain(right);
  expect(Object.keys((lessonsOf("ld", world, without) as { manuals: object }).manuals)).not.toContain(right);
});

test("a forfeited turn teaches nothing", async () => {
  const events = await played(3, { agent: "faulty", params: { mode: "illegal", every: 3 } });
  const faults = events.filter(({ type }) => type === "fault").length;
  const turns = events
    .flatMap((event) => (event.type === "step" ? Object.keys(event.actions) : []))
    .filter((role) => role !== "runner-0").length;
  expect(faults).toBeGreaterThan(0);
  expect(faults).toBeLessThan(turns);
  expect((await decisionsIn(world, events, { agent: "faulty" })).moves).toHaveLength(turns - faults);
});

describe("symmetries", () => {
  test("show imitation every state eight times, and leave states and functions as they are", async () => {
    const events = await played(5, taughtBy("expert"));
    const plain = await decisionsIn(world, events);
    const more = await decisionsIn(world, events, { symmetries: true });
    expect(more.choices).toEqual(plain.choices);
    expect(more.moves).toHaveLength(8 * plain.moves.length);
    expect(more.moves.filter(({ image }) => image === 0)).toEqual(plain.moves);
    expect(statesDigests(more)).toEqual(statesDigests(plain));
    const [first] = plain.moves;
    const images = more.moves.filter(({ t, role }) => t === first!.t && role === first!.role);
    expect(new Set(images.map(({ state }) => state)).size).toBe(8);
    if (first!.answer !== "stay") expect(new Set(images.map(({ answer }) => answer)).size).toBe(4);
    expect(more.choices[0]!.facts).toEqual(plain.choices[0]!.facts);
  });
});

describe("a data folder", () => {
  const folder = join(home, "data");
  const log = join(home, "log.jsonl");
  const lines = (name: string) =>
    readFileSync(join(folder, name), "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { messages: { role: string; content?: string; tool_calls?: unknown[] }[]; tools?: unknown });
  type Manifest = {
    readonly digest: string;
    readonly functionBase: string;
    readonly splits: Record<
      string,
      {
        seeds: [number, number][];
        states: { count: number; same: boolean };
        stages: Record<string, Record<string, number>>;
        actions: Record<string, number>;
      }
    >;
    readonly logs: { log: string; digest: string; episodes: number }[];
    readonly files: Record<string, { digest: string; bytes: number; rows: number }>;
  };
  let manifest: Manifest;

  beforeAll(async () => {
    await writeLog(log, taughtBy("expert"), { train: 3, validation: 2 });
    const { code, err } = await arena(["data", log, "--out", folder, "--symmetries", "--examples", "25"]);
    expect(err).toBe("Reading a log\n");
    expect(code).toBe(0);
    manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as Manifest;
  });

  test("holds what its manifest tells: digests of every file and log, seeds, counts", () => {
    const sum = (path: string) => createHash("sha256").update(readFileSync(path)).digest("hex").slice(0, 32);
    expect(readdirSync(folder).sort()).toEqual([...Object.keys(manifest.files), "README.md", "manifest.json"].sort());
    for (const [name, { digest, bytes, rows }] of Object.entries(manifest.files)) {
      expect(sum(join(folder, name))).toBe(digest);
      expect(readFileSync(join(folder, name)).length).toBe(bytes);
      if (name.endsWith(".jsonl")) expect(lines(name)).toHaveLength(rows);
    }
    expect(manifest.logs).toEqual([{ log: expect.stringMatching(/log\.jsonl$/) as string, digest: sum(log), episodes: 5 }]);
    expect(manifest.functionBase).toBe(digestOfBase(base));
    expect(manifest.splits["train"]!.seeds).toEqual([[SPLITS.train, SPLITS.train + 2]]);
    expect(manifest.splits["validation"]!.seeds).toEqual([[SPLITS.validation, SPLITS.validation + 1]]);
    for (const { states, stages, actions } of Object.values(manifest.splits)) {
      expect(states.same).toBe(true);
      const total = (counts: Record<string, number>) => Object.values(counts).reduce((all, one) => all + one, 0);
      for (const stage of base.stages) expect(total(stages[stage.id]!)).toBe(states.count);
      expect(total(actions)).toBe(states.count);
    }
  });

  test("holds chats as trainers take them: a question, and an answer of the assistant at the end", () => {
    for (const kind of ["ld", "kd"])
      for (const split of ["train", "validation"])
        for (const { messages, ...rest } of lines(`${kind}.${split}.messages.jsonl`)) {
          expect(rest).toEqual({});
          expect(messages.map(({ role }) => role)).toEqual(["system", "user", "assistant"]);
          for (const message of messages) {
            expect(Object.keys(message)).toEqual(["role", "content"]);
            expect(message.content).not.toBe("");
          }
          if (kind === "ld") expect(["yes", "no"]).toContain(messages[2]!.content);
        }
    for (const name of ["l-llm", "l-llm-functions"]) {
      expect(lines(`${name}.train.messages.jsonl`)).toHaveLength(25);
      for (const { messages, tools } of lines(`${name}.train.messages.jsonl`)) {
        expect(messages.map(({ role }) => role)).toEqual(["system", "user", "assistant"]);
        expect(messages[2]!.tool_calls).toHaveLength(1);
        expect(tools).toHaveLength(1);
      }
    }
  });

  test("holds the same calls for the chat templates of open models, with arguments as objects", () => {
    // As the templates of Qwen2.5 and of Qwen3-Coder write calls.
    const asJson =
      '{% for m in messages %}{% for c in m.tool_calls or [] %}{"name": "{{ c.function.name }}", "arguments": {{ c.function.arguments | tojson }}}{% endfor %}{% endfor %}';
    const byItems =
      "{% for m in messages %}{% for c in m.tool_calls or [] %}{% for k, v in c.function.arguments | items %}<{{ k }}>{{ v }}{% endfor %}{% endfor %}{% endfor %}";
    for (const name of ["l-llm", "l-llm-functions"]) {
      const texts = lines(`${name}.train.messages.jsonl`);
      const objects = lines(`${name}.train.trl.jsonl`);
      expect(objects).toHaveLength(texts.length);
      for (const [i, chat] of objects.entries()) {
        const called = (
          texts[i]!.messages[2]!.tool_calls as readonly { readonly function: { readonly name: string; readonly arguments: string } }[]
        )[0]!.function;
        const meant = JSON.parse(called.arguments) as Record<string, unknown>;
        expect(JSON.parse(new Template(asJson).render(chat))).toEqual({ name: called.name, arguments: meant });
        const said = Object.entries(meant).map(([key, value]) => `<${key}>${String(value)}`);
        expect(new Template(byItems).render(chat)).toBe(said.join(""));
        expect({ ...chat, messages: chat.messages.slice(0, 2) }).toEqual({ ...texts[i], messages: texts[i]!.messages.slice(0, 2) });
      }
    }
  });

  test("asks a large model what it is asked in play: the offline teacher answers as the data says", async () => {
    const client = new OpenAI({ baseURL: teacher.url, apiKey: "none" });
    for (const name of ["l-llm", "l-llm-functions"])
      for (const { messages, tools } of lines(`${name}.train.messages.jsonl`).slice(0, 12)) {
        const { choices } = await client.chat.completions.create({ model: TEACHER, messages: messages.slice(0, -1), tools } as never);
        const called = (call: unknown) => {
          const { name: tool, arguments: text } = (call as { function: { name: string; arguments: string } }).function;
          const { why: _, ...answer } = JSON.parse(text) as Record<string, unknown>;
          return { tool, answer };
        };
        expect(called(choices[0]!.message.tool_calls![0])).toEqual(called(messages[2]!.tool_calls![0]));
      }
  });

  test("counts an episode once, however often it is there: a log twice, a copy of it, a log joined to itself", async () => {
    const text = readFileSync(log, "utf8");
    const [copy, joined] = [join(home, "copy.jsonl"), join(home, "joined.jsonl")];
    writeFileSync(copy, text);
    writeFileSync(joined, text + text);
    const ways: readonly (readonly [readonly string[], string])[] = [
      [[log, join(home, "data", "..", "log.jsonl")], "Reading a log\n"],
      [[log, copy], "Reading 2 logs\n5 episodes are there more than once, and counted once\n"],
      [[joined], "Reading a log\n5 episodes are there more than once, and counted once\n"],
    ];
    for (const [i, [logs, told]] of ways.entries()) {
      const out = join(home, `once-${i}`);
      const { code, err } = await arena(["data", ...logs, "--out", out, "--symmetries", "--examples", "25"]);
      expect([code, err]).toEqual([0, told]);
      const { digest, files } = JSON.parse(readFileSync(join(out, "manifest.json"), "utf8")) as Manifest;
      expect({ digest, files }).toEqual({ digest: manifest.digest, files: manifest.files });
    }
    const { code, err } = await arena(["replay", joined]);
    expect(code).toBe(1);
    expect(err).toMatch(
      /^FAILED .*joined\.jsonl line \d+: episode small\/taught\/0: it begins at line 1 already, expected each episode of a log once/m,
    );
  });

  test("has no empty file: of an agent without functions there are no choices", async () => {
    const random = join(home, "random.jsonl");
    await writeLog(random, { agent: "random" }, { train: 1, validation: 1 });
    const out = join(home, "random");
    const { code, out: said } = await arena(["data", random, "--agent", "random", "--out", out, "--examples", "3"]);
    expect(code).toBe(0);
    expect(said).toMatch(/arena finetune .* --kind kd --model <model> \(l-llm\.train\.messages\.jsonl\)/);
    const { files } = JSON.parse(readFileSync(join(out, "manifest.json"), "utf8")) as Manifest;
    expect(
      Object.keys(files)
        .filter((name) => name.includes("train"))
        .sort(),
    ).toEqual([
      "decisions.train.parquet",
      "kd.train.messages.jsonl",
      "l-llm.train.messages.jsonl",
      "l-llm.train.trl.jsonl",
      "trajectories.train.jsonl",
    ]);
    expect(readdirSync(out).sort()).toEqual([...Object.keys(files), "README.md", "manifest.json"].sort());
  });

  test("is not written over, and refuses what nobody may learn from", async () => {
    refused(await arena(["data", log, "--out", folder]), /it exists already, expected another folder/);
    refused(await arena(["data", log, "--out", join(home, "none"), "--agent", "greedy"]), /"greedy" did not play in it/);
    refused(await arena(["data", log, "--out", join(home, "none"), "--examples", "many"]), /--examples: "many", expected a whole number/);
    refused(await arena(["data", join(home, "nothing"), "--out", join(home, "none")]), /no such file, expected a log/);
    const tested = merged([await decisionsIn(world, await played(SPLITS.test + 1, taughtBy("expert")))]);
    expect(() => bySplit(tested)).toThrow(/seed 2000001 belongs to the split test, expected seeds of train or validation/);
  });
});

test("chats show a right function and four others, the same ones each time", async () => {
  const data = await decisionsIn(world, await played(6, taughtBy("expert")));
  const lessons = lessonsOf("ld", world, data);
  const chats = [...chatsOf(lessons)];
  expect([...chatsOf(lessons)]).toEqual(chats);
  const yes = chats.filter(({ messages }) => messages[2]!.content === "yes");
  expect(yes).toHaveLength(data.choices.length);
  expect(chats.length).toBeLessThanOrEqual(5 * data.choices.length);
  expect(chats.length).toBeGreaterThan(4 * data.choices.length);
});

test("a split is what its seeds say", () => {
  expect([0, 999_999, 1_000_000, 6_999_999, 7_999_999, 8_000_000].map(splitOf)).toEqual([
    "train",
    "train",
    "validation",
    "cross-env",
    "wording",
    undefined,
  ]);
});

test("decisions come with what was seen and what was legal", async () => {
  const [first] = await decisionsOf(world, await played(7, taughtBy("expert")));
  expect(first!.legal).toContain(first!.action);
  expect(first!.calls.map(({ previous }) => previous === null)).toEqual([true, false, false]);
});

test("every field of a recipe is explained", () => {
  const told = readFileSync(join(import.meta.dirname, "..", "..", "docs", "recipes.md"), "utf8");
  const named = new Set(
    [...told.matchAll(/^\| (`[^|]+`) /gm)].flatMap(([, fields]) => fields!.split(", ").map((field) => field.replaceAll("`", ""))),
  );
  expect([...named].sort()).toEqual(Object.keys(recipeFields.shape).sort());
});

describe("lessons of several games", () => {
  const { paraphrases: _, words: __, retriever: ___, ...plain } = recipeFor(world, "default");
  const recipe = (more: object) => recipeSchema.parse({ ...plain, ...more });

  test("have the choices and manuals of all, none of them under another game's name, and their words", async () => {
    const data = await decisionsIn(world, await played(1, taughtBy("expert")));
    const read = await manualsRead(world, { reads: "purpose", words: true });
    const other = worldOf("fishery");
    const others = [{ world: other, data, read: { reads: "purpose" as const } }];
    // The same decisions stand for those of the other game: its functions are others.
    const its = byName(other.base);
    const [name] = its.keys();
    const choices = data.choices.map((choice) => ({ ...choice, right: name!, candidates: [name!] }));
    const taught = { ...others[0]!, data: { ...data, choices } };
    const own = lessonsOf("ld", world, data, read);
    const joint = lessonsOf("ld", world, data, { ...read, others: [taught] });
    expect(joint.choices).toHaveLength(2 * own.choices.length);
    expect(joint.choices[0]).toEqual({
      ...own.choices[0]!,
      right: `pursuit/${own.choices[0]!.right}`,
      candidates: own.choices[0]!.candidates.map((one) => `pursuit/${one}`),
    });
    expect(Object.keys(joint.manuals).sort()).toEqual(
      [...Object.keys(own.manuals).map((one) => `pursuit/${one}`), `fishery/${name!}`].sort(),
    );
    expect(joint.vectors!.words.length).toBeGreaterThanOrEqual(own.vectors!.words.length);
    const kd = lessonsOf("kd", world, data, { ...read, others: [taught] }) as { readonly moves: readonly object[] };
    expect(kd.moves).toHaveLength(2 * data.moves.length);
    const texts = [...textsOf(world, { choices: [], moves: [] }, { ...read, others: [taught] })];
    expect(texts.length).toBe(choices.length + data.moves.length + 1);
    expect(taughtDigest(data, {})).toBe(datasetDigest(data));
    expect(taughtDigest(data, { others: [taught] })).not.toBe(datasetDigest(data));
    expect(amountOf(data, { others: [taught] })).toEqual({ decisions: 2 * data.moves.length, choices: 2 * data.choices.length });
  });

  test("come from recipes that read alike, with the same share of episodes", async () => {
    const usual = recipe({});
    const half = recipe({ others: ["fishery", "tag-rapier"], episodes: Math.round(usual.episodes / 2), seed: 7, words: true });
    const found = await othersOf(half);
    expect(found.map(([{ env }]) => env.id)).toEqual(["fishery", "tag-rapier"]);
    for (const [other, its] of found) {
      expect(its).toMatchObject({ env: other.env.id, reads: "purpose", words: true, seed: 7 });
      expect(its.episodes / recipeFor(other, "default").episodes).toBeCloseTo(0.5, 1);
      expect(its.paraphrases).toBeUndefined();
    }
    expect(await othersOf(usual)).toEqual([]);
    await expect(othersOf(recipe({ others: ["fisheri"] }))).rejects.toThrow(
      'recipe for pursuit: others: no environment is called "fisheri" (did you mean "fishery"?)',
    );
    for (const [more, message] of [
      [{ others: ["pursuit"] }, /the same game twice/],
      [{ own: false }, /nothing would be learned from/],
      [{ others: ["fishery"], retriever: true }, /rounds and retrievers are of one game/],
    ] as const)
      expect(() => recipe(more)).toThrow(message);
  });
});

describe("lessons that say in several ways what functions do", () => {
  test("show all of them, with the same answers, and read every word", async () => {
    const data = await decisionsIn(world, await played(1, taughtBy("expert")));
    const read = await manualsRead(world, { reads: "purpose", paraphrases: true });
    const [plain, several] = [lessonsOf("ld", world, data, { reads: "purpose" }), lessonsOf("ld", world, data, read)];
    const { right } = several.choices[0]!;
    const { text, also } = several.manuals[right]!;
    expect(also).toEqual((await world.wordings!.lessons())[right]!.map(telegram));
    expect(plain.manuals[right]).toEqual({ text, when: [], notice: false });
    const { words } = lexiconOf(several);
    for (const one of also!) for (const word of one.split(" ")) expect(words).toContain(word);
    const codec = new Codec(tokenizerFor(world, recipeFor(world, "default"), data, read));
    const draw = rng(episodeKeys(1).init);
    const shown = (lessons: Judging): readonly string[] => {
      const { make } = judging(lessons, codec);
      return Array.from({ length: 600 }, () => codec.decode(make(0, draw, 1).tokens));
    };
    // The right manual comes first, behind the state.
    const begins = (told: readonly string[], texts: readonly string[]) =>
      texts.map((one) => told.filter((example) => example.includes(` ${one} ?`)).length);
    expect(begins(shown(plain), [text])).toEqual([600]);
    const counts = begins(shown(several), [text, ...also!]);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(600);
    expect(Math.min(...counts)).toBeGreaterThan(3);
  });

  test("are refused where nobody would read them, or where they are those of the tests", async () => {
    const usual = recipeFor(world, "default");
    expect(() => recipeSchema.parse({ ...usual, reads: "both", paraphrases: true })).toThrow(/only students that read purposes alone/);
    await expect(manualsRead({ env: world.env, base }, { reads: "purpose", paraphrases: true })).rejects.toThrow(
      /^recipe for pursuit: paraphrases: its world has none, expected wordings\.lessons in it, or none$/,
    );
    const [tests, lessons] = await Promise.all([world.wordings!.tests(), world.wordings!.lessons()]);
    const sentence = tests["short"]!.purposes!["chase"]!.toUpperCase();
    expect(() => checkWordings(base, { ...lessons, chase: [sentence] }, tests)).toThrow(
      `paraphrases of pursuit: chase: "${sentence}" stands in the wording short as well, expected other sentences in lessons than in tests`,
    );
    expect(() => checkWordings(base, { ...lessons, chase: [] }, tests)).toThrow("paraphrases of pursuit: none of chase, expected some");
  });
});
