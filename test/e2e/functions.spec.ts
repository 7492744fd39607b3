/** Decisions by functions on the watch page, and the function base to browse. */
import { worldOf } from "../../src/worlds.ts";
import { expect, type Page, test } from "@playwright/test";
import { resolveAgent } from "../../agents/index.ts";
import { digestOfBase, inputName } from "../../function-base/index.ts";
import { type Event, lineOf, rollout, type Trace } from "../../src/core/index.ts";
import { env } from "../agents/play.ts";
import { at, board, button, details, drop, open, refusesAddresses, transport } from "./page.ts";

const ZONE = 'params={"emergencies":[{"round":2,"emergency":"restricted-zone"}]}';

const panel = (page: Page) => page.getByTestId("decision");
const stages = (page: Page) => panel(page).locator("[data-stage]");
const twin = (page: Page) => page.locator("#twin");
const row = (page: Page, role: string) => page.getByRole("tabpanel").getByRole("button", { name: new RegExp(`^${role} `) });
const functionsLink = (page: Page) => page.getByRole("link", { name: "Functions", exact: true });
const heading = (page: Page) => page.getByRole("heading", { level: 1 });

test("a decision is shown stage by stage, with candidates, manuals and sources", async ({ page }) => {
  const { troubles } = await open(page, "pursuer=functions-top1&t=7");
  await at(page, 7);
  await expect(panel(page)).toHaveAttribute("data-step", "7");
  await expect(stages(page)).toHaveCount(3);
  expect(await stages(page).evaluateAll((all) => all.map((one) => one.getAttribute("data-stage")))).toEqual(["assess", "target", "move"]);
  await expect(stages(page).getByRole("row")).toHaveCount(0);
  await details(page);
  for (const stage of await stages(page).all()) {
    await expect(stage.locator(".asks")).toContainText("?");
    await expect(stage).toContainText("5 candidates");
    await expect(stage.locator(".selected")).toContainText("Use when");
    // The first hit is selected, and is the one with the best score.
    await expect(stage.getByRole("row").first()).toHaveAttribute("aria-current", "true");
    await expect(stage.locator("pre")).toBeHidden();
    await stage.getByText("Source", { exact: true }).click();
    await expect(stage.locator("pre")).toContainText("export default function");
  }
  // The result is beside the name, in the same line.
  const [named, gives] = await Promise.all(
    [".outcome .function-name", ".gives"].map((one) => stages(page).last().locator(one).boundingBox()),
  );
  expect(Math.abs(named!.y - gives!.y)).toBeLessThan(named!.height);
  expect(gives!.x).toBeGreaterThan(named!.x + named!.width);
  const action = (await stages(page).last().locator(".gives").textContent())!;
  await expect(row(page, "pursuer-0")).toContainText(action);
  // All of it in one line.
  const selected = await stages(page).locator(".outcome .function-name").allTextContents();
  const reason = page.getByTestId("reason").first();
  await expect(reason.locator(".function-name")).toHaveText(selected);
  await expect(reason).toContainText(new RegExp(`${selected[2]!} ${action}$`));
  expect(troubles).toEqual([]);
});

test("of a manual the condition that holds is told, with the facts that it names, and the others are folded", async ({ page }) => {
  await open(page, "seed=3&pursuer=expert&t=6");
  await at(page, 6);
  await details(page);
  const stage = stages(page)
    .filter({ has: page.locator(".conditions") })
    .first();
  await expect(stage.locator(".use-when")).toContainText(/^Use when .* Holds here$/);
  const facts = stage.locator(".facts > li");
  const deciding = await stage.locator(".facts .decides").allTextContents();
  expect(deciding.length).toBeGreaterThan(0);
  expect(await facts.count()).toBeGreaterThan(deciding.length);
  const others = stage.getByText(/^\d+ other conditions?$/);
  await expect(stage.locator(".conditions")).toBeHidden();
  await others.click();
  await expect(stage.locator(".conditions li")).toHaveCount(Number(/\d+/.exec((await others.textContent())!)![0]));
});

