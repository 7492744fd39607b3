/** Runs a module of the sources in a tab of a headless Chromium, for measurements there. */
import { chromium } from "playwright";
import { createServer } from "vite";
import { ensureBrowser, SWITCHES } from "./runners/browser.ts";
import { ROOT } from "../src/core/package.node.mjs";

/** Threads need a page that is isolated from other origins. */
const ISOLATED = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };

/** Files that the tab finds at `files/<name>` under the page's address. */
export type TabFiles = Readonly<Record<string, Uint8Array | string>>;

/**
 * Calls an export of a module, a path under the root, in a fresh tab; arguments and result are JSON.
 *
 * Rejects with what the tab throws, and with the browser's own words when it does not start.
 */
export async function inTab<T>(
  module: string,
  name: string,
  args: readonly unknown[],
  { files = {}, say = () => {} }: { readonly files?: TabFiles; readonly say?: (line: string) => void } = {},
): Promise<T> {
  const server = await createServer({
    root: ROOT,
    configFile: `${ROOT}/vite.config.ts`,
    logLevel: "error",
    server: { host: "127.0.0.1", port: 0, strictPort: false, hmr: false, watch: null },
  });
  await server.listen();
  const address = server.httpServer!.address();
  if (address === null || typeof address === "string") throw new Error("tab: the server has no address, expected one on 127.0.0.1");
  const url = `http://127.0.0.1:${address.port}`;
  const browser = await chromium.launch({ executablePath: ensureBrowser(say).path, args: [...SWITCHES] });
  try {
    const page = await browser.newPage();
    await page.exposeFunction("arenaTold", say);
    await page.route(`${url}/tab`, (route) =>
      route.fulfill({ contentType: "text/html", headers: ISOLATED, body: "<!doctype html><title>tab</title>" }),
    );
    await page.route(`${url}/files/**`, (route) => {
      const file = files[decodeURIComponent(new URL(route.request().url()).pathname.slice("/files/".length))];
      return file === undefined
        ? route.fulfill({ status: 404 })
        : route.fulfill({ body: typeof file === "string" ? file : Buffer.from(file) });
    });
    await page.goto(`${url}/tab`);
    return (await page.evaluate(
      async ([path, call, list]) => {
        const loaded = (await import(/* @vite-ignore */ path as string)) as Record<string, (...all: unknown[]) => unknown>;
        return loaded[call as string]!(...(list as unknown[]));
      },
      [`/${module}`, name, args],
    )) as T;
  } finally {
    await browser.close();
    await server.close();
  }
}
