/** Committed functions run natively: here is why they may. */
import { worlds } from "../../src/worlds.ts";
import { worldOf } from "../../src/worlds.ts";
import { expect, test, vi } from "vitest";
import { callNative, situationsOf } from "../../function-base/index.ts";
import { canonical } from "../../src/core/index.ts";
import { machineProgram } from "../../src/platform/quickjs.node.ts";
import { FunctionVm, LIMITS } from "../../src/platform/quickjs.ts";

/** States of each stage, of all presets together. STATES=2000 is the large form. */
const STATES = Number(process.env["STATES"] ?? 500);

test.each(Object.values(worlds).map(({ base }) => [base.env, base] as const))(
  "every function of %s gives the same in its machine and natively, on hundreds of states",
  async (id, base) => {
    const wasm = await machineProgram();
    const env = worldOf(id).env;
    await env.prepare?.();
    const stages = base.stages.length;
    const presets = Object.values(env.presets);
    const each = Math.ceil(STATES / presets.length) * stages;
    const situations = presets.flatMap(({ params }, p) => situationsOf(base, env, params, 700 + p, each));
    expect(situations.length).toBeGreaterThanOrEqual(STATES * stages);
    const names = Object.keys(base.tools(base.blank));
    for (const entry of [...base.functions, ...base.emergency]) {
      const vm = await FunctionVm.open(wasm, entry, names);
      for (const { stage, observation, legal, previous } of situations) {
        if (stage !== entry.stage) continue;
        const native = canonical(callNative(base, entry, observation, legal, previous));
        const inside = canonical(vm.call(observation, legal, previous, base.tools(observation)));
        if (inside !== native) expect(inside, `${entry.name} in ${JSON.stringify(observation)}`).toBe(native);
      }
      vm.dispose();
    }
  },
);

test("a machine keeps nothing of its calls, whether they end well, fail, or ask tools", async () => {
  // Each call hands over 3 kB, so a leak of any kind fills the machine. CALLS=100000 is the large form.
  const calls = Number(process.env["CALLS"] ?? 400);
  const observation = { cells: Array.from({ length: 600 }, (_, i) => i) } as never;
  const endings = {
    result: "return observation.cells.slice(0, 100)",
    error: "throw new Error('no' + observation.cells)",
    record: "throw { cells: observation.cells }",
    misfit: "return new Set(observation.cells)",
    tools: "return tools.give(observation.cells).length",
  };
  for (const [name, body] of Object.entries(endings)) {
    const source = `export default function f(observation, legal, previous, tools) { ${body} }`;
    const vm = await FunctionVm.open(await machineProgram(), { name, source }, ["give"], { ...LIMITS, memory: 2 ** 19 });
    const ends = new Set<string>();
    for (let i = 0; i < calls; i++)
      try {
        ends.add(canonical(vm.call(observation, ["stay"], null, { give: (cells) => cells! })));
      } catch (error) {
        ends.add((error as Error).message);
      }
    expect([...ends], name).toHaveLength(1);
    expect(vm.broken).toBe(false);
    vm.dispose();
  }
});

test("a function for which there is no machine left is told the way out", async () => {
  const wasm = await machineProgram();
  // What Chromium throws for the 125th memory of a page and its workers.
  const none = vi.spyOn(WebAssembly, "instantiate").mockRejectedValue(new RangeError("WebAssembly.instantiate(): Out of memory"));
  const open = FunctionVm.open(wasm, { name: "late", source: "export default () => 1;" }, []);
  await expect(open).rejects.toThrow(
    "function late: no machine for it: WebAssembly.instantiate(): Out of memory, expected fewer functions, or fewer agents at a time",
  );
  none.mockRestore();
});
