/** Runs the unit tests in Node and in Chromium. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { playwright } from "@vitest/browser-playwright";
import { mergeConfig, type Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { findBrowser, SWITCHES } from "./benchmarks/runners/browser.ts";
import { ISOLATION } from "./src/core/package.node.mjs";
import pages from "./vite.config.ts";

/** Where the files of built workers are served. */
const BUILT = "/built-workers/";

/**
 * Web workers as they are built for the pages (see test/built.ts): one file in place of some two hundred modules, each of which Vite would
 * serve by itself to every worker that starts.
 */
const builtWorkers: Plugin = {
  name: "built-workers",
  enforce: "pre",
  transform(code, id) {
    if (!/\/src\/workers\/spawn[a-z.-]*\.browser\.ts$/.test(id)) return undefined;
    return code.replace(/new URL\("\.\/(entry[a-z.]*)\.ts", import\.meta\.url\)/g, (_, entry: string) => {
      const file = readdirSync("dist/assets").find((name) => name.startsWith(`${entry}-`) && name.endsWith(".js"));
      if (file === undefined) throw new Error(`dist/assets has no ${entry}, expected the built pages: npm run build`);
      return `new URL("${BUILT}${file}", location.href)`;
    });
  },
  // As they are: Vitest changes what it serves from the sources.
  configureServer({ middlewares }) {
    middlewares.use((request, response, next) => {
      const name = basename(new URL(request.url ?? "/", "http://127.0.0.1").pathname);
      const file = join("dist", "assets", name);
      if (request.url?.startsWith(BUILT) !== true || !existsSync(file)) return next();
      response.setHeader("Content-Type", name.endsWith(".wasm") ? "application/wasm" : "text/javascript");
      for (const [header, value] of Object.entries(ISOLATION)) response.setHeader(header, value);
      response.end(readFileSync(file));
    });
  },
};

const browser = findBrowser();
const both = ["test/**/*.test.ts"];
const nodeOnly = ["test/**/*.node.test.ts"];
const browserOnly = ["test/**/*.browser.test.ts"];
/** Files that replace modules or change what belongs to their process: each has one of its own. The others share what they load, which takes a third less. */
const alone = ["test/{cli,platform,workers}/**/*.test.ts", "test/agents/range.node.test.ts"];

export default mergeConfig(
  pages,
  defineConfig({
    optimizeDeps: { include: ["fast-check"] },
    test: {
      // Ends a test that would never end. It decides nothing else: no test is to come near it, however busy the machine is.
      testTimeout: 600_000,
      hookTimeout: 600_000,
      maxWorkers: 2,
      setupFiles: ["test/steady.ts"],
      projects: [
        { extends: true, test: { name: "node", environment: "node", include: both, exclude: [...browserOnly, ...alone], isolate: false } },
        { extends: true, test: { name: "node-alone", environment: "node", include: alone, exclude: browserOnly } },
        {
          extends: true,
          plugins: [builtWorkers],
          test: {
            name: "chromium",
            globalSetup: "test/built.ts",
            include: both,
            exclude: nodeOnly,
            browser: {
              enabled: true,
              headless: true,
              screenshotFailures: false,
              provider: playwright({
                launchOptions: { args: [...SWITCHES], ...(browser === undefined ? {} : { executablePath: browser.path }) },
              }),
              instances: [{ browser: "chromium" }],
            },
          },
        },
      ],
    },
  }),
);
