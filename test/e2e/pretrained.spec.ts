/** A pretrained model on the watch page: given by its address, loaded before one's eyes, and at play. */
import { expect, test } from "@playwright/test";
import { modelOf, smol, textsOf } from "../student/pretrained-models.ts";
import { open } from "./page.ts";

const ADDRESS = "http://models.test/tiny/resolve/main";

test("who lacks a model is told how to give one; given its address, it is loaded, shown, and plays", async ({ page }) => {
  const files: Readonly<Record<string, string | Uint8Array>> = { ...textsOf(smol), "onnx/model_q4.onnx": modelOf(smol, "q4").model };
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.context().route(`${ADDRESS}/**`, async (route) => {
    const name = route
      .request()
      .url()
      .slice(ADDRESS.length + 1);
    const content = files[name];
    const headers = { "access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin" };
    if (content === undefined) return route.fulfill({ status: 404, headers });
    const body = Buffer.from(content);
    if (route.request().method() === "HEAD") return route.fulfill({ headers: { ...headers, "content-length": String(body.length) } });
    if (name.endsWith(".onnx")) await held;
    return route.fulfill({ body, headers });
  });
  const { troubles } = await open(page, "preset=quick&t=0");
  await page.getByLabel("Agent for every pursuer").selectOption("s-llm");
  await expect(page.getByText(/No pretrained model is given, expected ARENA_SLLM/)).toBeVisible();
  await page.getByLabel("model", { exact: true }).fill(ADDRESS);
  await page.getByLabel("model", { exact: true }).press("Tab");
  await expect(page.locator(".teams")).toContainText("Small model, as it comes (tiny)");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Play", exact: true }).click();
  await expect(page.locator(".loading")).toContainText(/Loading tiny: 0\.0 of 0\.\d MB/);
  release();
  await expect(page.locator(".loading")).toHaveCount(0);
  await expect(page.getByTestId("decision")).toContainText(/llama q4 [0-9a-f]{8}: \d+ \+ \d+ tokens/);
  // What a folder may lack is looked for: the browser tells of every file that is not there.
  expect(troubles.filter((one) => !one.includes(ADDRESS) && !/status of 404/.test(one))).toEqual([]);
});
