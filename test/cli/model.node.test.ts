/** A benchmark that asks a language model: its key goes to the endpoint, and stays nowhere. */
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { expect, test } from "vitest";
import { complete, readBody, TEACHER, type ChatBody } from "../../src/platform/teacher.ts";
import { folder } from "../benchmarks/runs.ts";
import { spawned } from "./arena.ts";

const KEY = "sk-planted-00112233445566778899";

/** Every file under a folder, as text. */
const textsIn = (path: string): readonly (readonly [string, string])[] =>
  readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name), "utf8")]);

test("no log, trajectory, report, cassette or message has the key, whatever the endpoint says back", { timeout: 60_000 }, async () => {
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
      ["cassette.jsonl", "log.jsonl", "report.html", "run.json", "scores.csv", "scores.json"].sort(),
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
