/** Pretrained models on the command line: one setting away, and absent with the reason without it. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { afterEach, expect, onTestFinished, test } from "vitest";
import type { Scores } from "../../benchmarks/scores.ts";
import { pretrainedServer } from "../../src/cli/pretrained.ts";
import { folder, suiteData } from "../benchmarks/runs.ts";
import { modelOf, smol, textsOf } from "../student/pretrained-models.ts";
import { arena, refused } from "./arena.ts";

afterEach(() => delete process.env["ARENA_SLLM"]);

/** The folder of a small model. */
function model(name: string): string {
  const path = join(folder(), name);
  const files: Record<string, string | Uint8Array> = { ...textsOf(smol), "onnx/model_q4.onnx": modelOf(smol, "q4").model };
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), content);
  }
  return path;
}

/** A suite of one short episode a subject. */
function suite(subjects: Readonly<Record<string, unknown>>): string {
  const path = join(folder(), "suite.json");
  const data = suiteData({ subjects, seeds: { split: "validation", count: 1 }, params: { horizon: 3 }, deadlineMs: 60_000 });
  writeFileSync(path, JSON.stringify(data));
  return path;
}

const bench = (file: string, out: string) => arena(["bench", file, "--runtime", "node", "--out", out, "--name", "run"]);
const scoresIn = (out: string) => JSON.parse(readFileSync(join(out, "run", "scores.json"), "utf8")) as Scores;

test("ARENA_SLLM gives the model to who lacks one; it is named in the scores by its files", async () => {
  process.env["ARENA_SLLM"] = model("tiny");
  const out = folder();
  const { code, out: told, err } = await bench(suite({ random: "random", "s-llm": "s-llm", "s-llm-functions": "s-llm-functions" }), out);
  expect(err).toContain("Loading tiny: ");
  expect(code).toBe(0);
  const [benchmark] = scoresIn(out).benchmarks;
  expect(benchmark!.absent).toBeUndefined();
  for (const subject of benchmark!.subjects.filter(({ agent }) => agent !== "random")) {
    expect(subject.faults).toEqual({});
    expect(subject.models).toEqual([expect.stringMatching(/^llama q4 [0-9a-f]{8}$/)]);
  }
  expect(told).toMatch(/s-llm \(llama q4 .*\): .* tokens a decision; on this machine/);
});

test("without it they are absent, and the run, the table and the report say why", async () => {
  const out = folder();
  const { code, out: told, err } = await bench(suite({ random: "random", "s-llm": "s-llm" }), out);
  expect(code).toBe(0);
  expect(err).toMatch(/^s-llm is absent: no pretrained model is given, expected ARENA_SLLM/m);
  expect(told).toContain("s-llm is absent: no pretrained model is given, expected ARENA_SLLM");
  expect(scoresIn(out).benchmarks[0]!.absent).toEqual({ "s-llm": expect.stringContaining("no pretrained model") as string });
  expect(readFileSync(join(out, "run", "report.html"), "utf8")).toContain("<strong>s-llm</strong> is absent: no pretrained model");
  refused(await bench(suite({ "s-llm": "s-llm" }), folder()), /^benchmark evade: nobody who can play, expected somebody: no pretrained/m);
});

test("a model that is not what it should be stops the run before anybody plays", async () => {
  process.env["ARENA_SLLM"] = join(folder(), "nowhere");
  refused(await bench(suite({ "s-llm": "s-llm" }), folder()), /^model .*nowhere: no such folder, expected one with a pretrained model/m);
});

test("the server gives pages the files of the models it was told of, and nothing else", async () => {
  const tiny = model("tiny");
  writeFileSync(join(tiny, "..", "secret.txt"), "secret");
  const handle = pretrainedServer({ models: [tiny], onDisk: [tiny] });
  const server = createServer((request, response) => void handle(request, response, () => response.writeHead(418).end()));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const at = (file: string, of = tiny) => fetch(`${base}/pretrained/${encodeURIComponent(of)}/${file}`);
  expect(await (await fetch(`${base}/pretrained/`)).json()).toEqual({ models: [tiny] });
  expect(await (await at("config.json")).json()).toMatchObject({ model_type: "llama" });
  const part = await fetch(`${base}/pretrained/${encodeURIComponent(tiny)}/config.json`, { headers: { range: "bytes=5-" } });
  expect(part.status).toBe(206);
  expect(await part.text()).toBe(textsOf(smol)["config.json"]!.slice(5));
  expect(await (await at("?ending=.onnx")).json()).toEqual(["onnx/model_q4.onnx"]);
  expect((await at("?ending=.onnx", dirname(tiny))).status).toBe(404);
  for (const file of ["onnx", "..%2Fsecret.txt", "onnx/..%2F..%2Fsecret.txt", "%2Fetc%2Fhostname", "none.json", ""])
    expect((await at(file)).status, file).toBe(404);
  expect((await at("config.json", dirname(tiny))).status).toBe(404);
  expect((await fetch(`${base}/pretrained/%E0%A4%A/config.json`)).status).toBe(400);
  expect((await fetch(`${base}/pretrained/`, { method: "POST" })).status).toBe(405);
  expect((await fetch(`${base}/other`)).status).toBe(418);
});
