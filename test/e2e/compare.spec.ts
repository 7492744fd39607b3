/** Line-ups side by side, in Chromium. */
import { expect, type Page, test } from "@playwright/test";
import { type Cast, type Frame, replay } from "../../src/core/index.ts";
import { env, play } from "../agents/play.ts";
import { at, board, button, moving, open, refusesAddresses, transport } from "./page.ts";

const QUICK = env.presets["quick"]!.params;
const cast = (pursuer: string, runner = "evade"): Cast => ({ pursuer: { agent: pursuer }, runner: { agent: runner } });

/** The frames of an episode of the quick preset, played here. */
async function framesOf(pursuer: string, seed: number): Promise<readonly Frame[]> {
  return (await replay(env, await play(cast(pursuer), seed, QUICK))).frames;
}

/** Index of the first frame that two episodes reach in different states or by different actions. */
function partingOf(a: readonly Frame[], b: readonly Frame[]): number {
  const key = ({ step }: Frame) => `${step?.digest} ${JSON.stringify(step?.actions)}`;
  return a.findIndex((frame, i) => b[i] === undefined || key(frame) !== key(b[i])) + 1;
}

const parting = (page: Page) => page.getByTestId("parting");
const boards = (page: Page) => page.getByTestId("board");
const twin = (page: Page, letter: string) => page.locator(letter === "A" ? "#twin" : `#twin-${letter}`);
const slider = (page: Page) => page.getByRole("slider", { name: "Step" });

test("what boards say of a changed rule, and their curves, stay within their cards", async ({ page }) => {
  const zone = encodeURIComponent('{"emergencies":[{"round":2,"emergency":"restricted-zone"}]}');
  await open(page, `params=${zone}&seed=3&pursuer=greedy&b.pursuer=expert&t=8`);
  for (const letter of ["A", "B"]) {
    await at(page, 8, letter);
    const card = await board(page, letter).boundingBox();
    for (const part of ["list", "img"] as const)
      for (const one of await board(page, letter).getByRole(part).all()) {
        const box = await one.boundingBox();
        if (box !== null) expect(box.x + box.width, part).toBeLessThanOrEqual(card!.x + card!.width);
      }
  }
});

test("begins from one control, grows to three line-ups, and goes back to the first one", async ({ page }) => {
  const { troubles } = await open(page, "preset=quick&pursuer=greedy&seed=3&t=4");
  await at(page, 4);
  await button(page, "Compare").click();
  await expect(boards(page)).toHaveCount(2);
  await moving(page);
  await expect(board(page, "A")).toContainText("Greedy");
  await expect(board(page, "B")).toContainText("Expert");
  await button(page, "Add a line-up").click();
  await expect(boards(page)).toHaveCount(3);
  await page.getByLabel("Line-up C, pursuer").selectOption("search-actions");
  await page.getByLabel("Line-up C, runner").selectOption("flee");
  await expect(board(page, "C")).toContainText("Flee");
  await expect(page).toHaveURL(/b\.pursuer=expert.*c\.pursuer=search-actions&c\.runner=flee/);
  const agents = page.getByLabel("Line-up B, pursuer").locator("option");
  await expect(agents.filter({ hasText: "Greedy" })).toHaveCount(1);
  await expect(agents.filter({ hasText: "A person" })).toHaveCount(0);
  await button(page, "Remove line-up B").click();
  await expect(boards(page)).toHaveCount(2);
  await expect(board(page, "B")).toContainText("Flee");
  await expect(page.locator("canvas")).toHaveCount(1);
  await button(page, "Leave").click();
  await expect(boards(page)).toHaveCount(1);
  await expect(page.getByLabel("Agent for every pursuer")).toHaveValue("greedy");
  await expect(page).not.toHaveURL(/b\.pursuer/);
  await expect(page.locator("canvas")).toHaveCount(1);
  expect(troubles).toEqual([]);
});

test("says why line-ups act differently, stage by stage, and leads from one difference to the next", async ({ page }) => {
  const [a, b] = [await framesOf("expert", 2), await framesOf("functions-fixed", 2)];
  const acts = (frames: readonly Frame[], index: number) => frames[index - 1]?.step?.actions ?? {};
  const roles = (index: number) =>
    ["pursuer-0", "pursuer-1", "pursuer-2"].filter((role) => JSON.stringify(acts(a, index)[role]) !== JSON.stringify(acts(b, index)[role]));
  const different = a.map((_, i) => i).filter((index) => index > 0 && index < b.length && roles(index).length > 0);
  const { troubles } = await open(page, "preset=quick&seed=2&pursuer=expert&runner=evade&b.pursuer=functions-fixed&t=0");
  await at(page, 0);
  const reasons = page.getByTestId("reasons");
  await expect(reasons).toHaveCount(0);
  await page.keyboard.press("n");
  for (const index of different.slice(0, 2)) {
    await at(page, index);
    await expect(reasons.locator("tbody th")).toHaveText(roles(index));
    // Both decided by functions, and differ from some stage on.
    const row = reasons.locator("tbody tr").first();
    await expect(row.getByTestId("reason")).toHaveCount(2);
    await expect(row.locator(".differs").first()).toBeVisible();
    await button(page, "Next difference").click();
  }
  expect(different.length).toBeGreaterThan(1);
  expect(troubles).toEqual([]);
});

