/** `arena check`: whether a world keeps the contract, check by check, and what is wrong where it does not. */
import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import type { World } from "../../agents/world.ts";
import { writeWhole } from "../../benchmarks/journal.ts";
import { conformance, subjectOf } from "../../test/testing/conforms.ts";
import { goldenOfWorld } from "../../test/testing/golden.ts";
import { messageOf } from "../core/index.ts";
import { rootOf, worldsFolder } from "../core/package.node.mjs";
import { readText } from "../platform/disk.node.ts";
import { worldOf, worlds } from "../worlds.ts";
import { loadSuite, suiteIds } from "./bench.ts";
import { checkBase } from "./functions.ts";

/** The flags of `arena check`. */
export type CheckOptions = { readonly golden?: boolean };

/** What a check found to be fine, if there is more to say than that; a thrown error says what is wrong. */
type Look = () => string | undefined | Promise<string | undefined>;

/** Runs `arena check` on a world, or on all of a folder; returns the exit code. */
export async function check(id: string | undefined, options: CheckOptions): Promise<number> {
  const all = Object.values(worlds).filter(({ env }) => worldsFolder() === undefined || rootOf(env.id) === worldsFolder());
  let code = 0;
  for (const world of id === undefined ? all : [worldOf(id, "arena check")]) if (!(await stands(world, options))) code = 1;
  return code;
}

/** Whether a world stands every check; prints a line for each. */
async function stands(world: World, { golden = false }: CheckOptions): Promise<boolean> {
  const { id, version } = world.env;
  const folder = join(rootOf(id), "envs", id);
  const here = (file: string) => relative(process.cwd(), join(folder, file));
  process.stdout.write(`${id}@${version} in ${relative(process.cwd(), folder) || "."}\n`);
  const looks: (readonly [name: string, Look])[] = [
    ...conformance(subjectOf(world)).map(({ name, run }) => [name.replace(`${id}: `, ""), run] as const),
    ["plays as golden.txt records", () => comparedGolden(world, folder, golden)],
    ["has a README", () => void readText(join(folder, "README.md"), here("README.md"), "expected the rules and where they come from")],
    ["has a suite", () => suitesOf(id)],
  ];
  let failed = 0;
  for (const [i, [name, look]] of looks.entries()) {
    const live = process.stderr.isTTY;
    if (live) process.stderr.write(`\r\x1b[K${i + 1} of ${looks.length}: ${name}`);
    const [told, wrong] = await Promise.resolve()
      .then(look)
      .then(
        (report) => [report, undefined] as const,
        (error: unknown) => [undefined, messageOf(error)] as const,
      );
    if (live) process.stderr.write("\r\x1b[K");
    if (wrong !== undefined) failed += 1;
    process.stdout.write(
      wrong === undefined ? `ok      ${name}${told === undefined ? "" : ` (${told})`}\n` : `FAILED  ${name}: ${wrong}\n`,
    );
  }
  const functions = await checkBase(id, [], {});
  process.stdout.write(`${looks.length - failed} of ${looks.length} checks passed\n`);
  return failed === 0 && functions === 0;
}

/** Compares the play of a world with its golden, or writes it. */
async function comparedGolden(world: World, folder: string, write: boolean): Promise<string | undefined> {
  const { id } = world.env;
  await world.env.prepare?.();
  const text = goldenOfWorld(world);
  const path = join(folder, "golden.txt");
  const name = relative(process.cwd(), path);
  if (write) {
    writeWhole(folder, "golden.txt", text, { where: `golden ${path}` });
    return `${name} written: read it`;
  }
  const way = `arena check ${id} --golden`;
  if (!existsSync(path)) throw new Error(`no ${name}, expected the record of its play: \`${way}\` writes it`);
  const [lines, recorded] = [text, readText(path, name, "expected text")].map((one) => one.split("\n")) as [string[], string[]];
  const at = lines.findIndex((line, i) => line !== recorded[i]);
  const line = at < 0 && lines.length < recorded.length ? lines.length : at;
  if (line < 0) return undefined;
  const said = (one: string | undefined) => (one === undefined ? "nothing" : `"${one}"`);
  throw new Error(
    `${name}:${line + 1}: it plays ${said(lines[line])}, recorded is ${said(recorded[line])}, expected the same: where the rules changed, raise \`version\` in env.ts, then \`${way}\``,
  );
}

/** The suites in which an environment is played. */
function suitesOf(env: string): string {
  const found = suiteIds().filter((id) => loadSuite(id).benchmarks.some((benchmark) => benchmark.env === env));
  if (found.length === 0) throw new Error(`none of ${suiteIds().join(", ")} plays it, expected one in benchmarks/suites`);
  return found.join(", ");
}
