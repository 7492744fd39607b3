/** Fine-tuning at an endpoint, over real HTTP: a server that is not ours, and one in front of it that fails on purpose. */
import { LLMock } from "@copilotkit/aimock";
import { appendFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { taughtBy, writeLog } from "../distill/logs.ts";
import { arena, refused, start } from "./arena.ts";

const KEY = "sk-planted-fine-0123456789";
const BASE = "gpt-4.1-mini-2025-04-14";
const home = mkdtempSync(join(tmpdir(), "arena-finetune-"));
const made = join(home, "made");
const mock = new LLMock({ port: 0 });
let behind = "";
let data = "";
let serial = 0;

/** A request as the endpoint in front hears it: `METHOD /path`. */
type Trouble = (what: string, response: ServerResponse, forward: () => Promise<void>) => boolean;
let trouble: Trouble = () => false;
const heard: { readonly what: string; readonly authorization: string; readonly body: string }[] = [];
const front = createServer((request, response) => void serve(request, response));

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const body = Buffer.concat(parts);
  const what = `${request.method} ${new URL(request.url!, "http://x").pathname}`;
  heard.push({ what, authorization: String(request.headers.authorization), body: body.toString("utf8") });
  const ask = () =>
    fetch(`${behind}${request.url}`, {
      method: request.method!,
      headers: { ...(request.headers["content-type"] === undefined ? {} : { "content-type": request.headers["content-type"] }) },
      ...(body.length === 0 ? {} : { body }),
    });
  if (trouble(what, response, async () => void (await ask()))) return;
  const answer = await ask();
  response.writeHead(answer.status, { "content-type": "application/json" }).end(await answer.text());
}

const times = (what: string): number => heard.filter((one) => one.what === what).length;
const json = (response: ServerResponse, status: number, body: unknown) => {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  return true;
};
const refusal = (message: string) => ({ error: { message, type: "invalid_request_error", param: null, code: null } });
const UPLOAD = "POST /v1/files";
const CREATE = "POST /v1/fine_tuning/jobs";
const tune = (...more: string[]) => arena(["finetune", data, "--kind", "ld", "--model", BASE, "--every", "0.05", ...more]);

beforeAll(async () => {
  const log = join(home, "log.jsonl");
  await writeLog(log, taughtBy("expert"), { train: 3, validation: 2 });
  const { code, err } = await arena(["data", log, "--out", made, "--examples", "40"]);
  expect(err).not.toMatch(/expected/);
  expect(code).toBe(0);
  behind = await mock.start();
  await new Promise<void>((resolve) => front.listen(0, "127.0.0.1", resolve));
});
beforeEach(() => {
  data = join(home, `data-${serial++}`);
  cpSync(made, data, { recursive: true });
  mock.reset();
  heard.length = 0;
  vi.stubEnv("ARENA_LLM_URL", `http://127.0.0.1:${(front.address() as { port: number }).port}/v1`);
  vi.stubEnv("ARENA_LLM_KEY", KEY);
});
afterEach(() => {
  trouble = () => false;
  vi.unstubAllEnvs();
});
afterAll(async () => {
  await mock.stop();
  front.closeAllConnections();
  front.close();
  rmSync(home, { recursive: true, force: true });
});

