/** The Distil page: a student is made in the tab, interrupted, gone on with, and plays. */
import { readFileSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";
import { board, button, moving, open } from "./page.ts";

const status = (page: Page) => page.getByTestId("distil-status");
const course = (page: Page) => page.getByRole("region", { name: "By functions (LD)" });
const step = async (page: Page) => Number(await course(page).getAttribute("data-step"));

/** Chooses the smallest student that learns anything. */
async function choose(page: Page): Promise<void> {
  await page.getByLabel("By imitation (KD)").uncheck();
  await page.getByLabel("Trained on").selectOption("wasm");
  await page.getByText("Options", { exact: true }).click();
  const fields = { episodes: "2", "ld steps": "16", batch: "2", evaluation: "2" };
  for (const [label, value] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(value);
}

/** Clicks on Pause as soon as the page shows that training is beyond a step: from outside it might come after the last one. */
const pauseAfter = (page: Page, step: number) =>
  page.evaluate(
    (step) =>
      new Promise<void>((resolve) => {
        const look = () => {
          const shown = Number(document.querySelector(".course[data-step]")?.getAttribute("data-step") ?? 0);
          const pause = [...document.querySelectorAll("button")].find(
            (one) => (one.getAttribute("aria-label") ?? one.textContent) === "Pause",
          );
          if (!(shown > step) || pause === undefined) return;
          observer.disconnect();
          pause.click();
          resolve();
        };
        const observer = new MutationObserver(look);
        observer.observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-step"] });
        look();
      }),
    step,
  );

test("a student is trained, interrupted, gone on with, and plays", async ({ page }) => {
  const { troubles } = await open(page, "distil=pursuit");
  await expect(page).toHaveTitle("Distil - Logic Arena");
  await choose(page);
  await button(page, "Begin").click();
  await pauseAfter(page, 2);
  await expect(status(page)).toHaveText(/^Paused: LD \d+\/16\.$/);
  const before = await step(page);
  expect(before).toBeLessThan(16);

  await page.reload();
  await expect(status(page)).toHaveText(`Paused: LD ${before}/16.`);
  expect(await step(page)).toBe(before);
  await button(page, "Go on").click();
  await expect(status(page)).toHaveText("Done: the students are below.");
  expect(await step(page)).toBe(16);
  await expect(page.getByRole("region", { name: "Agreement with the teacher" })).toContainText(/teacher's function.*\d+\.\d % of \d+/);

  const play = page.getByRole("region", { name: "At play" });
  await expect(play.getByTestId("rehearsal")).toHaveAttribute("data-t", /[1-9]/);
  await expect(play.getByTestId("rehearsal")).toHaveAttribute("data-step", "16");
  await expect(play.getByRole("row")).toContainText([/Agent/, /functions-random|s-llm-ld/, /functions-random|s-llm-ld|expert/, /.+/]);
  await expect(play).toContainText("On the same 2 seeds");
  await button(page, "Hold").click();
  await expect(button(page, "Play")).toBeVisible();

  // It is one that the watch page casts, and a folder that everybody reads.
  const kept = page.getByRole("region", { name: "Students of this browser" });
  await expect(kept).toContainText(/pursuit-ld-[0-9a-f]{6} LD, 16 steps, taught by expert/);
  const saving = page.waitForEvent("download");
  await kept.getByRole("button", { name: "Save" }).click();
  const saved = await saving;
  expect(saved.suggestedFilename()).toMatch(/^pursuit-ld-[0-9a-f]{6}\.tar$/);
  const archive = readFileSync(await saved.path()).toString("latin1");
  for (const file of ["student.json", "tokenizer.json", "model.safetensors", "config.json"]) expect(archive).toContain(`/${file}\0`);
  // Other software knows no words by their vectors.
  expect(archive).not.toContain("/onnx/");
  await kept.getByRole("link", { name: "Watch" }).click();
  await expect(board(page)).toBeVisible();
  await moving(page);
  await expect(page.getByText("no such student")).toHaveCount(0);
  await page.getByText("Its parameters").first().click();
  await expect(page.getByLabel("model")).toHaveValue(/^pursuit-ld-[0-9a-f]{6}$/);

  // What is done is there when one comes back, and students can be deleted.
  await page.getByRole("link", { name: "Distil", exact: true }).click();
  await expect(status(page)).toHaveText("Done: the students are below.");
  await kept.getByRole("button", { name: "Delete" }).click();
  await expect(kept).toHaveCount(0);
  await button(page, "Make another").click();
  await expect(button(page, "Begin")).toBeVisible();
  expect(troubles).toEqual([]);
});

test("options that make no sense are refused; training that is stopped gives the student as it is", async ({ page }) => {
  const { troubles } = await open(page, "distil=pursuit");
  await choose(page);
  await page.getByLabel("episodes", { exact: true }).fill("1");
  await page.keyboard.press("Tab");
  await expect(page.locator(".distil-options .wrong")).toBeVisible();
  await page.getByLabel("episodes", { exact: true }).fill("2");
  await page.getByLabel("ld steps").fill("5000");
  await button(page, "Begin").click();
  await expect(course(page)).toContainText(/WebAssembly, \d+ tokens\/s/);
  await button(page, "Stop here").click();
  await expect(status(page)).toHaveText("Done: the students are below.");
  await expect(page.getByRole("region", { name: "Students of this browser" })).toContainText(/pursuit-ld-[0-9a-f]{6}-at-\d+/);
  expect(troubles).toEqual([]);
});

test("a student that other software can open is saved with its ONNX files", async ({ page }) => {
  await open(page, "distil=tally");
  await choose(page);
  await button(page, "Begin").click();
  await expect(status(page)).toHaveText("Done: the students are below.");
  const saving = page.waitForEvent("download");
  await page.getByRole("region", { name: "Students of this browser" }).getByRole("button", { name: "Save" }).click();
  const archive = readFileSync(await (await saving).path()).toString("latin1");
  for (const file of ["student.json", "tokenizer.json", "model.safetensors", "onnx/model.onnx"]) expect(archive).toContain(`/${file}\0`);
});

test("an address of nothing is refused", async ({ page }) => {
  await open(page, "distil=chess");
  await expect(page.getByText(/no environment is called "chess"/)).toBeVisible();
});
