/** The page to try prompts: here at the offline teacher, through the page's own gateway. */
import { createServer } from "node:http";
import { expect, type Page, test } from "@playwright/test";
import { openModel } from "../../src/cli/model.ts";
import { serveSite } from "../../src/cli/site.ts";
import { openTape } from "../../src/platform/tape.node.ts";
import { at, button, open } from "./page.ts";

const KEY = "sk-planted-fedcba9876543210";
const came = (page: Page) => page.getByRole("region", { name: "What came back" });
const sent = (page: Page) => page.getByRole("region", { name: "What is sent" });
const model = (page: Page) => page.getByRole("region", { name: "Language model" });
const verdict = (page: Page) => page.locator(".verdict");

/** Opens the page for the state at a step, as people do. */
async function openPrompt(page: Page, hash: string, t: number) {
  const opened = await open(page, hash);
  await at(page, t);
  await page.getByRole("link", { name: "Prompt", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Try a prompt");
  return opened;
}

async function use(page: Page, fields: Readonly<Record<string, string>>): Promise<void> {
  if (!(await page.getByRole("textbox", { name: "Base URL" }).isVisible())) await page.getByText("Use another model").click();
  for (const [label, value] of Object.entries(fields)) await page.getByRole("textbox", { name: label }).fill(value);
  await button(page, "Use it").click();
}

test("asks for the action and for a function in a stage, and tells what came back and what it took", async ({ page }) => {
  const { troubles } = await openPrompt(page, "pursuer=expert&t=7", 7);
  await expect(model(page)).toContainText("Asks expert-scripted (the offline teacher)");
  await expect(page.locator(".lead")).toContainText("in which step 7 was decided");
  const user = sent(page).getByLabel("user");
  const decided = await user.inputValue();
  await page.getByRole("group", { name: "State" }).getByRole("combobox").selectOption("the state on the board, after step 7");
  await expect(page.locator(".lead")).toContainText("after step 7");
  await expect(user).not.toHaveValue(decided);
  await expect(sent(page).getByLabel("system")).toHaveValue(/Rules:/);
  await expect(sent(page).getByLabel("user")).toHaveValue(/Your legal actions: /);
  await sent(page).getByText("The request, to the letter").click();
  await expect(sent(page).locator("pre")).toContainText('"name": "choose_action"');
  await button(page, "Ask").click();
  await expect(verdict(page)).toHaveText("Usable");
  await expect(came(page)).toContainText(/action\s*(north|south|east|west|hold|.+)/);
  await expect(came(page)).toContainText(/\d+ \+ \d+ tokens, free/);
  await expect(came(page)).toContainText(/200, [\d.]+ s/);
  await came(page).getByText("The answer, to the letter").click();
  await expect(came(page).locator("pre")).toContainText('"choices"');
  await page.getByLabel("Asks for").selectOption("target");
  await expect(came(page)).toContainText("Nothing yet");
  await expect(sent(page).getByLabel("user")).toHaveValue(/Stage target/);
  await page.getByLabel("Answered by").selectOption("json");
  await button(page, "Ask").click();
  await expect(verdict(page)).toHaveText("Usable");
  await page.goBack();
  await at(page, 7);
  expect(troubles).toEqual([]);
});

test("a message can be changed and put back, and an answer of no use is told of", async ({ page }) => {
  await openPrompt(page, "t=3", 3);
  const user = sent(page).getByLabel("user");
  const before = await user.inputValue();
  await user.fill("Which way?");
  await button(page, "Ask").click();
  await expect(verdict(page)).not.toHaveText("Usable");
  await button(page, "Undo changes").click();
  await expect(user).toHaveValue(before);
});

test("a link leads to it, and without a game it asks about a first state", async ({ page }) => {
  const { troubles } = await open(page, "prompt=pursuit");
  await expect(page.locator(".lead")).toContainText("the first state of Grid pursuit");
  await button(page, "Ask").click();
  await expect(verdict(page)).toHaveText("Usable");
  await page.goto("./#prompt=chess");
  await expect(page.getByText(/no environment is called "chess"/)).toBeVisible();
  expect(troubles).toEqual([]);
});

test("tells of the cassette that answers are kept in, and which of them come from it", async ({ page }) => {
  const tape = openTape(test.info().outputPath("talk.jsonl"));
  // A cassette belongs to the server: this test has one of its own.
  const serve = async (mode: "auto" | "replay", act: (url: string) => Promise<void>) => {
    const access = await openModel({ settable: true, tape, tapeName: "talk.jsonl", mode });
    const site = await serveSite({ gateway: access.gateway });
    try {
      await act(site.url);
    } finally {
      await site.close();
      await access.close();
    }
  };
  await serve("auto", async (url) => {
    await page.goto(`${url}#prompt=pursuit`);
    await expect(model(page)).toContainText("Answers are kept; the same question gets the same answer again, from talk.jsonl.");
    await button(page, "Ask").click();
    await expect(came(page)).toContainText(/tokens, free/);
    await button(page, "Ask").click();
    await expect(came(page)).toContainText(/tokens, from the cassette/);
    await expect(verdict(page)).toHaveText("Usable");
    await expect(model(page)).toContainText(/So far 1 request,.*; 1 answer from the cassette\./);
  });
  await serve("replay", async (url) => {
    await page.goto(`${url}#prompt=pursuit`);
    await expect(model(page)).toContainText("The model is not asked. Every answer is one that was recorded, from talk.jsonl.");
    await button(page, "Ask").click();
    await expect(came(page)).toContainText(/tokens, from the cassette/);
    await page.getByLabel("Answered by").selectOption("json");
    await button(page, "Ask").click();
    await expect(came(page)).toContainText("no answer to POST /chat/completions");
  });
});

test("another model is set from the page; its key stays with the server", async ({ page }) => {
  const heard: { readonly authorization: string | undefined; readonly body: string }[] = [];
  const endpoint = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => (body += String(part)));
    request.on("end", () => {
      heard.push({ authorization: request.headers.authorization, body });
      const message = { role: "assistant", content: `your key is ${KEY}`, refusal: null };
      response.writeHead(200, { "content-type": "application/json" }).end(
        JSON.stringify({
          id: "1",
          object: "chat.completion",
          model: "double-2",
          choices: [{ index: 0, message, finish_reason: "stop" }],
          usage: { prompt_tokens: 1000, completion_tokens: 100 },
        }),
      );
    });
  });
  await new Promise<void>((resolve) => endpoint.listen(0, "127.0.0.1", resolve));
  // Settings belong to the server: this test has one of its own.
  const access = await openModel({ settable: true });
  const site = await serveSite({ gateway: access.gateway });
  const seen: string[] = [];
  page.on(
    "response",
    (response) =>
      void response.text().then(
        (text) => seen.push(text),
        () => {},
      ),
  );
  try {
    const url = `http://127.0.0.1:${(endpoint.address() as { port: number }).port}/v1`;
    await page.goto(`${site.url}#prompt=pursuit`);
    await use(page, { "Base URL": "ftp://nowhere", Model: "double" });
    await expect(model(page)).toContainText("expected the base URL of an endpoint");
    await use(page, { "Base URL": url, Model: "double", Key: KEY, "Dollars a million": "10,100" });
    await expect(model(page)).toContainText(/Asks double at 127\.0\.0\.1:\d+, with a key/);
    await button(page, "Ask").click();
    await expect(verdict(page)).toHaveText("Of no use");
    await expect(came(page)).toContainText("wrong-tool");
    await expect(came(page)).toContainText("1000 + 100 tokens, 0.0200 $");
    await came(page).getByText("The answer, to the letter").click();
    await expect(came(page).locator("pre")).toContainText("your key is [key]");
    expect(heard.map(({ authorization }) => authorization)).toEqual([`Bearer ${KEY}`]);
    expect(JSON.parse(heard[0]!.body)).toMatchObject({ model: "double" });
    // Nothing that the page got or shows has the key, in the address, its text or its storage.
    const kept = await page.evaluate(() => [
      document.documentElement.outerHTML,
      location.href,
      JSON.stringify({ ...localStorage, ...sessionStorage }),
    ]);
    expect(seen.length).toBeGreaterThan(0);
    expect([...seen, ...kept].some((text) => text.includes(KEY))).toBe(false);
    // Another endpoint does not get the key of this one.
    await use(page, { "Base URL": url.replace("127.0.0.1", "localhost") });
    await expect(model(page)).toContainText(/Asks double at localhost:\d+\./);
    await button(page, "As at the start").click();
    await expect(model(page)).toContainText("the offline teacher");
  } finally {
    await site.close();
    await access.close();
    endpoint.close();
  }
});
