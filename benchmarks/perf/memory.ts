/** Memory of a tab that plays a thousand episodes, one after the other. */
import { type CDPSession, chromium, type Page } from "playwright";
import { buildSite, serveSite } from "../../src/cli/site.ts";
import { ensureBrowser, SWITCHES } from "../runners/browser.ts";
import type { Row, Section } from "./section.ts";

/** Episodes in one tab, and after how many its memory is looked at. */
const [EPISODES, EVERY] = [1_000, 100];

/** Short episodes at the fastest speed, with a student among the agents, so that WebAssembly has its part. */
const PLAY = `preset=quick&speed=60&pursuer=s-llm-ld&t=0&params=${encodeURIComponent('{"pursuers":1,"horizon":2}')}`;

/** Plays episodes with the page's own controls: next seed, play, wait for the end. */
export const playEpisodes = (page: Page, count: number) =>
  page.evaluate(async (count) => {
    const control = (name: string) =>
      [...document.querySelectorAll("button")].find((one) => (one.getAttribute("aria-label") ?? one.textContent) === name);
    const state = () => document.querySelector<HTMLElement>("section.transport")?.dataset ?? {};
    const seed = () => document.querySelector<HTMLInputElement>("#seed")!.value;
    const until = (met: () => boolean) =>
      new Promise<void>((resolve, reject) => {
        const began = performance.now();
        const timer = setInterval(() => {
          const late = performance.now() - began > 300_000;
          if (!met() && !late) return;
          clearInterval(timer);
          if (late) reject(new Error(`seed ${seed()} did not end`));
          else resolve();
        }, 5);
      });
    for (let i = 0; i < count; i++) {
      const wanted = String(Number(seed()) + 1);
      control("Next seed")!.click();
      await until(() => seed() === wanted && state()["ended"] === "false");
      if (state()["playing"] === "false") control("Play")!.click();
      await until(() => state()["ended"] === "true" && state()["playing"] === "false");
    }
  }, count);

/** Megabytes in use, after a collection that was asked for: the page's heap, and its buffers, those of WebAssembly among them. */
async function megabytesOf(devtools: CDPSession): Promise<{ readonly heap: number; readonly buffers: number }> {
  for (let i = 0; i < 3; i++) await devtools.send("HeapProfiler.collectGarbage");
  const usage = (await devtools.send("Runtime.getHeapUsage")) as { usedSize: number; backingStorageSize?: number };
  return { heap: usage.usedSize / 1e6, buffers: (usage.backingStorageSize ?? 0) / 1e6 };
}

/** Memory. */
export const memory: Section = {
  title: "Memory",
  async measure({ say }) {
    const browser = ensureBrowser(say);
    await buildSite(say);
    const site = await serveSite();
    const running = await chromium.launch({ executablePath: browser.path, args: [...SWITCHES] });
    try {
      const page = await running.newPage();
      // tsx wraps functions so that they keep their names, also those that are sent to the page.
      await page.addInitScript("globalThis.__name = (named) => named");
      await page.goto(`${site.url}#${PLAY}`);
      await page.locator("[data-drawn=true]").waitFor();
      const devtools = await page.context().newCDPSession(page);
      const heaps: number[] = [];
      let buffers = 0;
      for (let played = 0; played < EPISODES; played += EVERY) {
        await playEpisodes(page, EVERY);
        const used = await megabytesOf(devtools);
        heaps.push(used.heap);
        buffers = Math.max(buffers, used.buffers);
        say(`memory: ${played + EVERY} episodes in one tab, ${used.heap.toFixed(1)} MB of heap`);
      }
      const [first, ...rest] = heaps as [number, ...number[]];
      const peak: Row = {
        what: `heap of a tab in ${EPISODES} episodes, the most after its first tenth`,
        unit: "MB",
        better: "lower",
        before: { what: "after the first tenth", value: first },
        now: Math.max(...rest),
        // Chromium keeps compiled code and a bounded list of resource timings.
        aim: { value: Math.ceil(10 * (first + 0.1 * first)) / 10 },
        note: `flat is within a tenth; buffers of the page itself ${buffers.toFixed(1)} MB`,
      };
      return { rows: [peak] };
    } finally {
      await running.close();
      await site.close();
    }
  },
};
