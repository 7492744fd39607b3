/** Tests of the whole watch page, in Chromium, against the built pages. */
import { defineConfig } from "@playwright/test";
import { BARE_WINDOW, findBrowser } from "./benchmarks/runners/browser.ts";

const PORT = 5197;
/** Pictures of boards that are drawn by WebGL: without a graphics processor that takes a third of a test's time, so all else is drawn on canvas. */
const WEBGL = /pictures of (running|emergency|end|your-move|compare-three)$/;
const browser = findBrowser();
const launched = { args: [BARE_WINDOW], ...(browser === undefined ? {} : { executablePath: browser.path }) };

export default defineConfig({
  testDir: "test/e2e",
  outputDir: "test-results",
  workers: 2,
  fullyParallel: true,
  // A test that passes at the second try hides what is wrong with it.
  retries: 0,
  forbidOnly: process.env["CI"] !== undefined,
  // These end what would never end; they decide nothing else, however busy the machine is.
  timeout: 600_000,
  expect: { timeout: 120_000 },
  reporter: "list",
  use: {
    baseURL: `http://127.0.0.1:${PORT}/`,
    screenshot: "only-on-failure",
    trace: "off",
    video: "off",
    browserName: "chromium",
    viewport: { width: 1280, height: 800 },
  },
  // Both of Phaser's renderers.
  projects: [
    { name: "webgl", grep: WEBGL, use: { launchOptions: launched } },
    {
      name: "canvas",
      grepInvert: WEBGL,
      use: { launchOptions: { ...launched, args: [BARE_WINDOW, "--disable-gpu", "--disable-software-rasterizer"] } },
    },
  ],
  webServer: {
    command: `node src/cli/arena.mjs watch --port ${PORT} --no-open`,
    url: `http://127.0.0.1:${PORT}/`,
    // The pages hold the example world as well.
    env: { ARENA_WORLDS: "test/worlds" },
    reuseExistingServer: false,
    timeout: 600_000,
    gracefulShutdown: { signal: "SIGTERM", timeout: 5_000 },
    stdout: "ignore",
    stderr: "pipe",
  },
});