test("uploads both files, starts a job, follows it, and says how to play with what came of it", async () => {
  const { code, out, err } = await tune("--suffix", "pursuit", "--epochs", "2");
  expect(err).toMatch(/Uploading the train file[\s\S]*Training started[\s\S]*is succeeded/);
  const model = /Model: (ft:\S+)/.exec(out)![1]!;
  expect(model).toMatch(/^ft:gpt-4.1-mini-2025-04-14:.*pursuit/);
  expect(out).toContain(`ARENA_LLM_MODEL=${model}`);
  expect(out).toContain("l-llm-functions");
  expect(out).toMatch(/train: 40 examples, about \d+ tokens/);
  expect(code).toBe(0);
  const [train, validation] = heard.filter(({ what }) => what === UPLOAD);
  expect(train!.body).toContain(readFileSync(join(data, "l-llm-functions.train.messages.jsonl"), "utf8"));
  expect(validation!.body).toContain(readFileSync(join(data, "l-llm-functions.validation.messages.jsonl"), "utf8"));
  expect(JSON.parse(heard.find(({ what }) => what === CREATE)!.body)).toMatchObject({
    model: BASE,
    suffix: "pursuit",
    method: { type: "supervised", supervised: { hyperparameters: { n_epochs: 2 } } },
  });
  // The key goes to the endpoint, and nowhere else.
  expect(new Set(heard.map(({ authorization }) => authorization))).toEqual(new Set([`Bearer ${KEY}`]));
  expect(`${out}${err}`).not.toContain(KEY);
  for (const file of readdirSync(data)) expect(readFileSync(join(data, file), "latin1")).not.toContain(KEY);

  const again = await tune("--suffix", "pursuit", "--epochs", "2");
  expect(again.out).toContain(model);
  expect([times(UPLOAD), times(CREATE)]).toEqual([2, 1]);
  refused(
    await tune("--epochs", "3"),
    /job ftjob\S+: it was started with another --epochs or --suffix, expected the same ones, or --again/,
  );
});

test("a user and a password in the address go into the header, and nowhere else", async () => {
  vi.stubEnv("ARENA_LLM_URL", process.env["ARENA_LLM_URL"]!.replace("//", "//me:secret-pass-1@"));
  vi.stubEnv("ARENA_LLM_KEY", "");
  const { code, out, err } = await tune();
  expect(code).toBe(0);
  expect(new Set(heard.map(({ authorization }) => authorization))).toEqual(
    new Set([`Basic ${Buffer.from("me:secret-pass-1").toString("base64")}`]),
  );
  for (const text of [out, err, ...readdirSync(data).map((file) => readFileSync(join(data, file), "latin1"))])
    expect(text).not.toMatch(/secret-pass|bWU6c2Vj/);
});

test("a dry run counts and sends nothing", async () => {
  const { code, out } = await tune("--dry-run", "--epochs", "3");
  expect(code).toBe(0);
  const letters = readFileSync(join(data, "l-llm-functions.train.messages.jsonl"), "utf8").replaceAll("\n", "").length;
  expect(out).toContain(`train: 40 examples, about ${Math.round(letters / 4)} tokens, ${Math.round(letters / 4) * 3} in 3 passes`);
  expect(heard).toEqual([]);
});

