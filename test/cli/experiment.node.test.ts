/** A run is one experiment: whoever plays in it is opened first, known by its content, and the same to the end. */
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, onTestFinished, test } from "vitest";
import { FILES, type RunInfo } from "../../benchmarks/journal.ts";
import { LOG_FORMS } from "../../benchmarks/log-file.ts";
import type { Scores } from "../../benchmarks/scores.ts";
import { bytesDigest } from "../../src/core/index.ts";
import { folder, logText, suiteData, writePartial } from "../benchmarks/runs.ts";
import { modelOf, smol, textsOf } from "../student/pretrained-models.ts";
import { tinyStudent } from "../student/tiny.ts";
import { arena, refused } from "./arena.ts";

const SETTINGS = ["ARENA_SLLM", "ARENA_LLM_URL", "ARENA_LLM_MODEL"] as const;
afterEach(() => {
  for (const name of SETTINGS) delete process.env[name];
});

/** Writes files into a folder. */
function written(path: string, files: Readonly<Record<string, string | Uint8Array>>): string {
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), content);
  }
  return path;
}

const modelFiles = (): Record<string, string | Uint8Array> => ({ ...textsOf(smol), "onnx/model_q4.onnx": modelOf(smol, "q4").model });

/** The folder of a small pretrained model; files may be replaced, or left out. */
const model = (path: string, changes: Readonly<Record<string, string | Uint8Array | undefined>> = {}): string =>
  written(
    path,
    Object.fromEntries(
      Object.entries({ ...modelFiles(), ...changes }).flatMap(([file, text]) => (text === undefined ? [] : [[file, text]])),
    ),
  );

/** The folder of a small student. */
function student(path: string, kind: "ld" | "kd" = "kd", seed = 1): string {
  const { student: about, tokenizer, weights } = tinyStudent(kind, seed);
  return written(path, { "student.json": about, "tokenizer.json": tokenizer, "model.safetensors": weights });
}

/** A suite of short episodes. */
function suite(subjects: Readonly<Record<string, unknown>>, more: object = {}): string {
  const path = join(folder(), "suite.json");
  const data = suiteData({ subjects, seeds: { split: "validation", count: 2 }, params: { horizon: 2 }, deadlineMs: 60_000, ...more });
  writeFileSync(path, JSON.stringify(data));
  return path;
}

const bench = (file: string, out: string, ...more: readonly string[]) =>
  arena(["bench", file, "--runtime", "node", "--out", out, "--name", "run", ...more]);
const scoresIn = (out: string) => JSON.parse(readFileSync(join(out, "run", FILES.scores), "utf8")) as Scores;

/** Takes the last episodes of a finished run away, as if it had been stopped before them; returns the digest of its log. */
function cut(run: string): string {
  const lines = logText(run).trimEnd().split("\n");
  const end = lines.findIndex((line) => line.includes('"type":"end"'));
  writePartial(run, lines.slice(0, end + 1));
  const { logDigest } = scoresIn(dirname(run));
  for (const file of [LOG_FORMS.gzip.log, FILES.scores, FILES.csv, FILES.report]) rmSync(join(run, file));
  return logDigest;
}

