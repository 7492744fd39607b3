/** Well over a hundred episodes in one page: memory does not grow, and no worker is left. */
import { type CDPSession, expect, test } from "@playwright/test";
import { playEpisodes } from "../../benchmarks/perf/memory.ts";
import { button, open } from "./page.ts";

/** Episodes after which the page has warmed up, and those that are measured. */
const [WARM, MEASURED] = [40, 70];

/** A leak grows whenever it is measured. What Chromium keeps once, such as code that it compiled late, does not. */
const MEASUREMENTS = 3;

/** Megabytes the heap may grow by between the two: Chromium keeps compiled code and a bounded list of resource timings. */
const MOST_MB = 0.7;

/** Short episodes, at the fastest speed. */
const SHORT = `preset=quick&speed=60&params=${encodeURIComponent('{"pursuers":1,"horizon":2}')}`;

test(`${WARM + MEASURED} episodes leave no more than ${MOST_MB} MB on the heap, and no worker`, async ({ page }, info) => {
  const { troubles } = await open(page, `${SHORT}&t=0`);
  await expect(page.locator("[data-drawn=true]")).toBeVisible();
  const devtools = await page.context().newCDPSession(page);
  await playEpisodes(page, WARM);
  const { growths, nodes } = await growth(devtools, MOST_MB, () => playEpisodes(page, MEASURED));
  const figures = `${growths.map((mb) => mb.toFixed(2)).join(", ")} MB more after each ${MEASURED} episodes`;
  info.annotations.push({ type: "heap", description: figures });
  console.log(`      heap: ${figures}`);
  await expect(page.getByLabel("Seed", { exact: true })).toHaveValue(String(1 + WARM + growths.length * MEASURED));
  expect(growths.at(-1), figures).toBeLessThan(MOST_MB);
  expect(nodes).toBeLessThan(200);
  const workers = async () => {
    await heapOf(devtools);
    return instancesOf(devtools, "Worker");
  };
  await expect.poll(workers, "workers in memory, ended ones among them").toBe(0);
  await expect.poll(() => page.workers().length).toBe(0);
  await expect(page.locator("canvas")).toHaveCount(1);
  expect(troubles).toEqual([]);
});

test("going to a comparison and back leaves no board, worker or memory behind", async ({ page }) => {
  await open(page, `${SHORT}&t=0`);
  await expect(page.locator("[data-drawn=true]")).toBeVisible();
  const devtools = await page.context().newCDPSession(page);
  const there = async (times: number) => {
    for (let i = 0; i < times; i++) {
      await button(page, "Compare").click();
      await button(page, "Add a line-up").click();
      await expect(page.getByTestId("board")).toHaveCount(3);
      await button(page, "Leave").click();
      await expect(page.getByTestId("board")).toHaveCount(1);
    }
  };
  await there(5);
  const { growths } = await growth(devtools, 1, () => there(10));
  expect(growths.at(-1), growths.join(", ")).toBeLessThan(1);
  await expect(page.locator("canvas")).toHaveCount(1);
  await expect.poll(() => page.workers().length).toBeLessThanOrEqual(2);
});

/** Megabytes by which the heap grows each time something is done, until they are few; and the nodes that the document has more in the end. */
async function growth(
  devtools: CDPSession,
  fewMb: number,
  act: () => Promise<void>,
): Promise<{ readonly growths: readonly number[]; readonly nodes: number }> {
  const growths: number[] = [];
  const first = await heapOf(devtools);
  let last = first;
  while (growths.length < MEASUREMENTS && (growths.at(-1) ?? Infinity) >= fewMb) {
    await act();
    const now = await heapOf(devtools);
    growths.push(now.usedMb - last.usedMb);
    last = now;
  }
  return { growths, nodes: last.nodes - first.nodes };
}

/** The heap in use and the document's nodes, after a collection that was asked for. */
async function heapOf(devtools: CDPSession): Promise<{ readonly usedMb: number; readonly nodes: number }> {
  for (let i = 0; i < 3; i++) await devtools.send("HeapProfiler.collectGarbage");
  const { usedSize } = await devtools.send("Runtime.getHeapUsage");
  const { nodes } = await devtools.send("Memory.getDOMCounters");
  return { usedMb: usedSize / 2 ** 20, nodes };
}

/** How many objects of a class of the page are in memory. */
async function instancesOf(devtools: CDPSession, name: string): Promise<number> {
  const prototype = await devtools.send("Runtime.evaluate", { expression: `${name}.prototype` });
  const { objects } = await devtools.send("Runtime.queryObjects", { prototypeObjectId: prototype.result.objectId! });
  const count = await devtools.send("Runtime.callFunctionOn", {
    objectId: objects.objectId!,
    functionDeclaration: "function () { return this.length; }",
    returnByValue: true,
  });
  return count.result.value as number;
}
