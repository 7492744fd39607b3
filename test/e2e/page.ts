/** The watch page as tests see it. */
import { expect, type Locator, type Page } from "@playwright/test";

/** Opens the page at an address and collects errors in its console and requests to other hosts. */
export async function open(page: Page, hash = ""): Promise<{ readonly troubles: string[] }> {
  const troubles: string[] = [];
  page.on("console", (message) => message.type() === "error" && troubles.push(message.text()));
  page.on("pageerror", (error) => troubles.push(error.message));
  page.on("request", (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol.startsWith("http") && hostname !== "127.0.0.1") troubles.push(`a request to ${request.url()}`);
  });
  await page.goto(hash === "" ? "./" : `./#${hash}`);
  return { troubles };
}

/**
 * Opens wrong addresses one after the other, each in a page loaded anew: the page says what is wrong, and its way out is there. At the last
 * one the way out is taken, which leads to the default game.
 */
export async function refusesAddresses(page: Page, wrong: readonly (readonly [hash: string, message: string])[]): Promise<void> {
  for (const [i, [hash, message]] of wrong.entries()) {
    await page.goto(`./?${i}#${encodeURI(hash)}`);
    await expect(page.getByRole("alert"), hash).toContainText(message);
    await expect(button(page, "Open the default game"), hash).toBeVisible();
  }
  await button(page, "Open the default game").click();
  await expect(page.getByRole("alert")).toBeHidden();
  await expect(page.getByTestId("board")).toHaveCount(1);
  await moving(page);
}

/** The first board, or the one of a letter in a comparison. */
export const board = (page: Page, letter = "A") => page.getByTestId("board").nth(letter.charCodeAt(0) - 65);
export const transport = (page: Page) => page.getByRole("region", { name: "Playback" });
export const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

/** Waits until the game has begun to move. */
export const moving = (page: Page) => expect(board(page)).toHaveAttribute("data-t", /[1-9]/);

/** Waits until a step is on show. */
export const at = (page: Page, t: number, letter = "A") => expect(board(page, letter)).toHaveAttribute("data-t", String(t));

/** The games of the gallery, once they are there. */
export async function exhibits(page: Page): Promise<readonly Locator[]> {
  const all = page.getByTestId("exhibit");
  await expect(all.first()).toBeAttached();
  return all.all();
}

/** Brings the facts and candidates of every stage of a decision into sight. */
export async function details(page: Page): Promise<void> {
  const stages = page.getByTestId("decision").locator("[data-stage]");
  await expect(stages.first()).toBeVisible();
  for (const stage of await stages.all()) await stage.getByRole("button", { name: "Details of" }).click();
}

/** Drops a file on the page, as a person does. */
export async function drop(page: Page, name: string, text: string): Promise<void> {
  const dataTransfer = await page.evaluateHandle(
    ([name, text]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], name, { type: "application/jsonl" }));
      return transfer;
    },
    [name, text] as const,
  );
  await page.dispatchEvent("main", "dragover", { dataTransfer });
  await page.dispatchEvent("main", "drop", { dataTransfer });
}