test("a role is chosen by its row or by the selector, and stays chosen while stepping", async ({ page }) => {
  await open(page, "t=7");
  await at(page, 7);
  const whose = page.getByLabel("Whose decision");
  await expect(whose).toHaveValue("pursuer-0");
  await expect(row(page, "pursuer-0")).toHaveAttribute("aria-pressed", "true");
  await row(page, "pursuer-2").focus();
  await page.keyboard.press("Enter");
  await expect(whose).toHaveValue("pursuer-2");
  await expect(twin(page)).toContainText(/pursuer-2 aims at .*goal \(\d+,\d+\)/);
  await page.keyboard.press("ArrowRight");
  await at(page, 8);
  // The runner's step: the decision is still the one of the step before.
  await expect(whose).toHaveValue("pursuer-2");
  await expect(panel(page)).toHaveAttribute("data-step", "7");
  await whose.selectOption("runner-0");
  await expect(panel(page)).toContainText("decides without functions");
  await expect(twin(page)).not.toContainText("aims at");
  await whose.selectOption("pursuer-1");
  await expect(twin(page)).toContainText("pursuer-1 aims at");
  await row(page, "pursuer-1").click();
  await expect(panel(page)).toBeHidden();
  await expect(twin(page)).not.toContainText("aims at");
  await button(page, "First step").click();
  await at(page, 0);
  await expect(panel(page)).toBeHidden();
});

test("the expert's choice stands beside another agent's, and a key leads to the steps in which it is another one", async ({ page }) => {
  const { troubles } = await open(page, "env=twenty-one&preset=match&gambler=cautious&seed=5&t=1");
  await at(page, 1);
  const expert = panel(page).getByTestId("expert");
  const beside = panel(page).getByTestId("beside");
  const departures = page.getByTestId("departures");
  await expect(panel(page)).toContainText("it has no reason to tell");
  await expect(expert.getByTestId("reason")).toBeVisible();
  await button(page, "Play").click();
  await page.getByLabel("Speed").selectOption({ label: "fastest" });
  await expect(page.getByRole("region", { name: "Playback" })).toHaveAttribute("data-ended", "true");
  const count = Number(/(\d+) times?/.exec((await departures.textContent())!)![1]);
  expect(count).toBeGreaterThan(1);
  const visited: string[] = [];
  for (let i = 0; i < count; i++) {
    await (i === 0 ? departures.click() : page.keyboard.press("e"));
    await expect(beside).toHaveAttribute("data-leaves", "true");
    await expect(beside).toHaveText(/^the expert \S+$/);
    await expect(expert.getByTestId("reason")).toBeVisible();
    visited.push((await panel(page).getAttribute("data-step"))!);
  }
  expect(new Set(visited).size).toBe(count);
  // Behind the last one comes the first.
  await page.keyboard.press("e");
  await expect(panel(page)).toHaveAttribute("data-step", visited[0]!);
  // The expert leaves itself nowhere, and needs no second opinion.
  await page.goto("#env=twenty-one&preset=match&gambler=expert&seed=5&t=3");
  await at(page, 3);
  await expect(panel(page).locator("[data-stage]").first()).toBeVisible();
  await expect(beside.or(expert)).toHaveCount(0);
  await expect(departures).toHaveCount(0);
  expect(troubles).toEqual([]);
});

/** That the last stage of the decision on show ends above the lower edge of its tab. */
async function allInSight(page: Page): Promise<void> {
  const [stage, sight] = await Promise.all([stages(page).last().boundingBox(), page.getByRole("tabpanel").boundingBox()]);
  expect(stage!.y + stage!.height).toBeLessThanOrEqual(sight!.y + sight!.height);
}

