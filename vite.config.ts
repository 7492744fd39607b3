/** Builds the pages, and runs the unit tests in Node and in Chromium. */
import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { findBrowser } from "./src/cli/browser.ts";

const isolation = {
  // Threads of wasm need these; nothing breaks without them.
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};
const browser = process.env["VITEST"] === undefined ? undefined : findBrowser();
const both = ["test/**/*.test.ts"];
const nodeOnly = ["test/**/*.node.test.ts"];
const browserOnly = ["test/**/*.browser.test.ts"];

export default defineConfig({
  base: "./",
  build: {
    outDir: "dist",
    target: "es2023",
    chunkSizeWarningLimit: 2000,
    rollupOptions: { input: { index: "index.html", bench: "bench.html" } },
  },
  worker: { format: "es" },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  server: { host: "127.0.0.1", headers: isolation },
  preview: { host: "127.0.0.1", headers: isolation },
  optimizeDeps: {
    include: [
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
    testTimeout: 60_000,
    maxWorkers: 2,
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
});
