/** The conformance kit in `test`, which is a part of the package: not its own tests, and what these examine. */
const KIT = "testing/(?!games/|mutants/|subjects\\.ts|[^/]*\\.test\\.ts)";

/** The layers of the arena: a file imports its own folder or a lower layer. See CONTRIBUTING.md. */
const layers = [
  ["core", "^src/core/"],
  ["envs", "^envs/(?!([^/]+/world.ts$))"],
  ["function-base", "^function-base/"],
  ["agents", "^agents/"],
  ["worlds", "^(envs/[^/]+/world.ts$|src/(worlds|world-parts|more-worlds[.a-z]*).ts$)"],
  ["kit", `^test/${KIT}`],
  ["middle", "^src/(render|platform|student|gym)/"],
  ["workers", "^src/workers/"],
  ["distill", "^src/distill/"],
  ["benchmarks", "^benchmarks/"],
  ["top", "^src/(app|cli)/"],
  ["test", `^test/(?!${KIT})`],
];

/** A command that lives beside what it measures, the pages among it. */
const SCRIPTS = "^benchmarks/(perf/|retrieval.ts$)";

const upward = layers.flatMap(([name, path], i) => {
  const above = layers.slice(i + 1).map(([, higher]) => higher);
  return above.length === 0
    ? []
    : [
        {
          name: `${name}-stays-below`,
          severity: "error",
          comment: `${name} imports nothing from a higher layer`,
          from: { path, pathNot: SCRIPTS },
          to: { path: above },
        },
      ];
});

const home = (name, module, path) => ({
  name: `${name}-has-a-home`,
  severity: "error",
  from: { pathNot: path },
  to: { path: `node_modules/${module}/` },
});

module.exports = {
  forbidden: [
    ...upward,
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } } },
    {
      name: "siblings-src",
      severity: "error",
      from: { path: "^src/(render|platform|student|app|cli)/" },
      to: { path: "^src/(app|cli)/", pathNot: ["^src/$1/"] },
    },
    {
      name: "siblings-middle",
      severity: "error",
      from: { path: "^src/(render|platform|student|gym)/" },
      to: { path: "^src/(render|platform|student|gym)/", pathNot: ["^src/$1/", "^src/render/"] },
    },
    { name: "render-alone", severity: "error", from: { path: "^src/(platform|student|cli)/" }, to: { path: "^src/render/" } },
    {
      name: "one-registry",
      comment: "only the registry names worlds: everything else is handed one",
      severity: "error",
      from: { pathNot: "^(src/worlds.ts$|test/)" },
      to: { path: "^envs/[^/]+/world.ts$" },
    },
    {
      name: "no-game-by-name",
      comment: "machinery imports no game: not its rules, its functions or its players; the speed of one game is measured on it",
      severity: "error",
      from: { pathNot: "^(envs|function-base|agents)/([^/]+)/|^test/|^benchmarks/perf/physics.ts$" },
      to: { path: "^(envs/[^/]+/|function-base/[^/]+/|agents/(?!(functions|llm|student)/)[^/]+/)", pathNot: "^envs/[^/]+/world.ts$" },
    },
    { name: "environments-apart", severity: "error", from: { path: "^envs/([^/]+)/" }, to: { path: "^envs/[^/]+/", pathNot: "^envs/$1/" } },
    { name: "not-to-tests", severity: "error", from: { pathNot: "^test/" }, to: { path: `^test/(?!${KIT})` } },
    home("phaser", "phaser", "^src/(render|app)/"),
    home("comlink", "comlink", "^(src|test)/workers/"),
    home(
      "playwright",
      "playwright",
      "^(benchmarks/(runners/|(perf/fresh-)?tab.ts$|perf/(memory|log-in-page).ts$)|test/|playwright.config.ts)",
    ),
    home("quickjs-wasi", "quickjs-wasi", "^src/(platform|workers)/"),
    home("openai", "openai", "^(src/platform/|test/)"),
    home("p-queue", "p-queue", "^src/platform/"),
    home("hyparquet-writer", "hyparquet-writer", "^src/distill/"),
    home("minisearch", "minisearch", "^(test/)?function-base/"),
    home("plot", "@observablehq/plot", "^benchmarks/"),
    {
      name: "node-has-homes",
      severity: "error",
      from: { pathNot: ["^src/cli/", "^benchmarks/", "^test/", "\\.node\\.(ts|mjs)$", "^(vite|playwright)\\.config\\.ts$"] },
      to: { dependencyTypes: ["core"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "require", "node", "default", "types"] },
  },
};
