/** Agents that ask a language model on the watch page: here the offline teacher, through the page's own gateway. */
import { expect, test } from "@playwright/test";
import { at, open } from "./page.ts";

test("tells what the model answered in every stage, why, and what it took", async ({ page }) => {
  const { troubles } = await open(page, "preset=quick&pursuer=l-llm-functions&t=4");
  await at(page, 4);
  const stages = page.getByTestId("decision").locator("[data-stage]");
  await expect(stages).toHaveCount(3);
  for (const stage of await stages.all()) {
    await expect(stage).toContainText(/expert-scripted: \d+ \+ \d+ tokens/);
    await expect(stage.locator(".answer-of")).toContainText("“");
  }
  await page.getByRole("tab", { name: "Log" }).click();
  await page.getByLabel("Show", { exact: true }).selectOption("traces");
  await expect(page.getByTestId("log")).toContainText("expert-scripted answered");
  expect(troubles).toEqual([]);
});

test("tells of answers of no use, and goes on", async ({ page }) => {
  const agent = '{"model":"expert-scripted+bad=1:illegal","attempts":2}';
  await open(page, `preset=quick&pursuer=l-llm${encodeURIComponent(agent)}&t=2`);
  await at(page, 2);
  const panel = page.getByTestId("decision");
  await expect(panel).toContainText("of no use before: 2 illegal");
  await expect(panel).toContainText("BadAnswer");
  await expect(panel).toContainText("was given");
});

test("shows functions being written in mid-episode, and used", async ({ page }) => {
  const setup = 'preset=quick&params={"emergencies":[{"round":2,"emergency":"restricted-zone"}]}';
  const { troubles } = await open(page, `${encodeURI(setup)}&pursuer=l-llm-functions${encodeURIComponent('{"writes":true}')}&t=5`);
  await at(page, 5);
  const panel = page.getByTestId("decision");
  await expect(panel).toContainText(/1 function\s+written by the model, checked and joined because of the notice\s+Restricted zone/);
  await expect(panel.locator("[data-stage]").last().locator(".selected")).toContainText("round-the-zone");
  await panel.locator(".joined-note summary").click();
  await expect(panel.locator(".joined-note pre")).toContainText("export default function");
  await expect(panel.locator(".answer-of").last()).toContainText("It was asked for functions for restricted-zone");
  expect(troubles).toEqual([]);
});

test("shows what the model is at while it writes", async ({ page }) => {
  const setup = 'preset=quick&params={"emergencies":[{"round":1,"emergency":"restricted-zone"}]}';
  const agent = '{"writes":true,"model":"expert-scripted+bad=1:slow"}';
  // What it is at is on show for a moment: the page keeps all of it for the test.
  await page.addInitScript(() => {
    const shown: string[] = [];
    Object.assign(window, { shown });
    new MutationObserver(() => shown.push(document.querySelector(".thinking")?.textContent ?? "")).observe(document, {
      subtree: true,
      childList: true,
      characterData: true,
    });
  });
  await open(page, `${encodeURI(setup)}&pursuer-0=l-llm-functions${encodeURIComponent(agent)}&t=3`);
  const shown = () => page.evaluate(() => (window as unknown as { shown: string[] }).shown.join("\n"));
  await expect.poll(shown).toContain("pursuer-0: Asking for functions");
  await expect.poll(shown).toMatch(/pursuer-0: (round-the-zone: kept|.*join)/);
});

test("a model that does not exist is told of", async ({ page }) => {
  await open(page, encodeURI('preset=quick&pursuer=l-llm{"model":"gpt-none"}&t=2'));
  await at(page, 2);
  await expect(page.getByTestId("decision")).toContainText(/ModelFailed.*404|404.*gpt-none/);
});