describe("who cannot play stops the run before its folder is made", () => {
  test.each<[string, Readonly<Record<string, string | Uint8Array | undefined>>, RegExp]>([
    ["without its weights", { "onnx/model_q4.onnx": undefined }, /^model .*tiny: none of .*, expected /m],
    [
      "with a model that is no model",
      { "onnx/model_q4.onnx": "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n" },
      /^model .*, expected /m,
    ],
    ["without a tokenizer", { "tokenizer.json": undefined }, /^model .*tiny: no tokenizer\.json, expected /m],
    ["without a chat template", { "tokenizer_config.json": "{}" }, /^model .*: no chat template, expected /m],
    [
      "with a template that fails",
      { "chat_template.jinja": "{{ raise_exception('no games') }}" },
      /^model .*: its chat template failed .*no games.*, expected /m,
    ],
  ])("a pretrained model %s", async (_, changes, message) => {
    process.env["ARENA_SLLM"] = model(join(folder(), "tiny"), changes);
    const out = folder();
    refused(await bench(suite({ random: "random", "s-llm": "s-llm" }), out), message);
    expect(existsSync(join(out, "run"))).toBe(false);
  });

  test("a pretrained model whose questions are too long", async () => {
    const out = folder();
    const spec = { agent: "s-llm", params: { model: model(join(folder(), "tiny")), context: 64 } };
    refused(await bench(suite({ random: "random", it: spec }), out), /^model .*: a question of \d+ tokens .*, expected at most 64 in all/m);
    expect(existsSync(join(out, "run"))).toBe(false);
  });

  test("a student that is misspelt, incomplete, of another kind, or edited", async () => {
    const whole = student(join(folder(), "whole"), "ld");
    const without = student(join(folder(), "without"));
    rmSync(join(without, "student.json"));
    const torn = student(join(folder(), "torn"));
    const wild = student(join(folder(), "wild"));
    const bytes = readFileSync(join(wild, "model.safetensors"));
    bytes.fill(0xff, bytes.length - 64); // 16-bit numbers that are none
    const about = JSON.parse(readFileSync(join(wild, "student.json"), "utf8")) as object;
    written(wild, { "model.safetensors": bytes, "student.json": JSON.stringify({ ...about, weights: bytesDigest(bytes) }) });
    writeFileSync(join(torn, "model.safetensors"), readFileSync(join(torn, "model.safetensors")).subarray(0, 1000));
    const cases: readonly (readonly [string, RegExp])[] = [
      ["pursuit_kd", /^student "pursuit_kd": no such student.*, expected a committed one \([\w, -]*pursuit-kd/m],
      [without, /^student ".*without": no .*, expected /m],
      [whole, /^agent s-llm-kd: the student \S+ learned ld for pursuit, expected one that learned kd for pursuit$/m],
      [wild, /: a weight of NaN, expected finite numbers/m],
      [torn, /^student torn: weights of digest .*, expected .*: the files do not belong together$/m],
    ];
    for (const [name, message] of cases) {
      const out = folder();
      refused(await bench(suite({ random: "random", it: { agent: "s-llm-kd", params: { model: name } } }), out), message);
      expect(existsSync(join(out, "run"))).toBe(false);
      // Whoever plays beside the subject is opened, too.
      refused(
        await bench(
          suite({ random: "random" }, { subject: "runner-0", cast: { pursuer: { agent: "s-llm-kd", params: { model: name } } } }),
          out,
        ),
        message,
      );
    }
  });

  test("a committed student of which a file was edited", async () => {
    const from = join(import.meta.dirname, "..", "..", "agents", "student", "models", "pursuit-kd");
    const edits: readonly (readonly [string, (text: string) => string])[] = [
      ["student.json", (text) => text.replace('"heads": 4', '"heads": 8')],
      ["tokenizer.json", (text) => text.replace('"Ġnorth":', '"Ġ?":').replace('"Ġsouth":', '"Ġnorth":').replace('"Ġ?":', '"Ġsouth":')],
    ];
    for (const [file, edit] of edits) {
      const path = join(folder(), "copy");
      cpSync(from, path, { recursive: true });
      const before = readFileSync(join(path, file), "utf8");
      writeFileSync(join(path, file), edit(before));
      expect(readFileSync(join(path, file), "utf8")).not.toBe(before);
      const ended = await bench(suite({ it: { agent: "s-llm-kd", params: { model: path } } }), folder());
      refused(ended, /^student copy: student\.json and tokenizer\.json of digest .*, expected [0-9a-f]{32}: one of the files was edited/m);
    }
  });
});

describe("what is played by is known by its content", () => {
  test("a model in three folders gives one suite and one log, and none of them is in what is published", async () => {
    const home = folder();
    const digests = new Set<string>();
    for (const path of ["one/tiny", "two/tiny", "two/renamed"]) {
      process.env["ARENA_SLLM"] = model(join(home, path));
      const out = folder();
      const pupil = student(join(home, path, "pupil"));
      const subjects = { "s-llm": "s-llm", pupil: { agent: "s-llm-kd-legal", params: { model: pupil } } };
      expect(await bench(suite(subjects), out)).toMatchObject({ code: 0 });
      const scores = scoresIn(out);
      digests.add(`${scores.suite.digest} ${scores.logDigest}`);
      const run = join(out, "run");
      const texts = [FILES.scores, FILES.csv, FILES.report].map((file) => [file, readFileSync(join(run, file), "utf8")] as const);
      for (const [file, text] of [...texts, ["log", logText(run)] as const]) {
        expect(text, file).not.toContain(home);
        expect(text, file).not.toContain("renamed");
      }
      expect(Object.keys(scores.inputs)).toEqual([expect.stringMatching(/^student pursuit kd [0-9a-f]{8}$/)]);
    }
    expect(digests.size).toBe(1);
  });

  test("any file that decides how a model plays changes its name", async () => {
    const template = textsOf(smol)["tokenizer_config.json"]!;
    const changes: readonly Readonly<Record<string, string>>[] = [
      {},
      { "chat_template.jinja": "{% for message in messages %}{{ message.content }}{% endfor %}" },
      { "tokenizer_config.json": template.replace("helpful", "careful") },
      { "config.json": textsOf(smol)["config.json"]!.replace('"max_position_embeddings":4096', '"max_position_embeddings":2048') },
      { "generation_config.json": "{}" },
    ];
    const names = new Set<string>();
    for (const change of changes) {
      process.env["ARENA_SLLM"] = model(join(folder(), "tiny"), change);
      const out = folder();
      expect(await bench(suite({ "s-llm": "s-llm" }), out)).toMatchObject({ code: 0 });
      names.add(scoresIn(out).benchmarks[0]!.subjects[0]!.models![0]!);
    }
    expect(names.size).toBe(changes.length);
  });
});

describe("a run that goes on", () => {
  /** A run of a pretrained model and a student that was stopped after its first episode. */
  async function stopped() {
    const home = folder();
    const place = (process.env["ARENA_SLLM"] = model(join(home, "tiny")));
    const pupil = student(join(home, "pupil"));
    const file = suite({ "s-llm": "s-llm", pupil: { agent: "s-llm-kd-legal", params: { model: pupil } } });
    const out = folder();
    expect(await bench(file, out)).toMatchObject({ code: 0 });
    delete process.env["ARENA_SLLM"];
    const run = join(out, "run");
    return { home, place, pupil, file, out, run, whole: cut(run) };
  }
  const resume = (run: string, ...more: readonly string[]) => arena(["bench", ...more, "--resume", run]);

  test("does so with another number of workers, and with its model and student in other folders", async () => {
    const { home, place, pupil, file, out, run, whole } = await stopped();
    expect(await resume(run, "--workers", "2")).toMatchObject({ code: 0 });
    expect(scoresIn(out).logDigest).toBe(whole);
    cut(run);
    const moved = join(folder(), "moved");
    renameSync(home, moved);
    const gone = await resume(run);
    refused(gone, /^(model|student) .*: no such .*, expected /m);
    expect(gone.err).toContain("All whole episodes are kept.");
    process.env["ARENA_SLLM"] = place.replace(home, moved);
    writeFileSync(file, readFileSync(file, "utf8").replaceAll(pupil, pupil.replace(home, moved)));
    expect(await resume(run, file)).toMatchObject({ code: 0 });
    expect(scoresIn(out).logDigest).toBe(whole);
    // Where they are now is remembered.
    cut(run);
    delete process.env["ARENA_SLLM"];
    expect(await resume(run)).toMatchObject({ code: 0 });
  });

  test("is refused with other content, and says what differs", async () => {
    const { home, place, pupil, run } = await stopped();
    const other = (files: Readonly<Record<string, string | Uint8Array>>, path: string) => {
      const before = Object.keys(files).map((file) => [file, readFileSync(join(path, file))] as const);
      written(path, files);
      return () => written(path, Object.fromEntries(before));
    };
    const config = readFileSync(join(place, "tokenizer_config.json"), "utf8");
    const restore = other({ "tokenizer_config.json": config.replace("helpful", "careful") }, place);
    refused(
      await resume(run),
      /^run .*run: it cannot go on with other content: tokenizer_config\.json of llama q4 [0-9a-f]{8} is [0-9a-f]{8}, and was [0-9a-f]{8}, expected what it began with/m,
    );
    restore();
    const { weights, student: about } = tinyStudent("kd", 2);
    const again = other({ "model.safetensors": weights, "student.json": about }, pupil);
    refused(
      await resume(run),
      /other content: model\.safetensors of pursuit kd [0-9a-f]{8} is .*, and was .*; student|other content: model\.safetensors of/m,
    );
    again();
    // A model that the setting names now counts, since the setting named it before.
    process.env["ARENA_SLLM"] = model(join(home, "another"), { "generation_config.json": "{}" });
    refused(await resume(run), /other content: generation_config\.json of llama q4/m);
    delete process.env["ARENA_SLLM"];
    refused(
      await resume(run, suite({ random: "random" })),
      /^arena bench --resume: the suite .* has the digest .*, expected that of the run/m,
    );
    const info = JSON.parse(readFileSync(join(run, FILES.info), "utf8")) as RunInfo;
    const edited = (change: Partial<RunInfo>) => writeFileSync(join(run, FILES.info), JSON.stringify({ ...info, ...change }));
    edited({ arena: "0.0.1" });
    refused(await resume(run), /other content: the version of the arena is \S+, and was 0\.0\.1, expected what it began with/m);
    edited({ content: { ...info.content, "environment pursuit": "0" } });
    refused(await resume(run), /other content: environment pursuit is \d+, and was 0, expected/m);
    edited({});
    expect(await resume(run)).toMatchObject({ code: 0 });
  });
});

test("a run by its path is looked for there alone", async () => {
  const path = join(folder(), "nowhere");
  refused(await arena(["bench", "--resume", path]), new RegExp(`^run ${path}: no run\\.json in it, expected the folder of a run`, "m"));
});

describe("an endpoint", () => {
  /** An endpoint that answers every request so; gives the number of requests. */
  async function endpoint(status: number, body: string): Promise<() => number> {
    let count = 0;
    const server = createServer((request, response) => {
      count++;
      request.resume().on("end", () => response.writeHead(status, { "content-type": "application/json" }).end(body));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => {
      server.close();
      server.closeAllConnections();
    });
    process.env["ARENA_LLM_URL"] = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    process.env["ARENA_LLM_MODEL"] = "small-1";
    return () => count;
  }

  test("that refuses every request leaves its subject without a score, and ends it early", async () => {
    const asked = await endpoint(422, JSON.stringify({ error: { message: "max_completion_tokens: extra inputs are not permitted" } }));
    const out = folder();
    const file = suite(
      { random: "random", llm: "l-llm", greedy: "greedy" },
      { params: { horizon: 20 }, seeds: { split: "validation", count: 20 } },
    );
    const { code, out: told, err } = await bench(file, out, "--workers", "1");
    expect(code).toBe(1);
    const why = /llm is unscored: l-llm gave no answer in 20 turns in a row \(ModelFailed: .*422.*extra inputs are not permitted/;
    expect(err).toMatch(why);
    expect(told.replaceAll("\n ", "")).toMatch(why);
    expect(err).not.toMatch(/^\s+at /m);
    const [benchmark] = scoresIn(out).benchmarks;
    expect(benchmark!.subjects.map(({ subject, n }) => [subject, n])).toEqual([
      ["random", 20],
      ["greedy", 20],
    ]);
    expect(Object.keys(benchmark!.unscored!)).toEqual(["llm"]);
    expect(benchmark!.comparisons).toHaveLength(1);
    expect(readFileSync(join(out, "run", FILES.report), "utf8")).toMatch(/<strong>llm<\/strong> is unscored: l-llm gave no answer/);
    // One episode is enough to know: it is played to its end, and no other.
    expect(asked()).toBeLessThan(200);
    // Scored again, it is unscored again.
    expect(await arena(["bench", "--resume", join(out, "run")])).toMatchObject({ code: 1 });
    expect((await arena(["replay", join(out, "run")])).code).toBe(0);
  });

  test("and the offline teacher are two experiments", async () => {
    const out = folder();
    expect(await bench(suite({ random: "random", llm: "l-llm" }), out)).toMatchObject({ code: 0 });
    const run = join(out, "run");
    cut(run);
    const asked = await endpoint(200, "{}");
    refused(
      await arena(["bench", "--resume", run]),
      /other content: the language model is online, and was offline, expected what it began with/m,
    );
    expect(asked()).toBe(0);
  });

  test("whose answers are of no use is scored: these are faults of its model", async () => {
    const choice = { index: 0, message: { role: "assistant", content: "North, I think." }, finish_reason: "stop" };
    await endpoint(200, JSON.stringify({ id: "1", object: "chat.completion", created: 0, model: "small-1", choices: [choice] }));
    const out = folder();
    expect(await bench(suite({ random: "random", llm: "l-llm" }), out)).toMatchObject({ code: 0 });
    const [benchmark] = scoresIn(out).benchmarks;
    expect(benchmark!.unscored).toBeUndefined();
    expect(benchmark!.subjects.find(({ subject }) => subject === "llm")!.scores["fault_rate"]).toMatchObject({ mean: 1 });
  });
});
