/** Tag on the watch page: its physics is loaded when it is opened, a person thrusts, and without the physics other games go on. */
import { expect, type Page, test } from "@playwright/test";
import { at, board, button, open } from "./page.ts";

/** The names of the files of the physics that a page and its workers ask for. */
function physicsIn(page: Page): string[] {
  const asked: string[] = [];
  page.context().on("request", (request) => {
    if (/rapier-[^/]*\.mjs$/.test(request.url())) asked.push(new URL(request.url()).pathname);
  });
  return asked;
}

test("the physics is one file, which no other game loads", async ({ page }) => {
  const asked = physicsIn(page);
  const { troubles } = await open(page, "env=pursuit&t=3");
  await at(page, 3);
  expect(asked).toEqual([]);
  await page.getByLabel("Environment").selectOption("tag-rapier");
  await button(page, "Play").click();
  await expect(board(page)).toHaveAttribute("data-t", /[1-9]/);
  expect(new Set(asked).size).toBe(1);
  expect(troubles).toEqual([]);
});

test("a person thrusts by buttons and by keys, and an address repeats it", async ({ page }) => {
  const { troubles } = await open(page, "env=tag-rapier&seed=1&chaser=converge&chaser-0=human&view=chaser-0");
  await button(page, "west").click();
  await at(page, 1);
  // A key pressed before the person is asked again does nothing.
  await expect(page.getByRole("region", { name: "Your move" })).toBeVisible();
  await expect(page).toHaveURL(/past=/);
  const before = page.url();
  await page.keyboard.press("ArrowDown");
  await at(page, 2);
  // The address follows a little later.
  await expect(page).not.toHaveURL(before);
  const twin = page.locator("#twin");
  await expect(twin).toContainText("moving 0.23 west and 0.3 south a second");
  const said = await twin.textContent();
  await page.goto("about:blank");
  await page.goBack();
  await at(page, 2);
  await expect(twin).toHaveText(said!);
  expect(troubles).toEqual([]);
});

test("where the physics does not load, the page says so with the way out, and other games go on", async ({ page }) => {
  await page.route(/rapier-[^/]*\.mjs$/, (route) => route.abort());
  await open(page, "env=tag-rapier");
  await expect(page.getByRole("alert")).toContainText("tag-rapier: its physics did not load");
  await expect(page.getByRole("alert")).toContainText("the other environments play without it");
  await page.getByLabel("Environment").selectOption("pursuit");
  await expect(page.getByRole("alert")).toBeHidden();
  await button(page, "Play").click();
  await expect(board(page)).toHaveAttribute("data-t", /[1-9]/);
});

test("bodies glide from step to step, through the places that the physics had in between", async ({ page }) => {
  await page.clock.install();
  await open(page, "env=tag-rapier&seed=1&chaser=expert&prey=dodge-ahead&t=20");
  await at(page, 20);
  await page.clock.runFor(1_000);
  /** Where the prey is drawn: the middle of all that has its colour. */
  const drawn = async (): Promise<{ x: number; y: number }> =>
    page.evaluate(`(() => {
      const canvas = document.querySelector("canvas");
      const copy = Object.assign(document.createElement("canvas"), { width: canvas.width, height: canvas.height }).getContext("2d");
      copy.drawImage(canvas, 0, 0);
      const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
      let [x, y, count] = [0, 0, 0];
      for (let i = 0; i < data.length; i += 4)
        if (data[i] > 230 && data[i + 1] > 110 && data[i + 1] < 150 && data[i + 2] < 30) {
          x += (i / 4) % canvas.width;
          y += Math.floor(i / 4 / canvas.width);
          count++;
        }
      return { x: x / count, y: y / count };
    })()`);
  const before = await drawn();
  await page.keyboard.press("ArrowRight");
  await at(page, 21);
  await page.clock.runFor(100);
  const between = await drawn();
  await page.clock.runFor(1_000);
  const after = await drawn();
  expect(Math.abs(after.y - before.y)).toBeGreaterThan(10);
  expect((between.y - before.y) / (after.y - before.y)).toBeGreaterThan(0.1);
  expect((between.y - before.y) / (after.y - before.y)).toBeLessThan(0.9);
});
