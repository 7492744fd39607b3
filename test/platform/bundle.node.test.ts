/** The bundles that Node's programs run from. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished, test, vi } from "vitest";
import { ROOT } from "../../src/core/package.node.mjs";
import { bundled, threadOf } from "../../src/platform/bundle.node.mjs";
import { spawned } from "../cli/arena.ts";

const CACHE = join(ROOT, "node_modules", ".cache", "logic-arena");

/** Loads the module anew, as another process would. */
const anew = async () => {
  vi.resetModules();
  return import("../../src/platform/bundle.node.mjs");
};

test("a program and its threads run from one folder below node_modules", () => {
  const file = bundled("arena")!;
  expect(file.href.startsWith(pathToFileURL(CACHE).href)).toBe(true);
  expect(existsSync(file)).toBe(true);
  expect(threadOf("worker")).toEqual({ file: new URL("worker.js", file), argv: [] });
});

test("with worlds from elsewhere, programs are loaded file by file", async () => {
  vi.stubEnv("ARENA_WORLDS", "test/worlds");
  onTestFinished(() => void vi.unstubAllEnvs());
  const { bundled, threadOf } = await anew();
  expect(bundled("arena")).toBeUndefined();
  expect(threadOf("sandbox")).toEqual({
    file: pathToFileURL(join(ROOT, "src", "platform", "load.node.mjs")),
    argv: [pathToFileURL(join(ROOT, "src", "workers", "entry.sandbox.node.ts")).href],
  });
});

test("an input that changed, and a damaged index, lead to new bundles", async () => {
  const index = join(CACHE, "latest.json");
  const before = readFileSync(index, "utf8");
  const { inputs } = JSON.parse(before) as { readonly inputs: Readonly<Record<string, string>> };
  expect(Object.keys(inputs)).toEqual(expect.arrayContaining(["package.json", "src/cli/main.ts", "src/workers/entry.node.ts"]));
  for (const wrong of [JSON.stringify({ id: "elsewhere", inputs: { ...inputs, "src/cli/main.ts": "1 1" } }), "{"]) {
    writeFileSync(index, wrong);
    expect((await anew()).bundled("arena")).toEqual(bundled("arena"));
    expect(JSON.parse(readFileSync(index, "utf8"))).toEqual(JSON.parse(before));
  }
  expect(await spawned(["list", "--json"])).toMatchObject({ code: 0, err: "" });
});
