/** Builds and serves the pages. */
import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { defineConfig, type Plugin } from "vite";
import { ISOLATION, pagesFolder } from "./src/core/package.node.mjs";

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

/** Leaves out of the pages what only commands read: plans of evidence, and the scores that a search measured beside its table. */
const withoutUnread = (): Plugin => ({
  name: "without-unread",
  apply: "build",
  enforce: "pre",
  transform(code, id) {
    if (/\/agents\/[\w-]+\/evidence\.ts$/.test(id)) return "export const evidence = undefined;";
    if (!/\/function-base\/[\w-]+\/found\.json$/.test(id)) return undefined;
    const { measured: _, ...found } = JSON.parse(code) as Record<string, unknown>;
    return JSON.stringify(found);
  },
});

/** The games whose evidence `arena watch` serves beside the pages. */
const withEvidence = readdirSync(join(import.meta.dirname, "benchmarks", "evidence")).flatMap(
  (name) => /^(.+)\.html$/.exec(name)?.[1] ?? [],
);

export default defineConfig({
  base: "./",
  define: { WITH_EVIDENCE: JSON.stringify(withEvidence) },
  build: {
    outDir: pagesFolder(),
    emptyOutDir: true,
    target: "es2023",
    chunkSizeWarningLimit: 2000,
    rollupOptions: { input: { index: "index.html", bench: "bench.html" } },
  },
  plugins: [moreWorlds(), withoutUnread()],
  worker: { format: "es", plugins: () => [moreWorlds(), withoutUnread()] },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  server: { host: "127.0.0.1", headers: ISOLATION },
  preview: { host: "127.0.0.1", headers: ISOLATION },
});
