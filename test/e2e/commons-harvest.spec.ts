/** The commons on the watch page: a person walks by clicks on the board, and a team that eats everything is told so. */
import { expect, test } from "@playwright/test";
import { at, board, button, open } from "./page.ts";

test("a person walks and waits, among partners that walk as well", async ({ page }) => {
  const { troubles } = await open(page, "env=commons-harvest&harvester=restrained&harvester-0=human&view=harvester-0&seed=1");
  const twin = page.locator("#twin");
  await button(page, "stay").click();
  await at(page, 1);
  await expect(twin).toContainText("You are harvester-0, one of 4, and ate 0 apples.");
  await button(page, "left").click();
  await at(page, 2);
  await expect(board(page)).toBeVisible();
  expect(troubles).toEqual([]);
});

test("greedy harvesters eat everything, and the page says so", async ({ page }) => {
  const { troubles } = await open(page, "env=commons-harvest&harvester=greedy&seed=3&t=42");
  await at(page, 42);
  await expect(page.locator("#twin")).toContainText("No apple is left after turn 42.");
  expect(troubles).toEqual([]);
});
