/** The watch page's server with a cassette: what was answered once is neither asked nor paid for again. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { expect, test } from "vitest";
import { GATEWAY_HEADER } from "../../src/platform/gateway-header.ts";
import type { PageSettings } from "../../src/platform/page-settings.ts";
import { folder } from "../benchmarks/runs.ts";
import { arena, type Ended, refused, start } from "./arena.ts";

const KEY = "sk-planted-99887766554433221100";

/** What a page may do at the server's gateway. */
type Page = { ask(said: string): Promise<{ readonly status: number; readonly text: string }>; settings(): Promise<PageSettings> };

/** Serves the watch page while `act` lasts. */
async function serving(
  flags: readonly string[],
  environment: Readonly<Record<string, string>>,
  act: (page: Page) => Promise<void>,
): Promise<Ended> {
  const { child, ended } = start(["watch", "--port", "0", "--no-open", ...flags], environment);
  try {
    const url = await new Promise<string>((resolve, reject) => {
      let text = "";
      child.stdout!.on("data", (chunk: string) => {
        text += chunk;
        const found = /http:\/\/127\.0\.0\.1:\d+\//.exec(text);
        if (found !== null) resolve(found[0]);
      });
      void ended.then(({ err }) => reject(new Error(err)));
    });
    const headers = { [GATEWAY_HEADER]: "1", "content-type": "application/json" };
    await act({
      async ask(said) {
        const body = JSON.stringify({ model: "default", messages: [{ role: "user", content: said }] });
        const response = await fetch(`${url}v1/chat/completions`, { method: "POST", headers, body });
        return { status: response.status, text: await response.text() };
      },
      settings: async () => (await (await fetch(`${url}v1/arena`, { headers })).json()) as PageSettings,
    });
  } finally {
    child.kill("SIGTERM");
  }
  return ended;
}

test("watch keeps answers in a cassette, gives them again, and with replay alone asks nobody", async () => {
  const heard: string[] = [];
  const endpoint = createServer((request, response) => {
    let text = "";
    request.on("data", (part) => (text += String(part)));
    request.on("end", () => {
      heard.push(text);
      const message = { role: "assistant", content: `answer ${heard.length} to ${KEY}`, refusal: null };
      const choices = [{ index: 0, message, finish_reason: "stop" }];
      const usage = { prompt_tokens: 10, completion_tokens: 5 };
      response
        .writeHead(200, { "content-type": "application/json" })
        .end(JSON.stringify({ id: "1", object: "chat.completion", model: "m", choices, usage }));
    });
  });
  await new Promise<void>((resolve) => endpoint.listen(0, "127.0.0.1", resolve));
  const cassette = join(folder(), "new", "talk.jsonl");
  const environment = {
    ARENA_LLM_URL: `http://127.0.0.1:${(endpoint.address() as { port: number }).port}/v1`,
    ARENA_LLM_MODEL: "double",
    ARENA_LLM_KEY: KEY,
    ARENA_LLM_PRICE: "1000,2000",
  };
  try {
    const first = await serving(["--cassette", cassette], environment, async ({ ask, settings }) => {
      expect((await settings()).cassette).toEqual({ name: "talk.jsonl", mode: "auto" });
      const [one, again, other] = [await ask("one"), await ask("one"), await ask("two")];
      expect(one.text).toContain("answer 1 to [key]");
      expect(again).toEqual(one);
      expect(other.text).toContain("answer 2");
      expect((await settings()).spending).toMatchObject({ requests: 2, replayed: 1, dollars: 0.04 });
    });
    expect(first).toMatchObject({ code: 0 });
    expect(first.err).toContain("2 requests to the model (20 + 10 tokens, 0.0400 $), 1 answers from the cassette");
    expect(heard.length).toBe(2);
    const kept = readFileSync(cassette, "utf8");
    expect(kept.trimEnd().split("\n").length).toBe(2);
    expect(kept).not.toContain(KEY);

    const second = await serving(["--cassette", cassette, "--cassette-mode", "replay"], environment, async ({ ask, settings }) => {
      expect((await settings()).cassette).toEqual({ name: "talk.jsonl", mode: "replay" });
      expect((await ask("two")).text).toContain("answer 2");
      const missed = await ask("three");
      expect(missed.status).toBe(424);
      expect(missed.text).toMatch(/no answer to POST \/chat\/completions .*expected a cassette that has it: record it in mode auto/);
      // The page goes on.
      expect((await ask("one")).status).toBe(200);
    });
    expect(second).toMatchObject({ code: 0 });
    expect(second.err).toContain("0 requests to the model (0 + 0 tokens, 0.0000 $), 2 answers from the cassette");
    expect(heard.length).toBe(2);
    expect(readFileSync(cassette, "utf8")).toBe(kept);
  } finally {
    endpoint.close();
    endpoint.closeAllConnections();
  }
});

test("watch refuses a cassette that cannot be, before it builds or serves", async () => {
  const out = folder();
  const broken = join(out, "broken.jsonl");
  writeFileSync(broken, "nonsense\n");
  const none = join(out, "none.jsonl");
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [["--cassette-mode", "replay"], /^arena watch --cassette-mode: "replay" without a cassette, expected --cassette <file> with it$/m],
    [
      ["--cassette", none, "--cassette-mode", "loop"],
      /--cassette-mode: no mode is called "loop", expected one of off, record, replay, auto/,
    ],
    [["--cassette", none, "--cassette-mode", "replay"], /^arena watch --cassette: no file .*none\.jsonl, expected one that was recorded/m],
    [["--cassette", broken], /^cassette .*broken\.jsonl line 1: not an answer, .*, expected a cassette/m],
    [["--cassette", out], /^cassette .*: a folder stands where a file is needed \(EISDIR\), expected a file that can be read/m],
  ];
  for (const [flags, message] of cases) refused(await arena(["watch", "--no-open", "--port", "0", ...flags]), message);
  expect(existsSync(none)).toBe(false);
});
