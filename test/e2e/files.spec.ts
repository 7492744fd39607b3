/** Trajectory files dropped on the page, in Chromium. */
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { type Event, lineOf } from "../../src/core/index.ts";
import { env, play } from "../agents/play.ts";
import { at, board, button, drop, open, transport } from "./page.ts";

const events = (seed: number) => play({ pursuer: { agent: "expert" }, runner: { agent: "evade" } }, seed, env.presets["quick"]!.params);
const textOf = (log: readonly Event[]) => `${log.map(lineOf).join("\n")}\n`;

/** A log in which somebody stays who had moved, and the step of it. */
function edited(log: readonly Event[]): { readonly text: string; readonly t: number } {
  const i = log.findIndex((event) => event.type === "step" && event.t > 2 && Object.values(event.actions).some((one) => one !== "stay"));
  const step = log[i] as Extract<Event, { type: "step" }>;
  const [role] = Object.entries(step.actions).find(([, action]) => action !== "stay")!;
  return { t: step.t, text: textOf(log.with(i, { ...step, actions: { ...step.actions, [role]: "stay" } })) };
}

test("a trajectory dropped on the page is verified and replayed", async ({ page }) => {
  const log = await events(5);
  await open(page, "t=0");
  await at(page, 0);
  await drop(page, "five.jsonl", textOf(log));
  await expect(page.getByText("recorded, verified")).toBeVisible();
  await expect(page.getByLabel("Seed", { exact: true })).toHaveValue("5");
  await page.keyboard.press("End");
  await at(page, log.filter(({ type }) => type === "step").length);
  await expect(board(page).locator("[data-result]")).toBeVisible();
});

test("an edited trajectory is refused with the step, and what was on show stays", async ({ page }) => {
  const { text, t } = edited(await events(5));
  await open(page, "seed=9&t=2");
  await at(page, 2);
  await drop(page, "five.jsonl", text);
  await expect(page.getByRole("status").filter({ hasText: "expected" })).toContainText(`t=${t}`);
  await expect(page.getByLabel("Seed", { exact: true })).toHaveValue("9");
  await at(page, 2);
  await button(page, "Dismiss the message").click();
  await expect(page.getByRole("status").filter({ hasText: "expected" })).toHaveCount(0);
  await drop(page, "five.jsonl", "PK\u0003\u0004 and more");
  await expect(page.getByRole("status").filter({ hasText: "expected" })).toContainText("five.jsonl: it is compressed (zip)");
  await at(page, 2);
});

test("of a damaged log the whole episodes are shown, and what is left out is told", async ({ page }) => {
  const [one, two, three] = [textOf(await events(1)), textOf(await events(2)), textOf(await events(3))];
  const lines = (text: string) => text.split("\n").length - 1;
  await open(page, "t=0");
  await drop(page, "run.jsonl", one + two.replace('{"', "{") + three.slice(0, -20));
  await expect(page.getByText("recorded, verified")).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "Left out" })).toContainText(
    new RegExp(`Left out: run\\.jsonl line ${lines(one) + 1}: not JSON: .* \\(and 1 more\\)\\.`),
  );
  await expect(page.getByLabel("Seed", { exact: true })).toHaveValue("1");
});

test("the step on show is saved as a picture, the episode as a video", async ({ page }) => {
  const { troubles } = await open(page, "preset=quick&pursuer=expert&seed=5&t=3");
  await at(page, 3);
  await page.getByText("Trajectory file").click();
  const saved = async (name: string) => {
    const download = page.waitForEvent("download");
    await button(page, name).click();
    const file = await download;
    return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
  };
  const picture = await saved("Save a picture");
  expect(picture.name).toBe("pursuit-5-step-3.png");
  expect(picture.bytes.subarray(0, 8)).toEqual(Buffer.from("89504e470d0a1a0a", "hex"));
  // A board of 7 x 7 cells, 1080 pixels wide, and a strip of words below it.
  expect([picture.bytes.readUInt32BE(16), picture.bytes.readUInt32BE(20)]).toEqual([1080, 1136]);
  await page.getByLabel("Speed").selectOption({ label: "fastest" });
  const video = await saved("Save a video");
  expect(video.name).toBe("pursuit-5.webm");
  expect(video.bytes.subarray(0, 4)).toEqual(Buffer.from("1a45dfa3", "hex"));
  expect(video.bytes.length).toBeGreaterThan(2000);
  await expect(page.getByRole("status").filter({ hasText: "The video is saved." })).toBeVisible();
  expect(troubles).toEqual([]);
});

test("the episodes of a log are listed, sorted by what they brought, and opened from the list", async ({ page }) => {
  const logs = [await events(1), await events(2), await events(3)];
  const gains = logs.map((log) => (log.at(-1) as Extract<Event, { type: "end" }>).returns["pursuer-0"]!);
  await open(page, "preset=quick&t=1");
  await drop(page, "run.jsonl", logs.map(textOf).join(""));
  await expect(page.getByText("recorded, verified")).toBeVisible();
  const list = page.getByTestId("episodes");
  await list.getByText("All 3 episodes").click();
  const rows = list.locator("tbody tr");
  const column = (i: number) =>
    rows.locator("td").evaluateAll((cells, at) => cells.flatMap((cell, n) => (n % 3 === at ? [cell.textContent] : [])), i);
  await expect(rows).toHaveCount(3);
  await expect.poll(() => column(0)).toEqual(["1", "2", "3"]);
  await list.getByRole("button", { name: "return" }).click();
  await expect(list.getByRole("columnheader", { name: "return" })).toHaveAttribute("aria-sort", "ascending");
  const sorted = (await column(1)).map(Number);
  expect(sorted).toEqual([...sorted].sort((a, b) => a - b));
  expect(sorted[0]).toBeCloseTo(Math.min(...gains), 1);
  await list.getByLabel("Names that contain").fill("pursuit/3");
  await expect(rows).toHaveCount(1);
  await rows.getByRole("button").click();
  await expect(page.getByLabel("Seed", { exact: true })).toHaveValue("3");
  await expect(page.getByText("recorded, verified")).toBeVisible();
});

test("a whole run dropped on a comparison is leafed through", async ({ page }) => {
  await open(page, "preset=quick&b.pursuer=greedy&t=1");
  await at(page, 1, "B");
  const logs = [await events(1), await events(2)];
  await drop(page, "run.jsonl", logs.map(textOf).join(""));
  await expect(page.getByTestId("board")).toHaveCount(1);
  await expect(page.getByText("recorded, verified")).toBeVisible();
  await page.getByLabel("Episode", { exact: true }).fill("2");
  await page.getByLabel("Episode", { exact: true }).blur();
  await expect(page.getByLabel("Seed", { exact: true })).toHaveValue("2");
  await expect(transport(page)).toHaveAttribute("data-ended", "true");
  await page.goBack();
  await expect(page.getByTestId("board")).toHaveCount(2);
});
