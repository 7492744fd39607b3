/** The watch page in Chromium, built as it ships. */
import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { expect, type Page, test } from "@playwright/test";
import { LOG_FORMS } from "../../benchmarks/log-file.ts";
import { logOf, requestOf } from "../workers/play.ts";
import { at, board, button, moving, open, refusesAddresses, transport } from "./page.ts";

test("opens and plays to the end, without an error and without asking other hosts", async ({ page }) => {
  const { troubles } = await open(page, "preset=quick&speed=60&t=0");
  await expect(page.getByRole("img", { name: /Round 1 of 25/ })).toBeVisible();
  await expect(page.locator("canvas")).toBeVisible();
  await button(page, "Play").click();
  await expect(transport(page)).toHaveAttribute("data-ended", "true");
  await expect(board(page).locator("[data-result]")).toBeVisible();
  expect(troubles).toEqual([]);
});

test("the first game begins by itself", async ({ page }) => {
  await open(page);
  await expect(transport(page)).toHaveAttribute("data-playing", "true");
  await moving(page);
});

test("tells a first visitor what this is, and three ways to begin", async ({ page }) => {
  const { troubles } = await open(page);
  const welcome = page.getByRole("region", { name: "What this is" });
  await expect(welcome).toContainText("Logic Distillation");
  await moving(page);
  await welcome.getByRole("link", { name: "Watch both when a rule changes" }).click();
  await expect(page.getByTestId("board")).toHaveCount(2);
  await expect(welcome).toHaveCount(0);
  expect(decodeURIComponent(page.url())).toMatch(/s-llm-ld.*s-llm-kd-legal/);
  expect(decodeURIComponent(page.url())).toContain('"emergencies":');
  await page.goto("./?again");
  await welcome.getByRole("link", { name: "Play with a student yourself" }).click();
  await expect(page.getByRole("region", { name: "Your move" })).toBeVisible();
  await page.goto("./?trained");
  await welcome.getByRole("link", { name: "Train a student here" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Distil");
  await page.goto("./?dismissed");
  await button(page, "Dismiss the introduction").click();
  await expect(welcome).toHaveCount(0);
  await page.goto("./?elsewhere#env=fishery");
  await moving(page);
  await expect(welcome).toHaveCount(0);
  expect(troubles).toEqual([]);
});

test("changes the theme, which the browser keeps, and copies a link to what is on show", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const { troubles } = await open(page, "env=fishery&t=2&seed=7");
  const html = page.locator("html");
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  await at(page, 2);
  await expect(html).toHaveAttribute("data-theme", "light");
  const light = await ground();
  await button(page, "Dark theme").click();
  await expect(html).toHaveAttribute("data-theme", "dark");
  await expect(button(page, "Dark theme")).toHaveAttribute("aria-pressed", "true");
  expect(await ground()).not.toBe(light);
  await page.reload();
  await expect(html).toHaveAttribute("data-theme", "dark");
  await at(page, 2);
  await button(page, "Step forward").click();
  await at(page, 3);
  await button(page, "Copy a link to what is on show").click();
  await expect(page.getByRole("status").filter({ hasText: "The link is copied" })).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(new URLSearchParams(new URL(copied).hash.slice(1)).get("t")).toBe("3");
  expect(troubles).toEqual([]);
});

test("lists agents by what they are", async ({ page }) => {
  await open(page, "t=0");
  const groups = page.getByLabel("Agent for every pursuer").locator("optgroup");
  await expect(groups.last()).toBeAttached();
  expect(await groups.evaluateAll((all) => all.map((group) => (group as HTMLOptGroupElement).label))).toEqual([
    "People",
    "Students",
    "Teachers",
    "Scripted players",
    "Controls: functions without a model",
    "Search",
    "Language models",
    "For data and tests",
  ]);
  // Nobody starts a program from a page.
  await expect(groups.locator("option", { hasText: "A program" })).toHaveCount(0);
});

test("pauses, steps and scrubs, and shows the same states again", async ({ page }) => {
  await open(page, "t=6");
  await at(page, 6);
  await expect(transport(page)).toHaveAttribute("data-playing", "false");
  const digest = await page.getByTestId("digest").textContent();
  expect(digest).toMatch(/^[0-9a-f]{32}$/);
  await button(page, "Step forward").click();
  await at(page, 7);
  await expect(page.getByTestId("digest")).not.toHaveText(digest!);
  await button(page, "Step back").click();
  await at(page, 6);
  await expect(page.getByTestId("digest")).toHaveText(digest!);
  await page.getByRole("slider", { name: "Step" }).fill("2");
  await at(page, 2);
  await button(page, "Play").click();
  await expect(transport(page)).toHaveAttribute("data-playing", "true");
  await button(page, "Pause").click();
  await expect(transport(page)).toHaveAttribute("data-playing", "false");
});

test("draws how the game stands, for those who may see all of it", async ({ page }) => {
  const { troubles } = await open(page, 'env=fishery&fisher=expert&params={"emergencies":[{"round":3,"emergency":"quota"}]}&t=5');
  await at(page, 5);
  const curve = page.locator(".returns");
  await expect(curve.getByTestId("gauge")).toHaveText(/Tons in the lake [\d.]+$/);
  await expect(curve.locator("polyline.gauge")).toHaveAttribute("points", /^[\d.]+,[\d.]+( [\d.]+,[\d.]+){5,}$/);
  await expect(curve.locator("line.change")).toHaveCount(1);
  await expect(curve.locator(".tick")).toHaveCount(3);
  // A fisher at play sees no more than it would.
  await page.goto("./#env=fishery&fisher-0=human&fisher=expert");
  await expect(curve).toBeVisible();
  await expect(curve.getByTestId("gauge")).toHaveCount(0);
  expect(troubles).toEqual([]);
});

test("obeys the keyboard", async ({ page }) => {
  await open(page, "t=4");
  await at(page, 4);
  await page.keyboard.press("ArrowRight");
  await at(page, 5);
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await at(page, 3);
  await page.keyboard.press("Home");
  await at(page, 0);
  await page.keyboard.press("End");
  await at(page, 5);
  await page.keyboard.press("Space");
  await expect(transport(page)).toHaveAttribute("data-playing", "true");
  await page.keyboard.press("Space");
  await expect(transport(page)).toHaveAttribute("data-playing", "false");
});

test("takes agents, preset, parameters, seed, eyes and step from the address, and keeps them there", async ({ page }) => {
  const params = encodeURIComponent('{"width":9}');
  await open(page, `preset=quick&pursuer=greedy&pursuer-1=random&runner=flee&seed=7&params=${params}&view=pursuer-1&t=3`);
  await at(page, 3);
  await expect(page.getByLabel("Preset")).toHaveValue("quick");
  await expect(page.getByLabel("Agent for every pursuer")).toHaveValue("greedy");
  await expect(page.getByLabel("Agent for every runner")).toHaveValue("flee");
  await expect(page.getByLabel("Seed", { exact: true })).toHaveValue("7");
  await expect(page.getByLabel("Seen by")).toHaveValue("pursuer-1");
  await page.getByRole("tab", { name: "Observation" }).click();
  await expect(page.getByTestId("observation")).toContainText("Board 9 x 7. You are pursuer-1");
  await page.getByLabel("Agent for every runner").selectOption("random");
  await expect(page).toHaveURL(/runner=random/);
  await expect(page).toHaveURL(/pursuer-1=random/);
  await at(page, 0);
});

test("disposes of every seat of an episode that is left", async ({ page }) => {
  let started = 0;
  page.on("worker", () => started++);
  await open(page, "pursuer=search-actions&speed=60");
  await expect.poll(() => started).toBeGreaterThanOrEqual(4);
  await button(page, "Next seed").click();
  await button(page, "Restart").click();
  await button(page, "Restart").click();
  await moving(page);
  await expect.poll(() => page.workers().length).toBeLessThanOrEqual(4);
  await expect(transport(page)).toHaveAttribute("data-ended", "true");
  await expect.poll(() => page.workers().length).toBe(0);
});

test("an address with a step that does not come shows the end, and says so", async ({ page }) => {
  await open(page, "env=fishery&fisher=fair&seed=3&t=99");
  await expect(page.locator(".said")).toContainText("The episode ends at step 12: a step 99 does not come.");
  await at(page, 12);
  await expect(page).toHaveURL(/t=12$/);
});

test("offers a role the agents that can play it", async ({ page }) => {
  await open(page, "t=0");
  const agents = (label: string) => page.getByLabel(label).locator("option");
  await expect(agents("Agent for every runner").filter({ hasText: /^Evade$/ })).toHaveCount(1);
  await expect(agents("Agent for every pursuer").filter({ hasText: /^Expert$/ })).toHaveCount(1);
  await expect(agents("Agent for every pursuer").filter({ hasText: /^Evade$/ })).toHaveCount(0);
});

test("wrong addresses get a message and a way out", async ({ page }) => {
  await refusesAddresses(page, [
    ["env=chess", 'no environment is called "chess"'],
    ["preset=larg", 'did you mean "large"?'],
    ["pursuer=exprt", 'did you mean "expert"?'],
    ["pursuer=evade", "expected a runner"],
    ["chaser=expert", "neither a role nor a setting"],
    ["seed=-1", "expected a whole number"],
    ['params={"width":1}', '"width"'],
    ["params={", "is not JSON"],
    ["view=pursuer-9", "expected one of pursuer-0"],
  ]);
});

test("an address corrected by hand is shown", async ({ page }) => {
  await open(page, "seed=4&t=2");
  await at(page, 2);
  await expect(page).toHaveURL(/t=2/);
  const good = page.url();
  await page.evaluate(() => (location.hash = "seed=x"));
  await expect(page.getByRole("alert")).toContainText("expected a whole number");
  await page.evaluate((url) => location.replace(url), good);
  await expect(page.getByRole("alert")).toBeHidden();
  await at(page, 2);
});

test("a wrong parameter in the form is refused beside its field", async ({ page }) => {
  await open(page, "t=0");
  await page.getByText("Parameters", { exact: true }).click();
  const view = page.getByLabel("view", { exact: true });
  await view.fill("4");
  await view.blur();
  await expect(page.getByRole("alert")).toContainText("4 is even");
  await view.fill("5");
  await view.blur();
  await expect(page.getByText("1 changed")).toBeVisible();
});

test("an agent's fault is shown, and can be jumped to", async ({ page }) => {
  await open(page, "pursuer-0=faulty&t=7");
  await at(page, 7);
  await button(page, "Moment before").click();
  await at(page, 5);
  await expect(page.getByRole("tabpanel")).toContainText("AgentCrash");
});

test("an emergency dropped in by hand is announced and kept in a log that replays", async ({ page }) => {
  await open(page, "t=4&speed=60");
  await at(page, 4);
  await page.getByText("Emergencies", { exact: true }).click();
  await page.getByRole("listitem").filter({ hasText: "Restricted zone" }).getByRole("button", { name: "Drop in" }).click();
  await expect(page.getByRole("list", { name: "Rule changes in force" })).toContainText("restricted zone");
  await button(page, "Play").click();
  await expect(transport(page)).toHaveAttribute("data-ended", "true");
  await page.getByText("Trajectory file").click();
  const [download] = await Promise.all([page.waitForEvent("download"), button(page, "Download").click()]);
  const log = await readFile(await download.path(), "utf8");
  expect(log).toContain('"emergency":"restricted-zone"');

  const give = (text: string) =>
    page.getByLabel("Open a log").setInputFiles({ name: "log.jsonl", mimeType: "application/jsonl", buffer: Buffer.from(text) });
  await give(log);
  await expect(page.getByText("recorded, verified")).toBeVisible();
  await page.keyboard.press("End");
  await expect(board(page).locator("[data-result]")).toBeVisible();
  await give(log.replace(/"pursuer-0":"\w+"/, '"pursuer-0":"stay"'));
  await expect(page.getByRole("status").filter({ hasText: "expected" })).toContainText(/t=0|log digest/);
  await give("no log\n");
  await expect(page.getByRole("status").filter({ hasText: "expected" })).toContainText("log.jsonl line 1: not JSON");
});

test("a compressed log is listed, its episodes are opened by number and by name, and a damaged one is told", async ({ page }) => {
  const names = ["first", "second", "third"];
  const logs = await Promise.all(names.map((episode, seed) => logOf(requestOf({ episode, seed }))));
  const parts = logs.map((lines, i) => Buffer.from(LOG_FORMS.gzip.pack(names[i]!, lines)));
  parts[1]![parts[1]!.length >> 1]! ^= 1;
  await open(page);
  await page.getByText("Trajectory file").click();
  const give = (name: string, buffer: Buffer) =>
    page.getByLabel("Open a log").setInputFiles({ name, mimeType: "application/gzip", buffer });
  await give("log.jsonl.gz", Buffer.concat(parts));
  await expect(page.getByText("recorded, verified")).toBeVisible();
  await expect(page.getByText("of 3", { exact: true })).toBeVisible();
  const status = page.getByRole("status").filter({ hasText: /Verified|expected/ });
  await expect(status).toContainText("first replays exactly");
  await page.getByLabel("Episode by name").fill("third");
  await expect(status).toContainText("third replays exactly");
  await page.getByLabel("Episode", { exact: true }).fill("2");
  await page.getByLabel("Episode", { exact: true }).blur();
  await expect(status).toContainText(`log.jsonl.gz line ${logs[0]!.length + 1}: an episode that was damaged after it was compressed`);
  // A log that another program compressed as a whole is read from its first line on.
  await give("other.gz", gzipSync(`${[...logs[2]!, ...logs[0]!].join("\n")}\n`));
  await expect(page.getByText("of 2", { exact: true })).toBeVisible();
  await expect(status).toContainText("third replays exactly");
});

test("a person plays a role, sees no more than it, and takes over an episode", async ({ page }) => {
  const fog = encodeURIComponent('{"emergencies":[{"round":0,"emergency":"fog"}]}');
  await open(page, `pursuer-0=human&params=${fog}`);
  const mine = page.getByRole("region", { name: "Your move" });
  await expect(mine).toContainText("pursuer-0");
  await expect(page.getByLabel("Seen by").locator("option")).toHaveText(["pursuer-0"]);
  await expect(page.locator("#twin")).toContainText("You are pursuer-0");
  await mine.getByRole("button", { name: "stay" }).click();
  await at(page, 2);
  await expect(mine).toBeVisible();
  // The rules are at hand, and stay there from move to move.
  await mine.getByText("The rules", { exact: true }).click();
  await expect(mine.locator(".rule").first()).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await at(page, 4);
  await expect(mine.locator(".rule").first()).toBeVisible();
  await expect(page.getByRole("tabpanel")).toContainText("south");

  await page.getByLabel("Agent for every pursuer").selectOption("greedy");
  await expect(page.locator(".said")).toContainText("To let another agent go on from step 4, branch there.");
  await page.getByText("Single seats").click();
  await page.getByLabel("pursuer-0", { exact: true }).selectOption("");
  await button(page, "Pause").click();
  await page.getByText("Branch at step").click();
  await button(page, "Branch here").click();
  await expect(mine).toContainText("pursuer-0");
});

test("keys mean the game after a click, the keyboard finds the decision, and steps are told", async ({ page }) => {
  await open(page, "pursuer=greedy&seed=2000003&t=6&speed=1000");
  await at(page, 6);
  const told = page.getByTestId("told");
  await expect(told).toHaveText(/^Step 6: runner-0 [a-z]+\.$/);
  await page.getByRole("tab", { name: "Log" }).click();
  await page.keyboard.press("ArrowRight");
  await at(page, 7);
  await expect(told).toHaveText(/^Step 7: pursuer-0 [a-z]+, pursuer-1 [a-z]+, pursuer-2 [a-z]+\.$/);
  await expect(page.getByRole("tab", { name: "Log" })).toHaveAttribute("aria-selected", "true");
  // By the keyboard alone, arrows go from tab to tab.
  await page.getByRole("tab", { name: "Log" }).focus();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("tab", { name: "Rules" })).toHaveAttribute("aria-selected", "true");
  await at(page, 7);
  await page.getByRole("link", { name: "Skip to the decision" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("tabpanel")).toBeFocused();
  // All digits of a seed are in sight.
  const seed = page.getByLabel("Seed", { exact: true });
  expect(await seed.evaluate((field) => field.scrollWidth <= field.clientWidth)).toBe(true);
  // Where the episode is over there is nothing to drop an emergency into.
  await page.keyboard.press("End");
  await button(page, "Play").click();
  await page.getByText("Emergencies", { exact: true }).click();
  await expect(page.getByRole("region", { name: "Playback" })).toHaveAttribute("data-ended", "true");
  await page.keyboard.press("End");
  await expect(page.getByRole("button", { name: "Drop in" }).first()).toBeDisabled();
});

test("the controls fit below the board at every width", async ({ page }) => {
  await open(page, "t=3");
  await at(page, 3);
  for (const width of [1080, 1100, 1240, 1280, 1400, 1500]) {
    await page.setViewportSize({ width, height: 800 });
    const over = await transport(page).evaluate((one) => one.scrollWidth - one.clientWidth);
    expect(over, `at ${width} px`).toBeLessThanOrEqual(0);
  }
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 375, height: 812 }, hasTouch: true });

  test("fits the width, and a person plays by touch", async ({ page }) => {
    const zone = encodeURIComponent('{"emergencies":[{"round":0,"emergency":"restricted-zone"}]}');
    await open(page, `runner=human&seed=3&params=${zone}`);
    await expect(page.getByRole("list", { name: "Rule changes in force" })).toBeVisible();
    await page.getByRole("region", { name: "Your move" }).getByRole("button", { name: "stay" }).tap();
    await at(page, 3);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(375);
  });
});

test("a move is made by a click on the board", async ({ page }) => {
  await open(page, "preset=quick&pursuer-0=human");
  const mine = page.getByRole("region", { name: "Your move" });
  await expect(mine).toBeVisible();
  const canvas = board(page).getByRole("img");
  await expect(page.locator("canvas")).toBeVisible();
  const { x, y } = await cellOf(page, "pursuer-0");
  const { width, height } = (await canvas.boundingBox())!;
  const cell = Math.floor(Math.min(width, height) / 7.3);
  const left = (width - 7 * cell) / 2;
  const top = (height - 7 * cell) / 2;
  await canvas.click({ position: { x: left + (x + 0.5) * cell, y: top + (y + 0.5) * cell } });
  await at(page, 2);
  await expect(page.getByRole("tabpanel")).toContainText("stay");
});

/** Where a role stands, as its observation says. */
async function cellOf(page: Page, role: string): Promise<{ x: number; y: number }> {
  const text = (await page.locator("#twin").textContent()) ?? "";
  const [, x, y] = new RegExp(`You are ${role} at \\((\\d+),(\\d+)\\)`).exec(text) ?? [];
  return { x: Number(x), y: Number(y) };
}