describe("what fails says the way out, and nothing is lost or doubled", () => {
  test("a job that fails, and another one started with --again", async () => {
    let fail = true;
    trouble = (what, response) =>
      fail && what.startsWith("GET /v1/fine_tuning/jobs/") && !what.endsWith("/events")
        ? json(response, 200, {
            id: what.split("/").at(-1),
            object: "fine_tuning.job",
            status: "failed",
            fine_tuned_model: null,
            error: { code: "billing", message: "The account is empty.", param: null },
          })
        : false;
    refused(await tune(), /fine-tuning job ftjob\S+: it failed: The account is empty, expected a model: .*--again/);
    refused(await tune(), /it failed: The account is empty/);
    expect([times(UPLOAD), times(CREATE)]).toEqual([2, 1]);
    fail = false;
    const { code, out } = await tune("--again");
    expect(out).toContain("Model: ft:");
    expect(code).toBe(0);
    expect(times(UPLOAD)).toBe(2);
  });

  test("a key that is refused, which is not said back", async () => {
    trouble = (_what, response) => json(response, 401, refusal(`Incorrect API key provided: ${KEY}.`));
    const ended = await tune();
    refused(ended, /401 Incorrect API key provided: \[key\], expected a key that the endpoint knows: check ARENA_LLM_KEY/);
    expect(ended.err).not.toContain(KEY);
  });

  test("an endpoint that asks to come again in days is not waited for", async () => {
    trouble = (_what, response) => {
      response.writeHead(429, { "content-type": "application/json", "retry-after": "86400" });
      response.end(JSON.stringify(refusal("Slow down.")));
      return true;
    };
    refused(await tune(), /status 429 Slow down\., which asks to come again in 24 h/);
    expect(heard.length).toBe(1);
  });

  test("a file that is refused, and a model that does not exist", async () => {
    trouble = (what, response) => what === UPLOAD && json(response, 400, refusal("Line 3 has no assistant message."));
    refused(await tune(), /400 Line 3 has no assistant message, expected the endpoint to take the file and the model/);
    trouble = (what, response) => what === CREATE && json(response, 404, refusal("No such model."));
    refused(
      await tune(),
      /404 No such model at http:[^ ]+fine_tuning\/jobs, expected an endpoint that fine-tunes this model: check ARENA_LLM_URL and --model/,
    );
  });

  test("answers that are lost on the way: what was made is found again, not made twice", async () => {
    const lost = new Set<string>();
    trouble = (what, response, forward) => {
      if (![UPLOAD, CREATE].includes(what) || lost.has(what)) return false;
      lost.add(what);
      void forward().then(() => response.destroy());
      return true;
    };
    const { code, out } = await tune();
    expect(out).toContain("Model: ft:");
    expect(code).toBe(0);
    // One upload a file, one job: the lost ones arrived.
    expect([times(UPLOAD), times(CREATE)]).toEqual([2, 1]);
    const jobs = (await (await fetch(`${behind}/v1/fine_tuning/jobs`)).json()) as { readonly data: readonly unknown[] };
    expect(jobs.data).toHaveLength(1);
  });

  test("killed while the job runs: the same command follows it", async () => {
    trouble = (what, response) =>
      what.startsWith("GET /v1/fine_tuning/jobs/") && !what.endsWith("/events")
        ? json(response, 200, { id: what.split("/").at(-1), status: "running", fine_tuned_model: null, error: null })
        : false;
    const environment = { ARENA_LLM_URL: process.env["ARENA_LLM_URL"]!, ARENA_LLM_KEY: KEY };
    const looks = () => heard.filter(({ what }) => /jobs\/ftjob[^/]+$/.test(what)).length;
    for (const signal of ["SIGKILL", "SIGINT"] as const) {
      const before = looks();
      const { child, ended } = start(["finetune", data, "--kind", "ld", "--model", BASE, "--every", "0.05"], environment);
      await vi.waitFor(() => expect(looks()).toBeGreaterThan(before + 2), { timeout: 600_000, interval: 20 });
      child.kill(signal);
      const { code, err } = await ended;
      if (signal === "SIGKILL") continue;
      expect(err).toMatch(
        /stopped, expected to go on with the same command: nothing is uploaded twice; job ftjob\S+ goes on at the endpoint/,
      );
      expect(code).toBe(130);
    }
    trouble = () => false;
    const { code, out, err } = await tune();
    expect(err).toMatch(/Job ftjob\S+ was started before/);
    expect(out).toContain("Model: ft:");
    expect(code).toBe(0);
    expect([times(UPLOAD), times(CREATE)]).toEqual([2, 1]);
  });

  test("no key, no endpoint, an endpoint that is not there", async () => {
    vi.stubEnv("ARENA_LLM_KEY", "");
    refused(await tune(), /environment ARENA_LLM_KEY: not set, expected the key of an account/);
    vi.stubEnv("ARENA_LLM_URL", "");
    refused(await tune(), /environment ARENA_LLM_URL: not set, expected an endpoint that fine-tunes/);
    expect(heard).toEqual([]);
    vi.stubEnv("ARENA_LLM_KEY", KEY);
    vi.stubEnv("ARENA_LLM_URL", "http://127.0.0.1:9/v1");
    refused(await tune(), /at 127.0.0.1:9: it cannot be reached, expected an endpoint at ARENA_LLM_URL/);
  });

  test("data that was edited, or that is none", async () => {
    appendFileSync(join(data, "l-llm-functions.train.messages.jsonl"), "{}\n");
    refused(await tune(), /l-llm-functions.train.messages.jsonl is not the file that its manifest tells of, expected it as/);
    rmSync(join(data, "manifest.json"));
    refused(await tune(), /no manifest.json in it, expected a folder that `arena data` wrote/);
    refused(await arena(["finetune", data, "--kind", "dl", "--model", BASE]), /no kind is called "dl"/);
    refused(
      await arena(["finetune", data, "--kind", "ld", "--model", BASE, "--every", "soon"]),
      /arena finetune --every: "soon", expected a number from 0/,
    );
    expect(heard).toEqual([]);
  });
});
