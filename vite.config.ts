/** Builds and serves the pages. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { defineConfig, type Plugin } from "vite";
import type { Evidence } from "./benchmarks/evidence/evidence.ts";
import { type Glance, glanceAt } from "./benchmarks/evidence/glance.ts";
import { ISOLATION, pagesFolder, ROOT, WORLD_PARTS, worldsFolder } from "./src/core/package.node.mjs";

const worlds = worldsFolder();

/** What the folder that ARENA_WORLDS names adds to the pages: its worlds, their functions and its students, as modules of their own. */
const moreWorlds = (): Plugin => {
  const below = (...path: readonly string[]): readonly (readonly [path: string, literal: string])[] => {
    const root = join(worlds ?? "", ...path);
    if (worlds === undefined || !existsSync(root)) return [];
    const paths = readdirSync(root, { recursive: true, encoding: "utf8" }).sort();
    return paths.map((one) => [one.replaceAll("\\", "/"), JSON.stringify(join(root, one))]);
  };
  const functions = (): string => {
    const files = below("function-base").filter(([path]) => path.endsWith(".js"));
    const imports = files.map(([, at], i) => `import run${i} from ${at};\nimport source${i} from ${at.replace(/"$/, '?raw"')};`);
    const list = files.map(([path], i) => `{ path: ${JSON.stringify(path)}, source: source${i}, run: run${i} }`);
    return `${imports.join("\n")}\nexport const files = [${list.join(", ")}];`;
  };
  const students = (): string => {
    const files = below("agents", "student", "models").filter(([path]) =>
      /^[^/]+\/(student\.json|tokenizer\.json|model\.safetensors)$/.test(path),
    );
    const imports = files.map(([, at], i) => `import url${i} from ${at.replace(/"$/, '?url"')};`);
    return `${imports.join("\n")}\nexport const urls = {${files.map(([path], i) => `${JSON.stringify(`./${path}`)}: url${i}`).join(", ")}};`;
  };
  const modules: Readonly<Record<string, () => string>> = {
    "virtual:more-worlds": () =>
      worlds === undefined ? "export const worlds = {};" : `export { worlds } from ${JSON.stringify(join(worlds, "worlds.ts"))};`,
    "virtual:more-functions": functions,
    "virtual:more-students": students,
  };
  return {
    name: "more-worlds",
    resolveId: (id) => (Object.hasOwn(modules, id) ? `\0${id}` : undefined),
    load: (id) => (id.startsWith("\0") ? modules[id.slice(1)]?.() : undefined),
    configureServer({ moduleGraph, watcher, ws }) {
      if (worlds === undefined) return;
      const parts = WORLD_PARTS.map((part) => join(worlds, part));
      watcher.add(parts).on("all", (_event, path) => {
        if (!parts.some((part) => path === part || path.startsWith(part + sep))) return;
        moduleGraph.invalidateAll();
        ws.send({ type: "full-reload" });
      });
    },
    // Done above: a file of a world has no page of its own that could be left as it is.
    handleHotUpdate: ({ file }) => (worlds !== undefined && file.startsWith(worlds.replaceAll("\\", "/")) ? [] : undefined),
  };
};

/** Where the packages lie that this one needs, if it is installed itself: around it. */
const packages = /^(.*[\\/]node_modules)[\\/]/.exec(ROOT)?.slice(1) ?? [];

/** What worlds from elsewhere import by the package's name: the modules of these pages. */
const { exports: exported } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { exports: Record<string, string> };
const alias = Object.entries(exported).map(([name, file]) => ({
  find: new RegExp(`^logic-arena${name.slice(1)}$`),
  replacement: join(ROOT, file),
}));

/**
 * Leaves out of the pages what only commands read: plans of evidence, and the scores that a search measured beside its table; and where pages
 * have a server, the gateway to a language model that `arena site` gives to those that have none.
 */
const withoutUnread = (): Plugin => {
  let isStatic = false;
  return {
    name: "without-unread",
    apply: "build",
    enforce: "pre",
    configResolved: ({ define }) => void (isStatic = define?.["STATIC"] === "true"),
    transform(code, id) {
      if (/\/agents\/[\w-]+\/evidence\.ts$/.test(id)) return "export const evidence = undefined;";
      if (!isStatic && id.endsWith("/src/platform/gateway.browser.ts")) return "export const askHere = undefined;";
      if (!/\/function-base\/[\w-]+\/found\.json$/.test(id)) return undefined;
      const { measured: _, ...found } = JSON.parse(code) as Record<string, unknown>;
      return JSON.stringify(found);
    },
  };
};

/** The games whose evidence is served beside the pages, each with its numbers at a glance; an installed package has the pages of evidence alone. */
const atAGlance = (): Readonly<Record<string, Glance | null>> => {
  const folder = join(import.meta.dirname, "benchmarks", "evidence");
  const games = readdirSync(folder).flatMap((name) => /^(.+)\.html$/.exec(name)?.[1] ?? []);
  const glanceOf = (path: string) => (existsSync(path) ? glanceAt(JSON.parse(readFileSync(path, "utf8")) as Evidence) : null);
  return Object.fromEntries(games.map((env) => [env, glanceOf(join(folder, `${env}.json`))]));
};

export default defineConfig({
  base: "./",
  define: { EVIDENCE: JSON.stringify(atAGlance()), WITH_DOCS: "false", STATIC: "false" },
  build: {
    outDir: pagesFolder(),
    emptyOutDir: true,
    target: "es2023",
    chunkSizeWarningLimit: 2000,
    rollupOptions: { input: { index: "index.html", bench: "bench.html" } },
  },
  // Worlds from elsewhere share the one zod whose schemas the arena reads.
  resolve: { alias, dedupe: ["zod"] },
  plugins: [moreWorlds(), withoutUnread()],
  worker: { format: "es", plugins: () => [moreWorlds(), withoutUnread()] },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  server: { host: "127.0.0.1", headers: ISOLATION, fs: { allow: [ROOT, ...(worlds === undefined ? [] : [worlds]), ...packages] } },
  optimizeDeps: {
    // Below `node_modules` Vite does not see that a file is a source, and what it imports.
    noDiscovery: packages.length > 0,
    // All that pages and workers import: what Vite finds only on the way it bundles then, and loads the page anew.
    include: [
      "@huggingface/jinja",
      "@huggingface/tokenizers",
      "@noble/hashes/sha2.js",
      "@noble/hashes/utils.js",
      "@preact/signals",
      "comlink",
      "minisearch",
      "onnxruntime-web/wasm",
      "onnxruntime-web/webgpu",
      "openai",
      "openai/helpers/zod",
      "p-queue",
      "phaser",
      "preact",
      "preact/hooks",
      "preact/jsx-dev-runtime",
      "quickjs-wasi",
      "stemmer",
      "zod",
    ],
  },
  preview: { host: "127.0.0.1", headers: ISOLATION },
});
