import js from "@eslint/js";
import tseslint from "typescript-eslint";

/** What the pure layers may not touch: chance, clocks, the network, the page; and functions whose last bit differs between engines. */
const pure = {
  "no-restricted-globals": [
    "error",
    ...[
      "Date",
      "performance",
      "setTimeout",
      "setInterval",
      "queueMicrotask",
      "fetch",
      "window",
      "document",
      "navigator",
      "self",
      "process",
      "crypto",
    ].map((name) => ({ name, message: "Nothing below src/workers touches the world: take a key, a port or a clock as an argument." })),
  ],
  "no-restricted-properties": [
    "error",
    { object: "Math", property: "random", message: "Everything random takes a key: use rng(key)." },
    ...[
      "sin",
      "cos",
      "tan",
      "asin",
      "acos",
      "atan",
      "atan2",
      "sinh",
      "cosh",
      "tanh",
      "exp",
      "expm1",
      "log",
      "log2",
      "log10",
      "log1p",
      "pow",
      "cbrt",
      "hypot",
    ].map((property) => ({ object: "Math", property, message: "Engines may differ in its last bit." })),
  ],
};

export default tseslint.config(
  {
    ignores: [
      "dist",
      "node_modules",
      "benchmarks/results",
      "test-results",
      "playwright-report",
      "**/*.mjs",
      "**/*.cjs",
      "eslint.config.js",
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/require-await": "off",
      "@typescript-eslint/unbound-method": "off",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/only-throw-error": "off", // what a consumer threw is thrown on
      "@typescript-eslint/prefer-promise-reject-errors": "off",
      eqeqeq: ["error", "always", { null: "ignore" }],
      "no-console": "error",
    },
  },
  { files: ["**/function-base/**/*.js"], ...tseslint.configs.disableTypeChecked },
  { files: ["src/core/**", "envs/**", "agents/**", "function-base/**"], ignores: ["**/*.test.ts"], rules: pure },
  { files: ["src/render/**", "src/student/**"], rules: { "no-restricted-properties": ["error", pure["no-restricted-properties"][1]] } },
  { files: ["benchmarks/perf.ts", "test/**"], rules: { "no-console": "off" } },
);
