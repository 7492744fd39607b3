/** A benchmark that asks a language model: its key goes to the endpoint, and stays nowhere. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { expect, test } from "vitest";
import { complete, readBody, TEACHER, type ChatBody } from "../../src/platform/teacher.ts";
import { FILES, readInfo } from "../../benchmarks/journal.ts";
import { readScores } from "../../benchmarks/compare.ts";
import type { Event } from "../../src/core/index.ts";
import { folder, logText, suiteData } from "../benchmarks/runs.ts";
import { spawned } from "./arena.ts";

const KEY = "sk-planted-00112233445566778899";

/** Every file under a folder, as text. */
const textsIn = (path: string): readonly (readonly [string, string])[] =>
  readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map(({ name, parentPath }) => [
      name,
      name.endsWith(".gz") ? logText(join(parentPath, name)) : readFileSync(join(parentPath, name), "utf8"),
    ]);

test("no log, trajectory, report, cassette or message has the key, whatever the endpoint says back", async () => {
  const heard = new Set<string | undefined>();
  let count = 0;
  const endpoint = createServer((request, response) => {
    let text = "";
    request.on("data", (part) => (text += String(part)));
    request.on("end", () => {
      heard.add(request.headers.authorization);
      const { body } = complete(readBody(text) as ChatBody);
      // Every fourth answer is an error, or useless, and says the key back.
      const said =
        count++ % 4 === 1
          ? JSON.stringify({ error: { message: `Bad key ${KEY}` } })
          : JSON.stringify(body).replaceAll("The scripted", `${KEY} The`);
      const status = said.startsWith('{"error"') ? 400 : 200;
      response.writeHead(status, { "content-type": "application/json" }).end(said);
    });
  });
  await new Promise<void>((resolve) => endpoint.listen(0, "127.0.0.1", resolve));
  const out = folder();
  const environment = {
    ARENA_LLM_URL: `http://127.0.0.1:${(endpoint.address() as { port: number }).port}/v1`,
    ARENA_LLM_MODEL: TEACHER,
    ARENA_LLM_KEY: KEY,
  };
  const args = [
    "bench",
    "l-llm",
    "--agents",
    "l-llm,l-llm-functions",
    "--episodes",
    "1",
    "--runtime",
    "node",
    "--out",
    out,
    "--name",
    "run",
  ];
  try {
    const ended = await spawned(args, environment);
    expect(ended).toMatchObject({ code: 0 });
    const texts = textsIn(join(out, "run"));
    expect(texts.map(([name]) => name).sort()).toEqual(
      ["cassette.jsonl", "log.jsonl.gz", "report.html", "run.json", "scores.csv", "scores.json"].sort(),
    );
    expect(texts.find(([name]) => name === "cassette.jsonl")![1]).toContain("[key]");
    expect(texts.filter(([, text]) => text.includes(KEY)).map(([name]) => name)).toEqual([]);
    expect(ended.out + ended.err).not.toContain(KEY);
    expect([...heard]).toEqual([`Bearer ${KEY}`]);
  } finally {
    endpoint.close();
    endpoint.closeAllConnections();
  }
});

