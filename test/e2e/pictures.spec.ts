/** Pictures of the page for people to look at, kept with the run. */
import { expect, type Page, test } from "@playwright/test";
import { lineOf } from "../../src/core/index.ts";
import { play } from "../agents/play.ts";
import { at, board, details, drop, open } from "./page.ts";

const ZONE = 'params={"emergencies":[{"round":2,"emergency":"restricted-zone"},{"round":3,"emergency":"fog"}]}';

/** Drops a log on the page in which one step was edited. */
async function refused(page: Page): Promise<void> {
  const log = (await play({ pursuer: { agent: "greedy" }, runner: { agent: "evade" } }, 4)).map(lineOf);
  await drop(
    page,
    "edited.jsonl",
    log.map((line) => (line.includes('"t":6,"type":"step"') ? line.replace(/"digest":"../, '"digest":"00') : line)).join("\n"),
  );
  await expect(page.locator(".said.bad")).toBeVisible();
}

/** Brings the decision into sight: on a phone it lies below the board. */
async function decision(page: Page): Promise<void> {
  await page.getByTestId("decision").evaluate((element) => element.scrollIntoView({ block: "start" }));
}

async function candidates(page: Page): Promise<void> {
  await details(page);
  await decision(page);
}

async function browse(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Functions", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
}

async function ranked(page: Page): Promise<void> {
  await browse(page);
  await page.getByLabel("Rank").selectOption("pursuer-0");
}

async function selected(page: Page): Promise<void> {
  await page.getByTestId("decision").locator("[data-stage]").last().getByRole("link").first().click();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
}

async function prompted(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Prompt", exact: true }).click();
  await page.getByLabel("Asks for").selectOption("target");
  await page.getByRole("button", { name: "Ask", exact: true }).click();
  await expect(page.locator(".verdict")).toHaveText("Usable");
}

/** What to show: its address, the step, and what is done there. */
const SCENES: readonly (readonly [name: string, hash: string, t: number, act?: (page: Page) => Promise<void>])[] = [
  ["start", "t=0", 0],
  ["running", "preset=large&t=12", 12],
  ["emergency", `${ZONE}&t=9`, 9],
  ["decision", "pursuer=expert&t=7", 7, decision],
  ["candidates", `pursuer=functions-top1&${ZONE}&t=7`, 7, candidates],
  ["base", "t=7", 7, browse],
  ["ranked", `${ZONE}&t=7`, 7, ranked],
  ["function", "pursuer=expert&t=7", 7, selected],
  ["model", "pursuer=l-llm-functions&t=7", 7, decision],
  ["prompt", "pursuer=expert&t=7", 7, prompted],
  ["student", `pursuer=s-llm-ld&${ZONE}&t=7`, 7, decision],
  [
    "compare-students",
    'seed=7&params={"width":14,"height":14,"pursuers":5}&pursuer=s-llm-ld&b.pursuer=s-llm-kd-legal&c.pursuer=expert&t=9',
    9,
  ],
  [
    "compare-cards",
    'env=twenty-one&preset=match&params={"emergencies":[{"round":1,"emergency":"target-change"}]}&seed=4&gambler=s-llm-ld&b.gambler=s-llm-kd-legal&c.gambler=expert&t=5',
    5,
  ],
  [
    "compare-lake",
    'env=fishery&params={"emergencies":[{"round":3,"emergency":"quota"}]}&seed=3&fisher=s-llm-ld&b.fisher=s-llm-kd-legal&c.fisher=expert&t=5',
    5,
  ],
  ["compare-commons", "env=commons-harvest&seed=2&harvester=s-llm-ld&b.harvester=greedy&c.harvester=restrained&t=30", 30],
  [
    "compare-tag",
    'env=tag-rapier&params={"emergencies":[{"round":10,"emergency":"wall"}]}&seed=3&chaser=s-llm-ld&b.chaser=s-llm-kd-legal&c.chaser=expert&t=30',
    30,
  ],
  ["purpose", "env=fishery&fisher=s-llm-ld&seed=3&t=4", 4, decision],
  ["search", "pursuer=search-actions&t=5", 5],
  ["your-move", "pursuer-0=human", 0],
  ["end", "preset=quick&pursuer=coordinated&t=21", 21],
  ["compare", "pursuer=greedy&b.pursuer=expert&seed=5&t=8", 8],
  ["compare-three", `seed=7&pursuer=greedy&b.pursuer=expert&c.pursuer=random&${ZONE}&t=11`, 11],
  ["compare-end", "preset=quick&pursuer=greedy&b.pursuer=expert&t=50", 50],
  ["refused", "seed=2&t=8", 8, refused],
];

const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 375, height: 812 };

for (const [name, hash, t, act] of SCENES)
  test(`pictures of ${name}`, async ({ page }, info) => {
    // Each width in one scheme shows everything, in the other what has most colours. The page stays: it fits itself to what it is shown on.
    const colourful = /^(emergency|compare)/.test(name);
    await page.setViewportSize(WIDE);
    await page.emulateMedia({ colorScheme: "dark" });
    await open(page, encodeURI(hash));
    await at(page, t);
    await expect(board(page)).toHaveAttribute("data-drawn", "true");
    await act?.(page);
    for (const [size, colorScheme] of [
      [WIDE, "dark"],
      ...(colourful ? ([[WIDE, "light"]] as const) : []),
      [NARROW, "light"],
      ...(colourful ? ([[NARROW, "dark"]] as const) : []),
    ] as const) {
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme });
      if (act === decision) await decision(page);
      await page.screenshot({ path: info.outputPath(`${name}-${size.width}-${colorScheme}.png`) });
    }
  });
