/** The example world on the watch page: agents bid, and a person sets a number. */
import { expect, test } from "@playwright/test";
import { at, board, button, moving, open } from "./page.ts";

test("agents of the example world play, and their decisions are told by functions", async ({ page }) => {
  const { troubles } = await open(page, "env=tally&speed=1000");
  await moving(page);
  await at(page, 10);
  await expect(board(page)).toHaveCount(1);
  expect(troubles).toEqual([]);
});

test("a person bids a number by field and by key, and sees nothing that the role does not", async ({ page }) => {
  const { troubles } = await open(page, "env=tally&bidder-0=human&bidder-1=cautious&view=bidder-0");
  const bid = page.locator("#number-move");
  await expect(bid).toBeVisible();
  await bid.fill("7");
  await button(page, "Play 7").click();
  await at(page, 1);
  // A key pressed before the person is asked again does nothing.
  await expect(bid).toBeVisible();
  await page.keyboard.press("3");
  await page.keyboard.press("Enter");
  await at(page, 2);
  await expect(page.getByText("3 coins").first()).toBeVisible();
  expect(troubles).toEqual([]);
});
