/** Runs the unit tests in Node and in Chromium. */
import { playwright } from "@vitest/browser-playwright";
import { mergeConfig } from "vite";
import { defineConfig } from "vitest/config";
import { findBrowser } from "./benchmarks/runners/browser.ts";
import pages from "./vite.config.ts";

const browser = findBrowser();
const both = ["test/**/*.test.ts"];
const nodeOnly = ["test/**/*.node.test.ts"];
const browserOnly = ["test/**/*.browser.test.ts"];

export default mergeConfig(
  pages,
  defineConfig({
    optimizeDeps: {
      // All that the tests in Chromium import: what Vite finds only on the way it bundles then, and loads the page of a test anew.
      include: [
        "@preact/signals",
        "fast-check",
        "minisearch",
        "preact",
        "preact/hooks",
        "preact/jsx-dev-runtime",
        "quickjs-wasi",
        "comlink",
        "zod",
        "@noble/hashes/sha2.js",
        "@noble/hashes/utils.js",
        "onnxruntime-web/wasm",
        "onnxruntime-web/webgpu",
        "@huggingface/tokenizers",
      ],
    },
    test: {
      // Ends a test that would never end. It decides nothing else: no test is to come near it, however busy the machine is.
      testTimeout: 600_000,
      hookTimeout: 600_000,
      maxWorkers: 2,
      setupFiles: ["test/steady.ts"],
      projects: [
        { extends: true, test: { name: "node", environment: "node", include: both, exclude: browserOnly } },
        {
          extends: true,
          test: {
            name: "chromium",
            include: both,
            exclude: nodeOnly,
            browser: {
              enabled: true,
              headless: true,
              screenshotFailures: false,
              provider: playwright({
                // With WebGPU, on a software adapter where there is no other.
                launchOptions: { args: ["--enable-unsafe-webgpu"], ...(browser === undefined ? {} : { executablePath: browser.path }) },
              }),
              instances: [{ browser: "chromium" }],
            },
          },
        },
      ],
    },
  }),
);