test.describe("at 1280 x 800 every stage of a decision is in sight without scrolling", () => {
  test.use({ viewport: { width: 1280, height: 800 } });

  for (const hash of [
    "seed=3&pursuer=s-llm-ld&t=9",
    // Functions joined, and one of them was taken.
    `seed=3&pursuer=s-llm-ld&params=${encodeURIComponent('{"emergencies":[{"round":3,"emergency":"restricted-zone"}]}')}&t=7`,
    "env=fishery&fisher=s-llm-ld&seed=3&t=9",
    "env=twenty-one&preset=match&gambler=s-llm-ld&seed=3&t=1",
    "env=tag-rapier&chaser=s-llm-ld&seed=3&t=9",
    "env=commons-harvest&harvester=s-llm-ld&seed=3&t=9",
  ])
    test(`with what moved it: ${hash}`, async ({ page }) => {
      await open(page, hash);
      await at(page, Number(/t=(\d+)$/.exec(hash)![1]));
      await expect(panel(page).getByTestId("moved").last()).toHaveText(/\S/);
      await allInSight(page);
      await expect(panel(page).getByTestId("beside")).toBeVisible();
    });

  test("where the expert would have done something else", async ({ page }) => {
    await open(page, "env=fishery&fisher=functions-random&seed=3&t=1");
    await at(page, 1);
    await expect(panel(page).getByTestId("expert").getByTestId("reason")).toBeVisible();
    await allInSight(page);
  });

  test("below the introduction of a first visit", async ({ page }) => {
    await open(page);
    await expect(page.getByRole("region", { name: "What this is" })).toBeVisible();
    await expect(stages(page).last()).toBeVisible();
    await button(page, "Pause").click();
    await allInSight(page);
  });
});

test("a candidate says what it would give, and points at it on the board", async ({ page }) => {
  await open(page, "pursuer=functions-top1&t=7");
  await at(page, 7);
  await details(page);
  const candidates = stages(page)
    .nth(1)
    .locator(".candidates tbody tr")
    .filter({ has: page.locator(".would", { hasText: "goal" }) });
  const chosen = candidates.and(page.locator(".chosen"));
  const goalOf = (text: string | null) => /goal (\(\d+,\d+\))/.exec(text ?? "")![1]!;
  const own = goalOf(await chosen.first().locator(".would").textContent());
  await expect(twin(page)).toContainText(`goal ${own}`);
  const goals = await candidates.locator(".would").allTextContents();
  const other = goals.findIndex((text) => goalOf(text) !== own);
  expect(other).toBeGreaterThanOrEqual(0);
  await candidates.nth(other).hover();
  await expect(twin(page)).toContainText(`goal ${goalOf(goals[other]!)}`);
  await expect(twin(page)).not.toContainText(`goal ${own}`);
  await page.mouse.move(0, 0);
  await expect(twin(page)).toContainText(`goal ${own}`);
  await candidates.nth(other).getByRole("link").focus();
  await expect(twin(page)).toContainText(`goal ${goalOf(goals[other]!)}`);
});

test("a click on a piece shows how it decided, and what it saw then", async ({ page }) => {
  await open(page, "pursuer=expert&t=7");
  await at(page, 7);
  await expect(board(page)).toHaveAttribute("data-drawn", "true");
  const [, x, y] = /pursuer-2 (?:is )?at \((\d+),\s?(\d+)\)/.exec((await twin(page).textContent())!)!.map(Number) as [
    number,
    number,
    number,
  ];
  const canvas = board(page).getByRole("img");
  const { width, height } = (await canvas.boundingBox())!;
  const cell = Math.min(width, height) / 10.3;
  await canvas.click({ position: { x: width / 2 + (x + 0.5 - 5) * cell, y: height / 2 + (y + 0.5 - 5) * cell } });
  await expect(page.getByLabel("Whose decision")).toHaveValue("pursuer-2");
  await page.getByRole("tab", { name: "Observation" }).click();
  await page.getByLabel("Role").selectOption("pursuer-2");
  const seen = page.getByTestId("observation");
  const now = await seen.textContent();
  await expect(page.locator(".legal")).toContainText(/^Legal (then|now)/);
  await page.getByLabel("When").selectOption("now");
  await expect(seen).not.toHaveText(now!);
});