for (const seed of [1, 2, 5])
  test(`shows the true states in step and marks where they part, on seed ${seed}`, async ({ page }) => {
    const [a, b] = [await framesOf("greedy", seed), await framesOf("expert", seed)];
    const index = partingOf(a, b);
    const last = Math.max(a.length, b.length) - 1;
    await open(page, `preset=quick&seed=${seed}&pursuer=greedy&runner=evade&b.pursuer=expert&t=${last}`);
    await expect(transport(page)).toHaveAttribute("data-ended", "true");
    await expect(parting(page)).toHaveAttribute("data-at", String(index));
    await expect(parting(page)).toContainText(index === 1 ? "first step" : `The same until step ${index}: `);
    const [role] = Object.keys(a[index - 1]!.step!.actions).filter(
      (one) => a[index - 1]!.step!.actions[one] !== b[index - 1]!.step!.actions[one],
    );
    await expect(parting(page)).toContainText(role!);
    for (const t of [0, index - 1, index, Math.min(a.length, b.length), last]) {
      await slider(page).fill(String(t));
      const [ta, tb] = [Math.min(t, a.length - 1), Math.min(t, b.length - 1)];
      await at(page, ta, "A");
      await at(page, tb, "B");
      await expect(twin(page, "A")).toHaveText(env.summary(a[ta]!.state));
      await expect(twin(page, "B")).toHaveText(env.summary(b[tb]!.state));
    }
    // The one that ended first stays at its end, and says so.
    const [letter, end] = a.length < b.length ? ["A", a.length - 1] : ["B", b.length - 1];
    if (a.length !== b.length) await expect(board(page, letter)).toContainText(`ended at step ${end}, waits`);
    await expect(board(page, letter).locator("[data-result]")).toBeVisible();

    await page.keyboard.press("Home");
    await at(page, 0, "B");
    await page.keyboard.press("d");
    await at(page, index, "B");
    await page.keyboard.press("ArrowLeft");
    await at(page, index - 1, "A");
    await expect(twin(page, "B")).toHaveText((await twin(page, "A").textContent())!);
    await button(page, `Go to step ${index}, where the line-ups part`).click();
    await at(page, index, "A");
    expect(await twin(page, "B").textContent()).not.toBe(await twin(page, "A").textContent());
  });

test("plays, pauses and steps all boards together", async ({ page }) => {
  await page.addInitScript(() => {
    const seen: string[] = [];
    Object.assign(window, { seen });
    new MutationObserver(() => {
      const all = [...document.querySelectorAll("[data-testid=board]")];
      if (all.length === 2) seen.push(all.map((one) => one.getAttribute("data-t")).join(" "));
    }).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-t"] });
  });
  await open(page, "preset=quick&pursuer=random&b.pursuer=greedy&speed=4");
  await expect(transport(page)).toHaveAttribute("data-playing", "true");
  await expect(board(page, "B")).toHaveAttribute("data-t", /^([6-9]|\d\d)$/);
  await page.keyboard.press("Home");
  await page.keyboard.press("Space");
  await expect(transport(page)).toHaveAttribute("data-playing", "false");
  const t = Number(await board(page, "A").getAttribute("data-t"));
  await page.keyboard.press("ArrowRight");
  await at(page, t + 1, "A");
  await at(page, t + 1, "B");
  const seen = await page.evaluate(() => (window as unknown as { seen: string[] }).seen);
  expect(seen.length).toBeGreaterThan(5);
  for (const pair of seen) expect(pair).toMatch(/^(\d+) \1$/);
});

test("says so when line-ups play alike", async ({ page }) => {
  await open(page, "preset=quick&b.pursuer=expert&t=100");
  await expect(transport(page)).toHaveAttribute("data-ended", "true");
  await expect(parting(page)).toContainText("play alike");
  await expect(parting(page)).not.toHaveAttribute("data-at");
});

test("announces the emergencies of the parameters on every board", async ({ page }) => {
  const fog = encodeURIComponent('{"emergencies":[{"round":0,"emergency":"fog"}]}');
  await open(page, `pursuer=greedy&b.pursuer=expert&c.pursuer=random&params=${fog}&t=2`);
  for (const letter of ["A", "B", "C"])
    await expect(board(page, letter).getByRole("list", { name: "Rule changes in force" })).toContainText("Fog");
});

