/** What runs inside a sandbox's worker: a machine for each function, made when it is first called. */
import { FunctionFault } from "../../function-base/index.ts";
import type { Json, Observation } from "../core/index.ts";
import { worlds } from "../worlds.ts";
import { FunctionVm } from "../platform/quickjs.ts";
import type { SandboxedFunction, SandboxService, ToolTable } from "./protocol.ts";

/** The tools that functions may call, by environment. */
const toolsOfWorlds: ToolTable = Object.fromEntries(
  Object.entries(worlds).map(([env, { base }]) => [env, { names: Object.keys(base.tools(base.blank)), of: base.tools }]),
);

/** The service a sandbox's worker exposes; `wasm` is QuickJS. */
export function sandboxService(wasm: () => Promise<WebAssembly.Module>, tools: ToolTable = toolsOfWorlds): SandboxService {
  let sources: ReadonlyMap<string, SandboxedFunction> = new Map();
  let table: ToolTable[string] = { names: [], of: () => ({}) };
  let machines = new Map<string, Promise<FunctionVm>>();

  const machineOf = (name: string): Promise<FunctionVm> => {
    let machine = machines.get(name);
    if (machine === undefined) {
      const entry = sources.get(name);
      machine =
        entry === undefined
          ? Promise.reject(new FunctionFault(name, "the sandbox does not have it", `expected one of ${[...sources.keys()].join(", ")}`))
          : wasm().then((module) => FunctionVm.open(module, entry, table.names));
      machines.set(name, machine);
      machine.catch(() => machines.delete(name));
    }
    return machine;
  };

  return {
    async open(env, functions) {
      for (const machine of machines.values())
        void machine.then(
          (one) => one.dispose(),
          () => {},
        );
      machines = new Map();
      sources = new Map(functions.map((one) => [one.name, one]));
      table = (Object.hasOwn(tools, env) ? tools[env] : undefined) ?? table;
      await wasm();
    },
    async load(name) {
      await machineOf(name);
    },
    async call(name: string, observation: Observation, legal: readonly Json[], previous: Json) {
      const machine = await machineOf(name);
      try {
        return machine.call(observation, legal, previous, table.of(observation));
      } finally {
        if (machine.broken) {
          machines.delete(name);
          machine.dispose();
        }
      }
    },
  };
}
