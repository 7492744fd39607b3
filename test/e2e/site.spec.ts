/** The pages on a host of files alone: below a path, without headers of ours, with every other address blocked. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import sirv from "sirv";
import { lineOf } from "../../src/core/index.ts";
import { worlds } from "../../src/worlds.ts";
import { env, play } from "../agents/play.ts";
import { at, button, drop, moving } from "./page.ts";

const KEY = "sk-planted-0123456789abcdef";
const BELOW = "/some/where/";

let folder: string;
let host: Server;
let home: string;

const listening = (server: Server) =>
  new Promise<string>((resolve) =>
    server.listen(0, "127.0.0.1", () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)),
  );

// All tests of this file look at one site, which takes a while to make.
test.describe.configure({ mode: "serial" });

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "arena-site-"));
  execFileSync("node", ["src/cli/arena.mjs", "site", "--out", join(folder, "site")], { stdio: "ignore" });
  const files = sirv(join(folder, "site"));
  host = createServer((request, response) => {
    const nowhere = () => void response.writeHead(404).end();
    if (!request.url!.startsWith(BELOW)) return nowhere();
    request.url = request.url!.slice(BELOW.length - 1);
    files(request, response, nowhere);
  });
  home = `${await listening(host)}${BELOW}`;
});

test.afterAll(() => {
  host.closeAllConnections();
  host.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Opens the site at an address; collects errors in the console and requests that leave the site, which are refused. */
async function visit(page: Page, hash: string, allowed?: string) {
  const [troubles, asked]: [string[], string[]] = [[], []];
  page.on("console", (message) => message.type() === "error" && troubles.push(message.text()));
  page.on("pageerror", (error) => troubles.push(error.message));
  await page.context().route("**", (route) => {
    const url = route.request().url();
    asked.push(url);
    if (url.startsWith(home) || (allowed !== undefined && url.startsWith(allowed))) return route.continue();
    troubles.push(`a request to ${url}`);
    return route.abort();
  });
  await page.goto(`${home}#${hash}`);
  return { troubles, asked };
}

for (const [id, { benchmark }] of Object.entries(worlds))
  test(`a student plays ${id}`, async ({ page }) => {
    const { troubles } = await visit(page, `env=${id}&${benchmark.learner}=s-llm-ld&seed=3&t=1`);
    await at(page, 1);
    await expect(page.getByTestId("student")).toContainText(`${id}-ld decides`);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
    expect(troubles).toEqual([]);
  });

test("the first game fetches no model", async ({ page }) => {
  const { troubles, asked } = await visit(page, "");
  await moving(page);
  expect(asked.filter((url) => /\.(safetensors|wasm)$/.test(url) && !url.includes("quickjs"))).toEqual([]);
  expect(troubles).toEqual([]);
});

test("a language model plays: the offline teacher, then one at an endpoint with a key that this tab alone has", async ({ page }) => {
  const heard: string[] = [];
  const endpoint = createServer((request, response) => {
    const headers = { "access-control-allow-origin": "*", "access-control-allow-headers": "*", "content-type": "application/json" };
    if (request.method === "OPTIONS") return response.writeHead(204, headers).end();
    heard.push(request.headers.authorization ?? "");
    const message = {
      role: "assistant",
      content: null,
      tool_calls: [{ id: "1", type: "function", function: { name: "choose_action", arguments: '{"why":"since","action":"south"}' } }],
    };
    const usage = { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 };
    return response.writeHead(200, headers).end(
      JSON.stringify({
        id: "1",
        object: "chat.completion",
        created: 0,
        model: "mine",
        choices: [{ index: 0, message, finish_reason: "tool_calls" }],
        usage,
      }),
    );
  });
  const url = await listening(endpoint);
  const { troubles } = await visit(page, "env=pursuit&pursuer=l-llm&seed=3&t=2", url);
  await at(page, 2);
  await expect(page.getByTestId("decision")).toContainText("expert-scripted");
  await page.getByRole("link", { name: "Prompt", exact: true }).click();
  const model = page.getByRole("region", { name: "Language model" });
  await expect(model).toContainText("Asks expert-scripted (the offline teacher)");
  await page.getByText("Use another model").click();
  for (const [label, value] of Object.entries({ "Base URL": `${url}/v1`, Model: "mine", Key: KEY }))
    await page.getByRole("textbox", { name: label }).fill(value);
  await button(page, "Use it").click();
  await expect(model).toContainText("until this tab is closed");
  await button(page, "Ask").click();
  await expect(page.locator(".verdict")).toHaveText("Usable");
  // Agents ask it, too.
  await page.evaluate(() => (location.hash = "env=pursuit&pursuer=l-llm&seed=4&t=2"));
  await at(page, 2);
  await expect(page.getByTestId("decision")).toContainText("mine");
  expect(new Set(heard)).toEqual(new Set([`Bearer ${KEY}`]));
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href]));
  expect(kept).not.toContain(KEY);
  await page.reload();
  await at(page, 2);
  await expect(page.getByTestId("decision")).toContainText("expert-scripted");
  expect(troubles).toEqual([]);
  endpoint.closeAllConnections();
  endpoint.close();
});

