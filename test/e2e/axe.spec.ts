/** Every page without a violation of the rules for accessible pages that axe knows, in both themes. */
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { at, board, exhibits, open } from "./page.ts";

const PAGES: Readonly<Record<string, (page: Page) => Promise<unknown>>> = {
  "the first visit": async (page) => {
    await open(page);
    await expect(board(page)).toHaveAttribute("data-t", /[1-9]/);
    await page.keyboard.press("Space");
  },
  "the gallery of a first visit": async (page) => {
    await open(page);
    await page.getByRole("link", { name: "Every game at play" }).click();
    for (const exhibit of await exhibits(page)) await expect(exhibit.locator("svg")).toBeAttached();
  },
  "a decision by functions": async (page) => {
    await open(page, "pursuer=functions-top1&t=7");
    await at(page, 7);
  },
  "numbers as actions, a person at play": (page) => open(page, "env=fishery&fisher-0=human&seed=3"),
  "a comparison at its parting": async (page) => {
    await open(page, "preset=quick&pursuer=greedy&b.pursuer=expert&seed=3&t=2");
    await at(page, 2, "B");
  },
  "the function base": (page) => open(page, "base=pursuit"),
  "the prompt": (page) => open(page, "prompt=pursuit"),
  "the distillery": (page) => open(page, "distil=pursuit"),
  "an address that is wrong": (page) => open(page, "env=chess"),
  "the evidence": (page) => page.goto("./evidence/fishery.html"),
};

for (const scheme of ["light", "dark"] as const)
  test.describe(`in the ${scheme} theme`, () => {
    test.use({ colorScheme: scheme });
    for (const [name, show] of Object.entries(PAGES))
      test(name, async ({ page }) => {
        await show(page);
        await expect(page.locator("h1").first()).toBeAttached();
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(
          violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map(({ target }) => target.join(" ")).join(", ")})`),
        ).toEqual([]);
      });
  });
