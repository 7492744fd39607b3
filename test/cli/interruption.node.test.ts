/** A run in a process of its own that is killed, stopped and resumed comes to what an undisturbed one would. */
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { expectedLog, folder, logIn, partialOf, smallSuite, suiteData } from "../benchmarks/runs.ts";
import { modelOf, smol, textsOf } from "../student/pretrained-models.ts";
import { episodes, interrupt, spawned, start } from "./arena.ts";

/** A few seconds of search. */
const benchmark = {
  preset: "default",
  params: { horizon: 15 },
  seeds: { split: "validation", count: 16 },
  subjects: { search: { agent: "search-actions", params: { simulations: 20 } } },
};

const suite = smallSuite(benchmark);
const run = () => {
  const out = folder();
  const file = join(out, "suite.json");
  writeFileSync(file, JSON.stringify(suiteData(benchmark)));
  return { path: join(out, "run"), args: ["bench", file, "--out", out, "--name", "run", "--workers", "2"] };
};

test("kill -9, Ctrl-C and --resume lose nothing and repeat nothing", async () => {
  const { path, args } = run();
  const killed = await interrupt(start([...args, "--runtime", "node"]), path, 3, "SIGKILL");
  expect(killed).toMatchObject({ code: null, signal: "SIGKILL" });
  const first = episodes(path);
  expect(first).toBeGreaterThanOrEqual(3);
  expect(first).toBeLessThan(16);
  const before = readFileSync(partialOf(path));
  appendFileSync(partialOf(path), before.subarray(0, 700)); // killed while it wrote

  const stopped = await interrupt(start(["bench", "--resume", path]), path, first + 3, "SIGINT");
  expect(stopped).toMatchObject({ code: 130, signal: null });
  const second = episodes(path);
  expect(second).toBeLessThan(16);
  expect(stopped.err).toContain(`Playing ${first} of 16 episodes`);
  expect(stopped.err).toContain("Stopping: whole results are kept. Ctrl-C again ends the program at once.");
  expect(stopped.err).toMatch(
    new RegExp(`^run .*: stopped after ${second} of 16 episodes, expected to go on with: arena bench --resume ${path}$`, "m"),
  );
  expect(readFileSync(partialOf(path)).subarray(0, before.length)).toEqual(before);

  const finished = await spawned(["bench", "--resume", path]);
  expect(finished).toMatchObject({ code: 0, signal: null });
  expect(finished.err).toContain(`Playing ${second} of 16 episodes`);
  expect(finished.out).toMatch(/^Report: .*report\.html$/m);
  expect(logIn(path)).toEqual(await expectedLog(suite));
});

test.each<[string, number, () => Readonly<Record<string, unknown>>]>([
  ["students compute", 2, () => ({ a: student("ld"), b: student("kd") })],
  ["a pretrained model computes", 1, () => ({ a: { agent: "s-llm", params: { model: pretrained() } } })],
])("Ctrl-C while %s ends the run with the way to go on, and no thread before its computation", async (_, times, subjects) => {
  const out = folder();
  const file = join(out, "suite.json");
  // Workers that compute all the time.
  writeFileSync(file, JSON.stringify(suiteData({ preset: "default", seeds: { split: "validation", count: 40 }, subjects: subjects() })));
  const path = join(out, "run");
  for (let i = 0; i < times; i++) {
    const call = i > 0 ? ["--resume", path] : [file, "--out", out, "--name", "run", "--runtime", "node"];
    const stopped = await interrupt(start(["bench", ...call, "--workers", "2"]), path, episodes(path) + 1, "SIGINT");
    expect(stopped).toMatchObject({ code: 130, signal: null });
    expect(stopped.err).toMatch(
      new RegExp(`^run .*: stopped after \\d+ of \\d+ episodes, expected to go on with: arena bench --resume ${path}$`, "m"),
    );
    expect(stopped.err).not.toMatch(/terminate|^\s+at /m);
  }
});

const student = (kind: "ld" | "kd") => ({ agent: `s-llm-${kind}`, params: { model: `pursuit-${kind}` } });

/** The folder of a small pretrained model. */
function pretrained(): string {
  const path = join(folder(), "tiny");
  mkdirSync(join(path, "onnx"), { recursive: true });
  const files = { ...textsOf(smol), "onnx/model.onnx": modelOf(smol, "fp32").model };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content);
  return path;
}