test("tokens and dollars that not every answer tells are told nowhere, and are no zero", async () => {
  let count = 0;
  const endpoint = createServer((request, response) => {
    let text = "";
    request.on("data", (part) => (text += String(part)));
    request.on("end", () => {
      const { body } = complete({ ...(readBody(text) as ChatBody), model: TEACHER });
      const { usage, ...rest } = body as { readonly usage: object };
      // Every third answer does not say what it took.
      const said = count++ % 3 === 2 ? rest : { ...rest, usage };
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ ...said, model: "gpt-4o" }));
    });
  });
  await new Promise<void>((resolve) => endpoint.listen(0, "127.0.0.1", resolve));
  const out = folder();
  const run = join(out, "run");
  const file = join(out, "suite.json");
  const subjects = { random: "random", "l-llm": "l-llm" };
  writeFileSync(file, JSON.stringify(suiteData({ seeds: { split: "validation", count: 2 }, params: { horizon: 4 }, subjects })));
  const environment = { ARENA_LLM_URL: `http://127.0.0.1:${(endpoint.address() as { port: number }).port}/v1`, ARENA_LLM_MODEL: "gpt-4o" };
  try {
    const played = await spawned(["bench", file, "--runtime", "node", "--out", out, "--name", "run"], environment);
    expect(played).toMatchObject({ code: 0 });
    expect(played.out.replaceAll(/\s+/g, " ")).toMatch(
      /l-llm \(gpt-4o, [\d-]+\): tokens not told; cost not told; 0\.000 answers of no use\./,
    );
    expect(played.err).toMatch(/tokens, and those that \d+ answers did not tell, cost not told\)/);
    const one = readScores(run).benchmarks[0]!.subjects[1]!;
    expect(one).toMatchObject({ untold: ["tokens", "cost_usd"], scores: { tokens: null, cost_usd: null } });
    expect(readFileSync(join(run, FILES.csv), "utf8")).toMatch(/l-llm,l-llm,cost_usd,,,,\r\n/);
    expect(readFileSync(join(run, FILES.report), "utf8")).toContain("<td>not told</td><td>not told</td>");
    const again = await spawned(["compare", run, run, "--metric", "tokens"]);
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('the "tokens" of l-llm in evade is not known') as string });

    const capped = ["bench", file, "--runtime", "node", "--out", out, "--name", "capped", "--budget", "5"];
    expect(await spawned(capped, environment)).toMatchObject({
      code: 130,
      err: expect.stringMatching(
        /did not tell the tokens taken, and there is a budget, expected an endpoint that tells its usage/,
      ) as string,
    });
  } finally {
    endpoint.close();
    endpoint.closeAllConnections();
  }
});

test("dollars go by the price that was set, which the run records: scored again elsewhere, they are the same", async () => {
  const endpoint = createServer((request, response) => {
    let text = "";
    request.on("data", (part) => (text += String(part)));
    request.on("end", () => {
      const { body } = complete({ ...(readBody(text) as ChatBody), model: TEACHER });
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ ...(body as object), model: "nameless-9" }));
    });
  });
  await new Promise<void>((resolve) => endpoint.listen(0, "127.0.0.1", resolve));
  const out = folder();
  const run = join(out, "run");
  const file = join(out, "suite.json");
  writeFileSync(file, JSON.stringify(suiteData({ seeds: { split: "validation", count: 1 }, subjects: { "l-llm": "l-llm" } })));
  const environment = (price: string) => ({
    ARENA_LLM_URL: `http://127.0.0.1:${(endpoint.address() as { port: number }).port}/v1`,
    ARENA_LLM_MODEL: "nameless",
    ARENA_LLM_PRICE: price,
  });
  const cost = () => readScores(run).benchmarks[0]!.subjects[0]!.scores["cost_usd"]!.mean;
  try {
    const played = await spawned(["bench", file, "--runtime", "node", "--out", out, "--name", "run"], environment("2,8"));
    expect(played).toMatchObject({ code: 0 });
    const events = logText(run)
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Event);
    const usages = events.flatMap((event) => (event.type === "trace" && event.trace.type === "llm" ? [event.trace.usage] : []));
    expect(usages.length).toBeGreaterThan(5);
    const dollars = usages.reduce((sum, { input, output }) => sum + (2 * input! + 8 * output!) / 1e6, 0);
    expect(cost()).toBeCloseTo(dollars / usages.length, 12);
    expect(readInfo(run).prices).toEqual({ set: { input: 2, output: 8 } });
    const before = readFileSync(join(run, FILES.scores), "utf8");
    rmSync(join(run, FILES.scores));
    expect(await spawned(["bench", "--resume", run], environment("99,99"))).toMatchObject({ code: 0 });
    expect(readFileSync(join(run, FILES.scores), "utf8")).toBe(before);
    expect(readInfo(run).prices).toEqual({ set: { input: 2, output: 8 } });
  } finally {
    endpoint.close();
    endpoint.closeAllConnections();
  }
});