test("candidates that the expert would take are marked", async ({ page }) => {
  await open(page, "pursuer=functions-random&t=5");
  await at(page, 5);
  await details(page);
  const marks = panel(page).locator(".experts-choice");
  await expect(marks.first()).toBeVisible();
  expect(await marks.count()).toBeLessThanOrEqual(3);
});

test("says which functions joined because of a notice, and where all of them were candidates", async ({ page }) => {
  await open(page, encodeURI(`pursuer=functions-top1&pursuer-1=expert&${ZONE}&t=5`));
  await at(page, 5);
  await expect(panel(page)).toContainText(/functions joined because of the notice\s+Restricted zone/);
  await details(page);
  await expect(panel(page).getByText("answers Restricted zone").first()).toBeAttached();
  await expect(panel(page).getByText("answers no notice in force").first()).toBeAttached();
  await page.getByLabel("Whose decision").selectOption("pursuer-1");
  const every = stages(page).last().getByText("Every function of the stage was a candidate");
  await expect(every).toBeVisible();
  await every.click();
  await expect(stages(page).last().getByRole("link").nth(4)).toBeAttached();
  // What was brought into sight stays there from step to step.
  await page.keyboard.press("ArrowRight");
  await at(page, 6);
  await expect(every).toBeVisible();
  await page.getByRole("tab", { name: "Log" }).click();
  await page.getByLabel("Show", { exact: true }).selectOption("traces");
  await expect(page.getByTestId("log")).toContainText('because of the notice "restricted-zone"');
});

test("an agent that cannot choose a function says so, and what it took instead", async ({ page }) => {
  await open(page, encodeURI('pursuer-1=functions-fixed{"functions":{"move":"no-such"}}&pursuer-0=greedy&t=3'));
  await at(page, 3);
  await page.getByLabel("Whose decision").selectOption("pursuer-1");
  await expect(panel(page)).toContainText(/move: "no-such", expected one of .*squeeze/);
  await expect(panel(page)).toContainText("was given");
});

test("nobody learns of decisions that are not their own", async ({ page }) => {
  await open(page, "view=pursuer-1&t=7");
  await at(page, 7);
  await expect(twin(page)).toContainText("pursuer-1 aims at");
  await expect(page.getByLabel("Whose decision").getByRole("option")).toHaveText(["pursuer-1"]);
  await expect(row(page, "pursuer-1")).toBeVisible();
  await expect(row(page, "pursuer-0")).toHaveCount(0);
  await page.getByRole("tab", { name: "Log" }).click();
  await expect(page.getByTestId("log")).toContainText("pursuer-1: assess");
  await expect(page.getByTestId("log")).not.toContainText("pursuer-0");
  await page.getByLabel("Seen by").selectOption("runner-0");
  await expect(twin(page)).toContainText("You are runner-0");
  await expect(twin(page)).not.toContainText("aims at");
  await functionsLink(page).click();
  await expect(page.getByLabel("Rank")).toBeHidden();
});

test("a person learns nothing of the decisions of others", async ({ page }) => {
  await open(page, "preset=quick&runner=human&view=pursuer-0");
  const mine = page.getByRole("region", { name: "Your move" });
  await mine.getByRole("button", { name: "stay" }).click();
  await at(page, 3);
  await expect(mine).toBeVisible();
  await expect(panel(page)).toBeHidden();
  await expect(twin(page)).not.toContainText("aims at");
  await expect(page.getByRole("tabpanel")).not.toContainText("pursuer-0");
  await functionsLink(page).click();
  await expect(page.getByLabel("Rank")).toBeHidden();
});

test("marks stay with the eyes in a comparison, and a branch has its decisions", async ({ page }) => {
  await open(page, "pursuer=functions-top1&b.pursuer=expert&t=7");
  await at(page, 7, "B");
  await expect(twin(page)).not.toContainText("aims at");
  await page.getByLabel("Seen by").selectOption("pursuer-1");
  await expect(twin(page)).toContainText("pursuer-1 aims at");
  await expect(page.locator("#twin-B")).toContainText("pursuer-1 aims at");
  await open(page, "preset=quick&pursuer=greedy&t=4");
  await at(page, 4);
  await expect(panel(page)).toContainText("it has no reason to tell");
  await expect(stages(page)).toHaveCount(0);
  await page.getByText("Branch at step").click();
  await page.getByLabel("Agent", { exact: true }).selectOption("functions-fixed");
  await button(page, "Branch here").click();
  await button(page, "Step forward").click();
  await at(page, 5);
  await expect(panel(page)).toHaveAttribute("data-step", "5");
  await expect(stages(page)).toHaveCount(3);
});

