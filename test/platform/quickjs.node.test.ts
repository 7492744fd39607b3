/** Committed functions run natively: here is why they may. */
import { worlds } from "../../src/worlds.ts";
import { worldOf } from "../../src/worlds.ts";
import { expect, test } from "vitest";
import { callNative, situationsOf } from "../../function-base/index.ts";
import { canonical } from "../../src/core/index.ts";
import { machineProgram } from "../../src/platform/quickjs.node.ts";
import { FunctionVm } from "../../src/platform/quickjs.ts";

/** States of each preset. */
const STATES = 400;

test.each(Object.values(worlds).map(({ base }) => [base.env, base] as const))(
  "every function of %s gives the same in its machine and natively, on thousands of states",
  async (id, base) => {
    const wasm = await machineProgram();
    const env = worldOf(id).env;
    const stages = base.stages.length;
    const situations = Object.values(env.presets).flatMap(({ params }, p) => situationsOf(base, env, params, 700 + p, stages * STATES));
    expect(situations.length).toBeGreaterThanOrEqual(2000 * stages);
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
