/** The fishery on the watch page: a person wishes by slider and by field, among partners whose wishes stay private. */
import { expect, test } from "@playwright/test";
import { at, board, button, open } from "./page.ts";

test("a person wishes tons by slider and by field, and learns the catches of the others alone", async ({ page }) => {
  const { troubles } = await open(page, "env=fishery&fisher=fair&fisher-0=human&view=fisher-0");
  const twin = page.locator("#twin");
  await page.getByLabel("Number for fisher-0, slider").fill("40");
  await button(page, "Play 40").click();
  await at(page, 1);
  // 40 + 4 x 10 of 100 tons: 20 are left, and double.
  await expect(twin).toContainText("The lake holds 40 tons.");
  await expect(twin).toContainText("you 40, fisher-1 10");
  await expect(twin).toContainText("You had wished 40.");
  await page.locator("#number-move").fill("101");
  await expect(page.getByRole("alert")).toContainText("Not a whole number from 0 to 100 (tons).");
  await page.locator("#number-move").fill("30");
  await button(page, "Play 30").click();
  // 30 + 4 x 4 exceed the 40 tons: the lake is empty, and who wished what stays private.
  await at(page, 2);
  await expect(board(page)).toBeVisible();
  await expect(twin).not.toContainText("fisher-1 wished");
  expect(troubles).toEqual([]);
});
