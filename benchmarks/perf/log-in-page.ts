/** How soon the watch page shows the episodes of a log. */
import { chromium } from "playwright";
import { ensureBrowser, SWITCHES } from "../runners/browser.ts";

/** Seconds until a log is listed and its first episode verified, and until another episode is, at most. */
export async function logInPage(url: string, log: string, episodes: number): Promise<{ readonly list: number; readonly episode: number }> {
  const browser = await chromium.launch({ executablePath: ensureBrowser(() => {}).path, args: [...SWITCHES] });
  try {
    const page = await browser.newPage();
    await page.goto(`${url}#t=0`);
    await page.getByText("Trajectory file").click();
    const verified = page.getByRole("status").filter({ hasText: "Verified" });
    const secondsTo = async (act: () => Promise<void>): Promise<number> => {
      const before = (await verified.count()) === 0 ? "" : await verified.innerText();
      const began = performance.now();
      await act();
      await verified.filter({ hasNotText: before === "" ? "\0" : before }).waitFor();
      return (performance.now() - began) / 1000;
    };
    const list = await secondsTo(() => page.getByLabel("Open a log").setInputFiles(log));
    let slowest = 0;
    for (const share of [1, 0.5, 0.75, 0.25, 0.6]) {
      const field = page.getByLabel("Episode", { exact: true });
      const seconds = await secondsTo(async () => {
        await field.fill(String(Math.ceil(share * episodes)));
        await field.blur();
      });
      slowest = Math.max(slowest, seconds);
    }
    return { list, episode: slowest };
  } finally {
    await browser.close();
  }
}
