/** Takes the pictures of the documentation from the watch page: `npm run pictures`. */
import { join } from "node:path";
import { chromium } from "playwright";
import { BARE_WINDOW, ensureBrowser } from "../benchmarks/runners/browser.ts";
import { buildSite, serveSite } from "../src/cli/site.ts";

const ZONE = '{"emergencies":[{"round":4,"emergency":"restricted-zone"}]}';

/** Each picture with the address that it shows, and how many boards have to stand at which step. */
const PICTURES = [
  { name: "watch", address: `params=${ZONE}&seed=3&pursuer=s-llm-ld&b.pursuer=s-llm-kd-legal&t=12`, boards: 2, t: 12, scheme: "dark" },
  { name: "why", address: `params=${ZONE}&seed=3&pursuer=s-llm-ld&t=9`, boards: 1, t: 9, scheme: "light" },
] as const;

const say = (line: string): void => void process.stderr.write(`${line}\n`);
await buildSite(say);
const site = await serveSite();
const browser = await chromium.launch({ executablePath: ensureBrowser(say).path, args: [BARE_WINDOW] });
try {
  for (const { name, address, boards, t, scheme } of PICTURES) {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: scheme });
    await page.goto(`${site.url}#${encodeURI(address)}`);
    const board = page.locator(`[data-testid=board][data-t="${t}"][data-drawn=true]`);
    await board.nth(boards - 1).waitFor();
    if (boards === 1) await page.getByTestId("moved").last().getByText(/\S/).waitFor();
    // What moves stands still after a while; a picture may wait for that.
    await page.waitForTimeout(2_000);
    await page.screenshot({ path: join(import.meta.dirname, "..", "docs", `${name}.png`) });
    say(`docs/${name}.png`);
    await page.close();
  }
} finally {
  await browser.close();
  await site.close();
}
