/** Tests of the whole watch page, in Chromium, against the built pages. */
import { defineConfig } from "@playwright/test";
import { findBrowser } from "./benchmarks/runners/browser.ts";

const PORT = 5197;
const PICTURES = "pictures.spec.ts";
const browser = findBrowser();
const launched = browser === undefined ? {} : { executablePath: browser.path };

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
  // Boards are drawn by Phaser's two renderers: by WebGL where pictures are kept, by canvas elsewhere, since WebGL without a graphics
  // processor takes a third of a test's time.
  projects: [
    { name: "webgl", testMatch: PICTURES, use: { launchOptions: launched } },
    {
      name: "canvas",
      testIgnore: PICTURES,
      use: { launchOptions: { ...launched, args: ["--disable-gpu", "--disable-software-rasterizer"] } },
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