test("a log is replayed, and a student distils", async ({ page }) => {
  const { troubles } = await visit(page, "t=0");
  await at(page, 0);
  const log = await play({ pursuer: { agent: "expert" }, runner: { agent: "evade" } }, 5, env.presets["quick"]!.params);
  await drop(page, "five.jsonl", `${log.map(lineOf).join("\n")}\n`);
  await expect(page.getByText("recorded, verified")).toBeVisible();
  await page.goto(`${home}#distil=pursuit`);
  await page.getByLabel("By imitation (KD)").uncheck();
  await page.getByText("Options", { exact: true }).click();
  for (const [label, value] of Object.entries({ episodes: "2", "ld steps": "4", batch: "2", evaluation: "2" }))
    await page.getByLabel(label, { exact: true }).fill(value);
  await button(page, "Begin").click();
  await expect(page.getByTestId("distil-status")).toHaveText("Done: the students are below.");
  expect(troubles).toEqual([]);
});

test("the evidence is there, and its figures lead to games of this site", async ({ page }) => {
  const { troubles } = await visit(page, "t=1");
  await page.getByRole("link", { name: "Evidence", exact: true }).click();
  await expect(page).toHaveURL(`${home}evidence/pursuit.html`);
  await page
    .getByTitle(/the episode nearest to the mean/)
    .first()
    .click();
  expect(page.url().startsWith(`${home}index.html#`) || page.url().startsWith(`${home}#`)).toBe(true);
  await moving(page);
  expect(troubles).toEqual([]);
});

test("the documentation is there, and every link in it leads somewhere", async ({ page }) => {
  const docs = join(folder, "site", "docs");
  const pages = readdirSync(docs, { recursive: true, encoding: "utf8" }).filter(
    (path) => path.endsWith(".html") && !path.startsWith("api"),
  );
  const anchors = (path: string) => new Set([...readFileSync(path, "utf8").matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
  const dead: string[] = [];
  for (const from of pages)
    for (const [, href] of readFileSync(join(docs, from), "utf8").matchAll(/(?:href|src)="([^"]+)"/g)) {
      if (/^[a-z]+:/.test(href!)) continue;
      const [file, anchor] = href!.split("#") as [string, string?];
      const to = file === "" ? join(docs, from) : join(docs, dirname(from), file);
      if (!existsSync(to) || (anchor !== undefined && to.startsWith(docs) && !anchors(to).has(anchor))) dead.push(`${from}: ${href!}`);
    }
  expect(pages).toContain("README.html");
  expect(dead).toEqual([]);
  const { troubles } = await visit(page, "t=1");
  await page.getByRole("link", { name: "Docs", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Logic Arena");
  await page.getByRole("link", { name: "Reference", exact: true }).click();
  await expect(page.getByRole("link", { name: "logic-arena/gym" }).first()).toBeVisible();
  expect(troubles).toEqual([]);
});

test("a folder with other files in it is left alone", () => {
  const other = mkdtempSync(join(folder, "other-"));
  const made = join(other, "notes");
  execFileSync("mkdir", [made]);
  let said = "";
  try {
    execFileSync("node", ["src/cli/arena.mjs", "site", "--out", other], { stdio: "pipe" });
  } catch (error) {
    said = String((error as { stderr: Buffer }).stderr);
  }
  expect(said).toContain("a folder with other files in it, expected a new or empty folder");
  expect(readdirSync(other)).toEqual(["notes"]);
});