const world = worldOf("pursuit");

/** An episode whose traces were made up, as those of any selector might be. */
async function episodeWith(change: (trace: Trace) => Trace, digest = digestOfBase(worldOf("pursuit").base)): Promise<string> {
  const events: Event[] = [];
  const source = rollout(env, {
    seed: 3,
    params: env.presets["quick"]!.params,
    cast: { pursuer: { agent: "functions-top1" }, runner: { agent: "evade" } },
    inputs: { [inputName(worldOf("pursuit").base)]: digest },
    seat: async (role, spec) => {
      const { kind, params } = resolveAgent(spec, world, role);
      const seat = await kind.create(params, { world, role, ports: {} });
      return { ...seat, act: (seen, turn, emit) => seat.act(seen, turn, (trace) => emit(change(trace))) };
    },
  });
  for await (const event of source) events.push(event);
  return events.map(lineOf).join("\n");
}

test("a recorded log shows the selector's probabilities, functions that are no more and those that failed", async ({ page }) => {
  const log = await episodeWith((trace) => {
    if (trace.type !== "call" || trace.stage === "assess") return trace;
    const { result: _, ...failed } = trace;
    if (trace.stage === "move") return failed;
    return {
      ...trace,
      name: "long-gone",
      hits: [{ name: "long-gone", score: 3 }, ...trace.hits!],
      probabilities: { "long-gone": 0.75, [trace.hits![0]!.name]: 0.25 },
      result: { prey: "nowhere", goal: [99, 99] },
    };
  }, "0".repeat(32));
  const { troubles } = await open(page, "t=0&speed=1");
  await at(page, 0);
  await drop(page, "made-up.jsonl", log);
  await expect(page.getByText("recorded, verified")).toBeVisible();
  await button(page, "Pause").click();
  await page.getByRole("slider", { name: "Step" }).fill("3");
  await at(page, 3);
  await details(page);
  const target = stages(page).nth(1);
  await expect(target.locator(".selected")).toContainText("long-gone");
  await expect(panel(page)).toContainText("another version of these functions");
  await expect(target).toContainText("the bars are the selector's probabilities");
  await expect(target.getByRole("row").first()).toContainText("75 %");
  await expect(target.getByRole("link", { name: "long-gone" })).toHaveCount(0);
  await expect(stages(page).nth(2).locator(".gives")).toHaveText("failed");
  await expect(twin(page)).toContainText(/aims at prey \(\d+,\d+\)\./);
  expect(troubles).toEqual([]);
});

