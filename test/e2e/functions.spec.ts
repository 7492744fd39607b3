/** Decisions by functions on the watch page: why a move was made, and the base it was made from. */
import { expect, test } from "@playwright/test";
import { bases, ofStage } from "../../function-base/index.ts";
import { at, button, open } from "./page.ts";

const base = bases["pursuit"]!;
const FOG = encodeURIComponent('{"emergencies":[{"round":1,"emergency":"fog"}]}');

test("shows stage by stage what was retrieved, selected and returned, and marks it on the board", async ({ page }) => {
  const { troubles } = await open(page, "pursuer=functions-top1&t=1");
  await at(page, 1);
  const cards = page.locator(".stage-card");
  await expect(cards).toHaveCount(base.stages.length);
  for (const [i, { id, asks }] of base.stages.entries()) {
    const card = cards.nth(i);
    await expect(card).toContainText(asks);
    const hits = await card.locator(".hits th").allTextContents();
    expect(hits.length).toBe(Math.min(5, ofStage(base.functions, id).length));
    const selected = (await card.locator(".selected .link").textContent())!;
    expect(selected).toBe(hits[0]);
    const entry = base.functions.find(({ name }) => name === selected)!;
    await expect(card.locator(".manual")).toHaveText(entry.manual);
    await card.getByText("Its source").click();
    await expect(card.locator("pre")).toHaveText(entry.source.trimEnd());
  }
  // Another role's decision, by keyboard.
  await expect(page.locator(".decisions > li").nth(0).locator(".stage-card")).toHaveCount(3);
  await button(page, "pursuer-2").focus();
  await page.keyboard.press("Enter");
  await expect(page.locator(".decisions > li").nth(2).locator(".stage-card")).toHaveCount(3);
  expect(troubles).toEqual([]);
});

test("says which functions joined because of a notice", async ({ page }) => {
  await open(page, `pursuer=functions-top1&params=${FOG}&t=3`);
  await at(page, 3);
  await expect(page.getByRole("tabpanel")).toContainText("join because of a notice");
  await expect(page.locator(".stage-card .joined").first()).toBeVisible();
});

test("a role's eyes see no other role's decision marked, and who plays sees none", async ({ page }) => {
  await open(page, "pursuer=functions-top1&pursuer-0=human");
  await page.getByRole("region", { name: "Your move" }).getByRole("button", { name: "stay" }).click();
  await at(page, 2);
  await expect(page.locator(".stage-card")).toHaveCount(0);
});

test("the base can be browsed, searched, linked, and left by keyboard", async ({ page }) => {
  await open(page, "preset=quick&t=2");
  await at(page, 2);
  await button(page, "Functions").click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.locator(".entry")).toHaveCount(base.functions.length + base.emergency.length);
  await expect(page).toHaveURL(/functions=&/);
  await dialog.getByLabel("Search functions").fill("fog");
  const found = await dialog.locator(".entry").count();
  expect(found).toBeGreaterThan(0);
  expect(found).toBeLessThan(8);
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  const { name, source } = base.functions[3]!;
  await page.goto(`./#preset=quick&t=2&functions=${name}`);
  await expect(dialog.locator(".entry.open strong")).toHaveText(name);
  await expect(dialog.locator(".entry.open pre")).toHaveText(source.trimEnd());
  await button(page, "Close").click();
  await expect(page).not.toHaveURL(/functions=/);
});
