
import { resolveAgent } from "./agents/index.ts";
import * as core from "./src/core/index.ts";
import { nodeRuntime } from "./src/platform/ort.node.ts";
import { readStudent } from "./src/platform/students.node.ts";
import { openStudent } from "./src/student/student.ts";
import { measured } from "/work/h-perf/benchmarks/perf/in-tree.ts";
import { worldOf } from "./src/worlds.ts"; const world = worldOf("pursuit"); const { env } = world; const context = { world };
const opened = new Map();
const open = async (model) => {
  const { name, files } = await readStudent(model);
  return openStudent(name, files, nodeRuntime(1), 0);
};
const student = (model) => opened.get(model) ?? (opened.set(model, open(model)), opened.get(model));
const seat = (role, spec) => {
  const { kind, params } = resolveAgent(spec, world, role);
  return kind.create(params, { ...context, role, ports: { student } });
};
const rates = await measured({ core, env, seat }, "arena");
process.stdout.write(JSON.stringify(rates), () => process.exit(0));
