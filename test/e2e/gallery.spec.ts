/** The gallery of a first visit: every game at play below the first view. */
import { readFileSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";
import type { Evidence } from "../../benchmarks/evidence/evidence.ts";
import { glanceAt } from "../../benchmarks/evidence/glance.ts";
import { worlds } from "../../src/worlds.ts";
import { button, exhibits, moving, open } from "./page.ts";

/** A minute of the page's own time, in which a game of the gallery makes some eighty moves. */
const MINUTE = 60_000;

const gallery = (page: Page) => page.getByRole("region", { name: "Every game at play" });
const intoView = (page: Page) => page.getByRole("link", { name: "Every game at play" }).click();
const exhibit = (page: Page, env: string) => page.locator(`[data-testid="exhibit"][data-env="${env}"]`);
const movedIn = (page: Page) =>
  page.getByTestId("exhibit").evaluateAll((all) => all.map((one) => Number((one as HTMLElement).dataset["moved"])));
const requested = (page: Page, name: RegExp) => {
  const urls: string[] = [];
  page.on("request", (request) => name.test(request.url()) && urls.push(request.url()));
  return urls;
};

/** Says that the page is hidden, or in sight again, as a browser does when another tab is chosen. */
const hide = (page: Page, hidden: boolean) =>
  page.evaluate((hidden) => {
    Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden);

test("every game moves, with its numbers, which lead to its evidence", async ({ page }) => {
  const { troubles } = await open(page);
  await intoView(page);
  const all = await exhibits(page);
  // The pages of the tests have a world from elsewhere as well.
  expect(await Promise.all(all.map((one) => one.getAttribute("data-env")))).toEqual([...Object.keys(worlds), "tally"]);
  for (const one of all) {
    await one.scrollIntoViewIfNeeded();
    const still = await one.locator("svg").innerHTML();
    await expect(one).toHaveAttribute("data-moved", /^([2-9]|\d\d+)$/);
    await expect.poll(() => one.locator("svg").innerHTML()).not.toBe(still);
  }
  for (const env of Object.keys(worlds)) {
    const { trained, changed } = glanceAt(JSON.parse(readFileSync(`benchmarks/evidence/${env}.json`, "utf8")) as Evidence);
    const numbers = exhibit(page, env).getByRole("link", { name: "as trained" });
    const said = [trained, changed].map(({ ld, kd }) => `LD ${ld.toFixed(2)}.*KD ${kd.toFixed(2)}`).join(".*");
    await expect(numbers).toHaveText(new RegExp(said));
    await expect(numbers).toHaveAttribute("href", `evidence/${env}.html`);
  }
  await expect(exhibit(page, "tally").getByRole("link")).toHaveCount(1);
  expect(troubles).toEqual([]);
});

test.describe("where the gallery is in view from the start", () => {
  test.use({ viewport: { width: 1920, height: 1080 } });

  test("nothing of it comes before the first move of the game above", async ({ page }) => {
    await page.addInitScript(() => {
      const seen: string[] = [];
      Object.assign(window, { seen });
      new MutationObserver(() => {
        for (const [what, where] of [
          ["move", '[data-testid="board"]:not([data-t="0"])[data-t]'],
          ["gallery", '[data-testid="exhibit"]'],
        ] as const)
          if (!seen.includes(what) && document.querySelector(where) !== null) seen.push(what);
      }).observe(document, { subtree: true, childList: true, attributes: true });
    });
    await open(page);
    const [first] = await exhibits(page);
    await expect(first!).toHaveAttribute("data-moved", /[1-9]/);
    expect(await page.evaluate(() => (window as unknown as { seen: string[] }).seen)).toEqual(["move", "gallery"]);
  });
});

test("what is out of view neither moves nor loads anything", async ({ page }) => {
  const physics = requested(page, /rapier/);
  await page.clock.install();
  await open(page);
  await exhibits(page);
  await page.clock.runFor(MINUTE);
  expect(new Set(await movedIn(page))).toEqual(new Set([0]));
  await expect(gallery(page).locator("svg")).toHaveCount(0);
  expect(physics).toEqual([]);
});

test("stops while the page is hidden, and goes on", async ({ page }) => {
  await page.clock.install();
  await open(page);
  await intoView(page);
  const [first] = await exhibits(page);
  await expect(first!).toHaveAttribute("data-moved", /[1-9]/);
  await hide(page, true);
  const before = await movedIn(page);
  await page.clock.runFor(MINUTE);
  expect(await movedIn(page)).toEqual(before);
  await hide(page, false);
  await page.clock.runFor(MINUTE);
  expect((await movedIn(page))[0]).toBeGreaterThan(before[0]! + 10);
});

test("without motion every game is a still picture, and a click or Enter opens it as it is set up", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.clock.install();
  const [one, other] = Object.keys(worlds).slice(-2) as [string, string];
  for (const [env, press] of [
    [one, "click"],
    [other, "Enter"],
  ] as const) {
    await open(page);
    await intoView(page);
    for (const tile of await exhibits(page)) {
      await tile.scrollIntoViewIfNeeded();
      await expect(tile.locator("svg")).toBeAttached();
    }
    await page.clock.runFor(MINUTE);
    expect(new Set(await movedIn(page))).toEqual(new Set([0]));
    const link = exhibit(page, env).getByRole("link").first();
    const href = (await link.getAttribute("href"))!;
    expect(href).toContain(`${worlds[env]!.benchmark.learner}=expert`);
    await (press === "click" ? link.click() : link.press(press));
    await expect(page.getByLabel("Environment")).toHaveValue(env);
    await expect(gallery(page)).toHaveCount(0);
    await expect(page).toHaveURL(({ hash }) => hash.startsWith(href));
    await page.goto("about:blank");
  }
  await open(page);
  await intoView(page);
  await exhibits(page);
  // Motion that is wanted again comes at once.
  await page.emulateMedia({ reducedMotion: "no-preference" });
  await page.clock.runFor(MINUTE);
  expect((await movedIn(page))[0]).toBeGreaterThan(10);
});

test("is there for a first visit alone", async ({ page }) => {
  await open(page, "env=fishery");
  await moving(page);
  await expect(gallery(page)).toHaveCount(0);
  await page.goto("./?dismissed");
  await expect(gallery(page)).toBeAttached();
  await button(page, "Dismiss the introduction").click();
  await expect(gallery(page)).toHaveCount(0);
  await page.goto("./?elsewhere");
  await exhibits(page);
  await page.getByLabel("Environment").selectOption("fishery");
  await expect(gallery(page)).toHaveCount(0);
  await expect(page.getByRole("region", { name: "What this is" })).toHaveCount(0);
});
