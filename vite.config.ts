/** Builds the pages, and runs the unit tests in Node and in Chromium. */
import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { playwright } from "@vitest/browser-playwright";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { findBrowser } from "./benchmarks/runners/browser.ts";

const isolation = {
  // Threads of wasm need these; nothing breaks without them.
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};
/** What the folder that ARENA_WORLDS names adds to the pages: its worlds and their functions, as modules of their own. */
const moreWorlds = (folder = process.env["ARENA_WORLDS"] ?? ""): Plugin => {
  const root = join(resolve(folder), "function-base");
  const functions = (): string => {
    const paths = folder === "" || !existsSync(root) ? [] : readdirSync(root, { recursive: true, encoding: "utf8" });
    const files = paths.filter((path) => path.endsWith(".js")).sort();
    const imports = files.map((path, i) => {
      const at = JSON.stringify(join(root, path));
      return `import run${i} from ${at};\nimport source${i} from ${at.replace(/"$/, '?raw"')};`;
    });
    const list = files.map((path, i) => `{ path: ${JSON.stringify(path.replaceAll("\\", "/"))}, source: source${i}, run: run${i} }`);
    return `${imports.join("\n")}\nexport const files = [${list.join(", ")}];`;
  };
  const worlds = (): string =>
    folder === "" ? "export const worlds = {};" : `export { worlds } from ${JSON.stringify(join(resolve(folder), "worlds.ts"))};`;
  const modules: Readonly<Record<string, () => string>> = { "virtual:more-worlds": worlds, "virtual:more-functions": functions };
  return {
    name: "more-worlds",
    resolveId: (id) => (Object.hasOwn(modules, id) ? `\0${id}` : undefined),
    load: (id) => (id.startsWith("\0") ? modules[id.slice(1)]?.() : undefined),
  };
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
  plugins: [moreWorlds()],
  worker: { format: "es", plugins: () => [moreWorlds()] },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  server: { host: "127.0.0.1", headers: isolation },
  preview: { host: "127.0.0.1", headers: isolation },
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
});