test("is all in the address, and the back button leads through it", async ({ page, context }) => {
  await open(page, "preset=quick&pursuer=greedy&t=3&speed=1");
  await at(page, 3);
  await page.keyboard.press("c");
  await expect(boards(page)).toHaveCount(2);
  await moving(page);
  await button(page, "Pause").click();
  await page.getByLabel("Line-up B, pursuer").selectOption("random");
  await page.getByLabel("Seen by").selectOption("pursuer-1");
  await slider(page).fill("0");
  for (const t of [1, 2, 3, 4, 5]) {
    await page.keyboard.press("ArrowRight");
    await at(page, t, "B");
  }
  await expect(page).toHaveURL(/t=5/);
  const [a, b] = [await twin(page, "A").textContent(), await twin(page, "B").textContent()];
  expect(a).toContain("You are pursuer-1");

  const other = await context.newPage();
  await other.goto(page.url());
  await at(other, 5, "B");
  await expect(twin(other, "A")).toHaveText(a!);
  await expect(twin(other, "B")).toHaveText(b!);
  await other.close();

  await page.goBack();
  await expect(boards(page)).toHaveCount(1);
  await at(page, 3);
  await page.goForward();
  await expect(boards(page)).toHaveCount(2);
  await at(page, 5, "B");
  await page.keyboard.press("c");
  await expect(boards(page)).toHaveCount(1);
  await at(page, 5);
});

test("wrong line-ups in the address get a message and a way out", async ({ page }) => {
  await refusesAddresses(page, [
    ["b.pursuer=exprt", 'did you mean "expert"?'],
    ["b.chaser=expert", "neither a role nor a setting"],
    ["d.pursuer=expert", "neither a role nor a setting"],
    ["c.pursuer=expert", "a line-up C without a line-up B"],
    ["b.pursuer=human", "a person in a comparison"],
    ["t=parting", "where line-ups part, in an episode alone"],
    ["b.pursuer=search-actions{", "is not JSON"],
  ]);
});

test("disposes of the seats of line-ups that are left", async ({ page }) => {
  await open(page, "preset=quick&b.pursuer=greedy&c.pursuer=random&speed=1"); // none has ended when they are counted
  await expect.poll(() => page.workers().length).toBe(12);
  await button(page, "Watch alone: line-up B").click();
  await expect(page.getByLabel("Agent for every pursuer")).toHaveValue("greedy");
  await expect.poll(() => page.workers().length).toBeLessThanOrEqual(4);
  await expect(page.locator("canvas")).toHaveCount(1);
});

test("gives the seat of a person to an agent", async ({ page }) => {
  await open(page, "preset=quick&pursuer-0=human");
  await expect(page.getByRole("region", { name: "Your move" })).toBeVisible();
  await button(page, "Compare").click();
  await expect(boards(page)).toHaveCount(2);
  await expect(page.getByRole("status").filter({ hasText: "taken your seat" })).toBeVisible();
  await moving(page);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 375, height: 812 }, hasTouch: true });

  test("fits the width, with the controls at hand", async ({ page }) => {
    await open(page, "pursuer=greedy&b.pursuer=expert&c.pursuer=random&t=3");
    await at(page, 3, "C");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(375);
    for (const letter of ["A", "B", "C"]) expect((await board(page, letter).getByRole("img").boundingBox())!.width).toBeGreaterThan(180);
    await expect(button(page, "Play")).toBeInViewport();
    await button(page, "Step forward").tap();
    await at(page, 4, "C");
  });
});

test("a rule is changed in every line-up at once, from the step on show on", async ({ page }) => {
  const { troubles } = await open(page, "preset=quick&pursuer=greedy&b.pursuer=expert&seed=3&t=4");
  for (const letter of ["A", "B"]) await at(page, 4, letter);
  const before = await twin(page, "B").textContent();
  await page.getByLabel("Change a rule in every line-up").selectOption("fog");
  // Two steps are a round: the change comes at the beginning of the third one, which is on show.
  const changes = (letter: string) => board(page, letter).getByRole("list", { name: "Rule changes in force" });
  for (const letter of ["A", "B"]) {
    await at(page, 4, letter);
    await expect(changes(letter)).toContainText("Fog");
  }
  expect((await twin(page, "B").textContent())!.split("\n")[1]).toBe(before!.split("\n")[1]);
  await button(page, "Step back").click();
  for (const letter of ["A", "B"]) await expect(changes(letter)).toHaveCount(0);
  // Within a round it waits for the next one; both changes are in the address.
  await page.getByLabel("Change a rule in every line-up").selectOption("breakdown");
  await expect(page).toHaveURL(/emergencies.*fog.*breakdown/);
  await at(page, 3, "A");
  await expect(changes("A")).toHaveCount(0);
  await button(page, "Step forward").click();
  await expect(changes("A").getByRole("listitem")).toHaveCount(2);
  expect(troubles).toEqual([]);
});
