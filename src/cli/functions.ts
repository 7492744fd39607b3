/** `arena functions`: the function base of an environment, to read and to check. */
import { basename, resolve } from "node:path";
import { worldOf } from "../worlds.ts";
import {
  byName,
  callNative,
  checkFunctions,
  digestOfBase,
  dullness,
  type Effect,
  effectOf,
  entryOf,
  type FunctionBase,
  type FunctionEntry,
  FunctionFault,
  ofStage,
  type Run,
  situationsOf,
  TWINS,
  type Verdict,
} from "../../function-base/index.ts";
import { ArenaError, canonical, lookup, messageOf } from "../core/index.ts";
import { readText } from "../platform/disk.node.ts";
import { FunctionVm } from "../platform/quickjs.ts";
import { machineProgram } from "../platform/quickjs.node.ts";

const baseOf = (env: string): FunctionBase => worldOf(env, "functions").base;

/** Runs `arena functions list`; returns the exit code. */
export function listFunctions(env: string, options: { readonly json?: boolean }): number {
  const base = baseOf(env);
  const about = ({ name, stage, role, manual, purpose, when, answers, notice, digest }: FunctionEntry) => ({
    name,
    stage,
    ...(role === undefined ? {} : { role }),
    manual,
    purpose,
    when,
    ...(answers === undefined ? {} : { answers }),
    notice: notice ?? null,
    digest,
  });
  if (options.json === true) {
    const all = { env, digest: digestOfBase(base), functions: base.functions.map(about), emergency: base.emergency.map(about) };
    process.stdout.write(`${JSON.stringify(all, null, 2)}\n`);
    return 0;
  }
  const width = Math.max(...[...base.functions, ...base.emergency].map(({ name }) => name.length)) + 2;
  const row = ({ name, purpose, conditions, notice }: FunctionEntry) =>
    `  ${name.padEnd(width)}${notice === undefined ? "" : `[${notice}] `}${conditions === "" ? purpose : conditions}`;
  const lines = base.stages.flatMap(({ id, asks }) => [
    `${id}: ${asks}`,
    ...ofStage(base.functions, id).map(row),
    ...ofStage(base.emergency, id).map(row),
    "",
  ]);
  process.stdout.write(
    `${lines.join("\n")}${base.functions.length} functions, ${base.emergency.length} more that join with notices; digest ${digestOfBase(base)}\n`,
  );
  return 0;
}

/** Runs `arena functions show`; returns the exit code. */
export function showFunction(env: string, name: string): number {
  const entry = lookup(Object.fromEntries(byName(baseOf(env))), name, `functions of ${env}`, "function");
  process.stdout.write(entry.source);
  return 0;
}

/** Situations of each preset that a function has to stand in a check. */
const SITUATIONS = 1500;

/**
 * Runs `arena functions check`: every function of a base, or those of files, on its examples and on states of
 * play. Files are run as they are, so check only what you trust. Returns the exit code.
 */
export async function checkBase(env: string, paths: readonly string[], options: { readonly json?: boolean }): Promise<number> {
  const { base, env: environment } = worldOf(env, "functions");
  await environment.prepare?.();
  const situations = Object.entries(environment.presets).flatMap(([, { params }], i) =>
    situationsOf(base, environment, params, 1 + 1000 * i, SITUATIONS),
  );
  const given = await Promise.all([...new Set(paths.map((path) => resolve(path)))].map((path) => fromFile(path, base)));
  const twice = given.find(({ entry }, i) => given.findIndex((one) => one.entry.name === entry.name) < i);
  if (twice !== undefined)
    throw new ArenaError("BadInput", "arena functions check", `two files of a function "${twice.entry.name}"`, "expected one of them");
  const native = new Map([...base.native, ...given.map(({ entry, run }) => [entry.name, run] as const)]);
  const whole = { ...base, native };
  const names = new Set(given.map(({ entry }) => entry.name));
  const entries = [...[...base.functions, ...base.emergency].filter(({ name }) => !names.has(name)), ...given.map(({ entry }) => entry)];
  const run: Run = (entry, { observation, legal, previous }) => callNative(whole, entry, observation, legal, previous);
  const verdicts = await checkFunctions(base, entries, situations, inBoth(base, run));
  const shown: Checked[] = [];
  for (const verdict of verdicts) {
    if (paths.length > 0 && !names.has(verdict.name)) continue;
    const entry = entries.find(({ name }) => name === verdict.name)!;
    const effect =
      verdict.problems.length > 0 ? undefined : await effectOf(entry, situations, run, { ...base, fixed: base.found.fixed, run });
    const dull = effect === undefined ? undefined : dullness(effect);
    shown.push({ ...verdict, ...(effect === undefined ? {} : { effect }), ...(dull === undefined ? {} : { problems: [dull] }) });
  }
  const failed = shown.filter(({ problems, twin }) => problems.length > 0 || (twin?.share ?? 0) >= TWINS);
  if (options.json === true) process.stdout.write(`${JSON.stringify(shown, null, 2)}\n`);
  else for (const verdict of shown) process.stdout.write(`${lineOf(verdict)}\n`);
  if (options.json !== true) process.stdout.write(`${shown.length - failed.length} of ${shown.length} functions passed\n`);
  return failed.length === 0 ? 0 : 1;
}

/** Of so many states one is tried in the sandbox as well. */
const SANDBOXED = 10;

/** Runs functions natively and, in some states, in a machine of the sandbox; throws where the two do not give the same. */
function inBoth(base: FunctionBase, native: Run): Run {
  const machines = new Map<FunctionEntry, Promise<FunctionVm>>();
  let [calls, last]: [number, object | undefined] = [0, undefined];
  return async (entry, situation) => {
    const result = await native(entry, situation);
    const { observation, legal, previous } = situation;
    if (situation === last || calls++ % SANDBOXED !== 0) return result;
    last = situation;
    let machine = machines.get(entry);
    if (machine === undefined)
      machines.set(
        entry,
        (machine = machineProgram().then((program) => FunctionVm.open(program, entry, Object.keys(base.tools(base.blank))))),
      );
    const inside = (await machine).call(observation, legal, previous, base.tools(observation));
    if (canonical(inside) !== canonical(result))
      throw new FunctionFault(entry.name, `it gives ${canonical(result)}, in the sandbox ${canonical(inside)}`, "expected the same");
    return result;
  };
}

/** A verdict, and what using the function changes. */
type Checked = Verdict & { readonly effect?: Effect };

function lineOf({ name, stage, problems, situations, twin, effect }: Checked): string {
  const near = twin === undefined ? "" : `, most like ${twin.name} (${Math.round(100 * twin.share)} %)`;
  const changes = effect === undefined ? "" : `, changes ${Math.round(100 * effect.share)} % of actions in place of ${effect.against}`;
  const twins =
    twin !== undefined && twin.share >= TWINS ? [`the same as ${twin.name} in ${Math.round(100 * twin.share)} % of all states`] : [];
  const wrong = [...problems, ...twins];
  return wrong.length === 0
    ? `ok      ${stage}/${name}: ${situations} states${near}${changes}`
    : wrong.map((problem) => `FAILED  ${stage}/${name}: ${problem}`).join("\n");
}

/** A function from a file of one's own. */
async function fromFile(path: string, { says }: FunctionBase) {
  const source = readText(path, path, "expected a function's file");
  const entry = entryOf(basename(path).replace(/\.m?js$/, ""), source, { says });
  try {
    const { default: run } = (await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(source)}`)) as { default: never };
    return { entry, run };
  } catch (error) {
    throw new ArenaError("BadFunction", path, messageOf(error), "expected a JavaScript module");
  }
}
