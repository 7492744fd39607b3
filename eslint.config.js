import js from "@eslint/js";
import tseslint from "typescript-eslint";

const noChance = { object: "Math", property: "random", message: "Everything random takes a key: use rng(key)." };

/** What the pure layers may not touch: chance, clocks, the network, the page; and whatever engines compute differently. */
const pure = {
  "no-restricted-globals": [
    "error",
    ...[
      "Date",
      "performance",
      "setTimeout",
      "setInterval",
      "setImmediate",
      "queueMicrotask",
      "requestAnimationFrame",
      "fetch",
      "XMLHttpRequest",
      "WebSocket",
      "EventSource",
      "Worker",
      "MessageChannel",
      "BroadcastChannel",
      "window",
      "document",
      "navigator",
      "location",
      "localStorage",
      "sessionStorage",
      "indexedDB",
      "caches",
      "self",
      "global",
      "globalThis",
      "process",
      "require",
      "Buffer",
      "crypto",
      "eval",
      "Function",
    ].map((name) => ({ name, message: "Nothing below src/workers touches the world: take a key, a port or a clock as an argument." })),
    ...["Intl", "Temporal", "WeakRef", "FinalizationRegistry", "SharedArrayBuffer", "Atomics"].map((name) => ({
      name,
      message: "It differs from machine to machine, or from run to run.",
    })),
  ],
  "no-restricted-properties": [
    "error",
    {
      object: "Math",
      // As STEADY_MATH of function-base/steady.ts, and the constants.
      allowProperties: [
        ...["abs", "ceil", "clz32", "floor", "fround", "imul", "max", "min", "round", "sign", "sqrt", "trunc"],
        ...["E", "LN10", "LN2", "LOG10E", "LOG2E", "PI", "SQRT1_2", "SQRT2"],
      ],
      message: "Engines may differ in its last bit: use + - * / and Math.sqrt. Everything random takes a key: use rng(key).",
    },
    ...["localeCompare", "normalize", "toLocaleLowerCase", "toLocaleString", "toLocaleUpperCase"].map((property) => ({
      property,
      message: "It goes by the language of the machine, or by a version of Unicode: compare with < and >, write with String().",
    })),
    ...["stack", "captureStackTrace"].map((property) => ({ property, message: "Engines word it differently." })),
  ],
  "no-restricted-syntax": [
    "error",
    {
      selector: ":matches(BinaryExpression[operator='**'], AssignmentExpression[operator='**='])",
      message: "Engines may differ in its last bit: use products.",
    },
    {
      selector: ":not(MemberExpression, TSTypeQuery) > Identifier[name='Math'], MemberExpression[computed=true][object.name='Math']",
      message: "Name the function of Math where it is used, so that this check can see which it is.",
    },
    {
      selector: "CallExpression[callee.property.name=/^(sort|toSorted)$/] > :function[params.length<2]",
      message: "A comparator that does not compare two gives another order in every engine.",
    },
    {
      selector:
        "CallExpression[callee.property.name=/^(sort|toSorted)$/] > ArrowFunctionExpression > BinaryExpression.body[operator=/^[<>]=?$/]",
      message: "A comparator that gives true or false gives another order in every engine: give a negative number, 0 or a positive one.",
    },
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
  { files: ["{,test/worlds/}{envs,agents,function-base}/**", "src/core/**"], ignores: ["**/*.test.ts"], rules: pure },
  { files: ["src/render/**", "src/student/**"], rules: { "no-restricted-properties": ["error", noChance] } },
  { files: ["test/**"], rules: { "no-console": "off" } },
);
