/** Students on the watch page: what they select, how sure they are, and what computes them. */
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { at, details, open } from "./page.ts";

test("a student's decision is shown with its probabilities, its name and what computes it", async ({ page }) => {
  const { troubles } = await open(page, "pursuer=s-llm-ld&t=5");
  await at(page, 5);
  const panel = page.getByTestId("decision");
  await expect(page.getByTestId("student")).toContainText(
    /the student pursuit-ld decides, \d+ k parameters, which reads what functions are for, on (wasm|webgpu)/,
  );
  const stages = panel.locator("[data-stage]");
  await expect(stages).toHaveCount(3);
  expect(await stages.evaluateAll((all) => all.map((one) => one.getAttribute("data-stage")))).toEqual(["assess", "target", "move"]);
  await details(page);
  for (const stage of await stages.all()) {
    await expect(stage.getByRole("row").nth(1)).toBeVisible();
    const shares = (await stage.getByRole("row").allTextContents()).flatMap((text) => /(\d+)\s*%/.exec(text)?.[1] ?? []).map(Number);
    expect(shares.length).toBeGreaterThan(1);
    expect(shares.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(90);
  }
  expect(troubles).toEqual([]);
});

test("the facts that moved a student are told, by leaving each out, when the game stands still", async ({ page }) => {
  const { troubles } = await open(page, "env=fishery&fisher-0=s-llm-ld&fisher=fickle&t=3");
  await at(page, 3);
  const moved = page.getByTestId("decision").getByTestId("moved");
  await expect(moved).toHaveCount(3);
  for (const one of await moved.all()) await expect(one).toHaveText(/^(Moved by \S+ .+ \(without: [\w-]+\)|No fact decides alone)/);
  expect((await moved.allTextContents()).join()).toContain("Moved by");
  // Nothing is asked again of agents that tell no probabilities.
  await page.goto("#env=fishery&fisher=expert&t=2");
  await at(page, 2);
  await expect(page.getByTestId("decision").locator("[data-stage]").first()).toBeVisible();
  await expect(moved).toHaveCount(0);
  expect(troubles).toEqual([]);
});

test("a student by imitation has no reason to tell, but how likely it finds each action", async ({ page }) => {
  const { troubles } = await open(page, "env=fishery&fisher-0=s-llm-kd-legal&fisher=fickle&t=3");
  await at(page, 3);
  const panel = page.getByTestId("decision");
  await expect(panel).toContainText("it has no reason to tell");
  const likely = panel.getByTestId("likely");
  await expect(likely.getByRole("row").first()).toBeVisible();
  // What it did is what it finds likeliest among the legal actions.
  const done = (await panel.locator("header strong").textContent())!;
  await expect(likely.getByRole("row").first().getByRole("rowheader")).toHaveText(done);
  await expect(likely.locator(".chosen").getByRole("rowheader")).toHaveText(done);
  const shares = (await likely.getByRole("row").allTextContents()).map((text) => Number(/(\d+) %/.exec(text)![1]));
  expect(shares).toEqual([...shares].sort((a, b) => b - a));
  expect(troubles).toEqual([]);
});

test("manuals are shown in the words in which they were read", async ({ page }) => {
  const { purposes } = (
    JSON.parse(readFileSync("function-base/fishery/wordings.json", "utf8")) as Record<string, { purposes: Record<string, string> }>
  )["reworded"]!;
  const played = (wording: string) =>
    encodeURI(`env=fishery&fisher=functions-matched{"reads":"purpose","retriever":"all","wording":"${wording}"}&t=1`);
  const { troubles } = await open(page, played("reworded"));
  await at(page, 1);
  const panel = page.getByTestId("decision");
  await expect(panel.getByTestId("wording")).toHaveText('Manuals as they were read, in the wording "reworded".');
  for (const stage of await panel.locator("[data-stage]").all()) {
    const name = (await stage.locator(".selected .function-name").first().textContent())!;
    await expect(stage.locator(".selected .manual").first()).toContainText(purposes[name]!);
  }
  await page.goto(`#${played("committed")}`);
  await at(page, 1);
  await expect(panel.getByTestId("wording")).toHaveCount(0);
  expect(troubles).toEqual([]);
});

test("a student by functions, one by imitation and the teacher play the same seed side by side", async ({ page }) => {
  const { troubles } = await open(page, "pursuer=s-llm-ld&b.pursuer=s-llm-kd-legal&c.pursuer=expert&t=4&seed=3");
  for (const letter of ["A", "B", "C"]) await at(page, 4, letter);
  expect(troubles).toEqual([]);
});

test("the evidence is served, and its links open the very episodes beside the teacher's", async ({ page }) => {
  await page.goto("evidence/pursuit.html");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^Does it hold/);
  const failure = page.locator("#failures details").first();
  await failure.locator("summary").click();
  const row = failure
    .getByRole("row")
    .filter({ has: page.getByRole("link") })
    .first();
  const seed = await row.getByRole("cell").first().textContent();
  await row.getByRole("link").click();
  await expect(page).toHaveURL(new RegExp(`seed=${seed}(&|$)`));
  const parting = page.getByTestId("parting");
  await expect(parting).toHaveAttribute("data-at", /\d/);
  for (const letter of ["A", "B"]) await at(page, Number(await parting.getAttribute("data-at")), letter);
  await expect(page.getByTestId("reason").first()).toBeVisible();
  await expect(page.locator(".said.bad")).toHaveCount(0);
  // A figure leads to the episode that is nearest to it, where both part.
  await page.goto("evidence/pursuit.html");
  await page
    .locator("#test")
    .getByRole("row")
    .filter({ hasText: /^s-llm-kd-legal\d/ })
    .first()
    .getByRole("link")
    .click();
  await expect(parting).toHaveAttribute("data-at", /\d/);
  await at(page, Number(await parting.getAttribute("data-at")));
  await expect(page).toHaveURL(/&t=\d+$/);
  await expect(page.getByTestId("reason").first()).toBeVisible();
  // The pages of the evidence are in the navigation, and lead back to the game.
  await page.goto("#env=fishery&t=0");
  await page.getByRole("link", { name: "Evidence" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("on fishery");
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Watch" }).click();
  await expect(page).toHaveURL(/#env=fishery/);
});