test("the base is browsed from the page, and the way back leads to the same game", async ({ page }) => {
  const { troubles } = await open(page, "seed=5&t=7");
  await at(page, 7);
  const digest = await page.getByTestId("digest").textContent();
  await button(page, "Play").click();
  await functionsLink(page).click();
  await expect(page).toHaveURL(/#base=pursuit$/);
  await expect(heading(page)).toHaveText("Functions of Grid pursuit");
  await expect(page.getByRole("slider", { name: "Step" })).toBeHidden();
  await page.goBack();
  await expect(transport(page)).toBeVisible();
  await expect(transport(page)).toHaveAttribute("data-playing", "false");
  await page.getByRole("slider", { name: "Step" }).fill("7");
  await at(page, 7);
  await expect(page.getByTestId("digest")).toHaveText(digest!);

  const link = stages(page).first().getByRole("link").first();
  const name = (await link.textContent())!;
  await link.focus();
  await page.keyboard.press("Enter");
  await expect(heading(page)).toHaveText(name);
  await expect(page).toHaveURL(new RegExp(`function=${name}$`));
  await expect(page.locator("pre.source").filter({ visible: true })).toContainText("export default function");
  await expect(page.getByRole("main", { name: "Function base" })).toContainText("Result");
  // Keys of the player are not for this page.
  await page.keyboard.press("ArrowLeft");
  await page.getByRole("link", { name: /All functions/ }).click();
  await expect(heading(page)).toHaveText("Functions of Grid pursuit");
  await page.getByRole("link", { name: "Watch", exact: true }).click();
  await at(page, 7);
  await expect(page.getByTestId("digest")).toHaveText(digest!);
  await expect(page).toHaveURL(/seed=5.*t=7/);
  await expect(page.locator("canvas")).toHaveCount(1);
  await expect(board(page)).toBeVisible();
  expect(troubles).toEqual([]);
});

test("the base is searched by words, and ranked for a role on the board", async ({ page }) => {
  await open(page, encodeURI(`${ZONE}&t=7`));
  await at(page, 7);
  await functionsLink(page).click();
  const cards = page.locator(".card");
  await expect(cards.first()).toBeVisible(); // none is counted before they are there
  const all = await cards.count();
  await page.getByLabel("Find").fill("corner");
  await expect(page.getByRole("status").filter({ hasText: "ranked as the retriever ranks these words" })).toBeVisible();
  await expect(cards).not.toHaveCount(all);
  await expect(cards.filter({ hasNotText: /corner/i })).toHaveCount(0);
  await page.getByLabel("Find").fill("zzz");
  await expect(page.getByText("Nothing here fits.")).toHaveCount(3);
  await page.getByLabel("Find").fill("");
  await page.getByLabel("Rank").selectOption("pursuer-1");
  await expect(page.getByRole("list", { name: "Notices in force" })).toContainText("restricted zone");
  await expect(page.getByRole("list", { name: "What the retriever knows in stage move" })).toContainText("goal");
  await expect(cards).toHaveCount(all);
  await expect(page.getByText("not proposed at K = 5").first()).toBeVisible();
});

test("the address of the base or of a function shows it at once, and a log dropped there is watched", async ({ page }) => {
  const { troubles } = await open(page, "base=pursuit");
  await expect(heading(page)).toHaveText("Functions of Grid pursuit");
  const first = page.locator(".card").getByRole("link").first();
  const name = (await first.textContent())!;
  await first.click();
  await expect(heading(page)).toHaveText(name);
  await page.reload();
  await expect(heading(page)).toHaveText(name);
  await page.goBack();
  await expect(heading(page)).toHaveText("Functions of Grid pursuit");
  await drop(page, "log.jsonl", await episodeWith((trace) => trace));
  await expect(page.getByText("recorded, verified")).toBeVisible();
  await expect(page).toHaveURL(/env=pursuit/);
  await page.goBack();
  await expect(heading(page)).toHaveText("Functions of Grid pursuit");
  await page.getByRole("link", { name: "Watch", exact: true }).click();
  await expect(page.getByText("recorded, verified")).toBeVisible();
  expect(troubles).toEqual([]);
});

test("wrong bases and functions in the address get a message and a way out", async ({ page }) => {
  await refusesAddresses(page, [
    ["base=chess", "chess"],
    ["base=pursuit&function=no-such", "no-such"],
  ]);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 375, height: 812 }, hasTouch: true });

  test("the decision and the base fit the width", async ({ page }) => {
    const width = () => page.evaluate(() => document.documentElement.scrollWidth);
    await open(page, encodeURI(`pursuer=functions-top1&${ZONE}&t=7`));
    await at(page, 7);
    await row(page, "pursuer-1").tap();
    await expect(page.getByLabel("Whose decision")).toHaveValue("pursuer-1");
    expect(await width()).toBe(375);
    await functionsLink(page).tap();
    await expect(heading(page)).toBeVisible();
    expect(await width()).toBe(375);
    await page.locator(".card").getByRole("link").first().tap();
    await expect(page.locator("pre.source").filter({ visible: true })).toBeVisible();
    expect(await width()).toBe(375);
  });
});
