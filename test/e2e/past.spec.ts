/** Links to episodes that a person, a log or a branch had a hand in. */
import { expect, type Page, test } from "@playwright/test";
import { lineOf } from "../../src/core/index.ts";
import { env, play } from "../agents/play.ts";
import { at, board, button, drop, open, refusesAddresses } from "./page.ts";

const digest = (page: Page) => page.getByTestId("digest").textContent();
const twin = (page: Page) => page.locator("#twin").textContent();

/** Opens the page's address elsewhere, at a step, and expects the same state there. */
async function sameElsewhere(page: Page, t: number): Promise<Page> {
  const [was, told] = [await digest(page), await twin(page)];
  const other = await page.context().newPage();
  await other.goto(page.url());
  await at(other, t);
  expect(await digest(other)).toBe(was);
  expect(await twin(other)).toBe(told);
  return other;
}

test("a branch with an emergency dropped in is all in the address", async ({ page }) => {
  await open(page, "preset=quick&pursuer=greedy&t=5");
  await at(page, 5);
  await page.getByText("Branch at step").click();
  await page.getByLabel("Seat", { exact: true }).selectOption("pursuer-1");
  await page.getByLabel("Agent", { exact: true }).selectOption("random");
  await button(page, "Branch here").click();
  await at(page, 5);
  await button(page, "Step forward").click();
  await at(page, 6);
  await button(page, "Step forward").click();
  await at(page, 7);
  await page.getByText("Emergencies", { exact: true }).click();
  await page.getByRole("listitem").filter({ hasText: "Fog" }).getByRole("button", { name: "Drop in" }).click();
  await expect(page.getByRole("list", { name: "Rule changes in force" })).toContainText("Fog");
  await expect(page).toHaveURL(/pursuer-1=random.*past=\w{15}&drops=.*fog.*t=7/);
  const other = await sameElsewhere(page, 7);
  // It is the same game, and goes on alike.
  for (const one of [page, other]) await button(one, "Step forward").click();
  await at(page, 8);
  await at(other, 8);
  expect(await digest(other)).toBe(await digest(page));
  await expect(other).toHaveURL(/t=8$/);
  await other.reload();
  await at(other, 8);
  expect(await digest(other)).toBe(await digest(page));
});

test("every line-up of a comparison goes on from a branch, which is all in the address", async ({ page }) => {
  await open(page, "preset=quick&pursuer=greedy&b.pursuer=expert&seed=3&t=5");
  const twinB = (one: Page) => one.locator("#twin-B").textContent();
  for (const letter of ["A", "B"]) await at(page, 5, letter);
  const before = [await twin(page), await twinB(page)];
  await page.getByText("Branch every line-up at step 5").click();
  await page.getByLabel("Seat", { exact: true }).selectOption("runner-0");
  await page.getByLabel("Agent", { exact: true }).selectOption("random");
  await button(page, "Branch here").click();
  await expect(page.locator(".said")).toContainText("A branch from step 5 in every line-up");
  for (const letter of ["A", "B"]) await at(page, 5, letter);
  expect([await twin(page), await twinB(page)]).toEqual(before);
  for (const t of [6, 7, 8]) {
    await button(page, "Step forward").click();
    for (const letter of ["A", "B"]) await at(page, t, letter);
  }
  await expect(page).toHaveURL(/runner-0=random.*b\.runner-0=random.*&past=\w+&b\.past=\w+&t=8$/);
  const told = [await twin(page), await twinB(page)];
  const other = await page.context().newPage();
  await other.goto(page.url());
  for (const letter of ["A", "B"]) await at(other, 8, letter);
  expect([await twin(other), await twinB(other)]).toEqual(told);
  // A rule that is changed leaves what went before it, and so does a line-up that is watched alone.
  await page.getByLabel("Change a rule in every line-up").selectOption("fog");
  for (const letter of ["A", "B"]) await at(page, 8, letter);
  await expect(board(page, "B").getByRole("list", { name: "Rule changes in force" })).toContainText("Fog");
  expect((await twinB(page))!.split("\n")[1]).toBe(told[1]!.split("\n")[1]);
  await other.getByRole("button", { name: "Watch alone: line-up B" }).click();
  await at(other, 8);
  await expect.poll(() => twin(other)).toBe(told[1]);
});

test("a person's game is all in the address, and waits for the same move", async ({ page }) => {
  await open(page, "preset=quick&pursuer-0=human");
  const mine = page.getByRole("region", { name: "Your move" });
  await mine.getByRole("button", { name: "stay" }).click();
  await at(page, 2);
  await mine.getByRole("button", { name: "stay" }).click();
  await at(page, 4);
  await expect(mine).toBeVisible();
  await expect(page).toHaveURL(/past=\w{8}(&|$)/);
  const other = await sameElsewhere(page, 4);
  await expect(other.getByRole("region", { name: "Your move" })).toBeVisible();
});

test("a recorded episode is all in the address", async ({ page }) => {
  // The worst play there is, so that the agents named would not repeat it.
  const log = await play(
    { pursuer: { agent: "faulty", params: { every: 1 } }, runner: { agent: "evade" } },
    3,
    env.presets["quick"]!.params,
  );
  await open(page, "t=0&speed=1");
  await at(page, 0);
  await drop(page, "three.jsonl", `${log.map(lineOf).join("\n")}\n`);
  await expect(page.getByText("recorded, verified")).toBeVisible();
  await button(page, "Pause").click();
  await page.keyboard.press("End");
  await expect(board(page).locator("[data-result]")).toBeVisible();
  const last = Number(await board(page).getAttribute("data-t"));
  await expect(page).toHaveURL(new RegExp(`t=${last}$`));
  await sameElsewhere(page, last);
});

test("wrong pasts in the address get a message and a way out", async ({ page }) => {
  await refusesAddresses(page, [
    ["past=9", '"9" for pursuer-0 in step 0'],
    ["past=0-", '"-" for pursuer-1 in step 0'],
    ["drops=[[0]]", "expected steps and emergencies"],
    ['drops=[[0,"flood",{}]]', '"flood"'],
    ['drops=[[3,"fog",{}]]', "an emergency before step 3 of 0"],
    [`params={"horizon":1}&past=${"0".repeat(6)}`, "after the end of the episode"],
    ["b.past=0000", "the past of a line-up B that is not there"],
  ]);
});
