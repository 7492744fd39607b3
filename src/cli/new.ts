/** `arena new env`: writes a world that plays and passes every check, as a beginning for another one. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { agents } from "../../agents/index.ts";
import { writeWhole } from "../../benchmarks/journal.ts";
import { suiteDigest, suiteSchema } from "../../benchmarks/suite.ts";
import { ArenaError } from "../core/index.ts";
import { ROOT, WORKPLACE, worldsFolder } from "../core/package.node.mjs";
import { makeFolder, onDisk, readText } from "../platform/disk.node.ts";
import { worlds } from "../worlds.ts";
import { suiteIds } from "./bench.ts";

/** The world that is copied: the tests play it, too. */
const TEMPLATE = { folder: join(ROOT, "test", "worlds"), id: "tally", title: "Tally" };

/** What worlds of other repositories import in place of the arena's files. */
const EXPORTED: Readonly<Record<string, string>> = {
  "src/core/index.ts": "logic-arena/core",
  "src/world-parts.ts": "logic-arena/worlds",
  "agents/world.ts": "logic-arena/worlds",
  "function-base/index.ts": "logic-arena/worlds",
};

const NO_NAMES =
  "arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof undefined var void while with yield".split(
    " ",
  );

/** A file to be written: its path in the folder, and its text. */
type Draft = readonly [path: string, text: string];

/** Runs `arena new env`; returns the exit code. */
export function newEnv(id: string, options: { readonly in?: string }): number {
  const home = options.in === undefined ? (worldsFolder() ?? WORKPLACE) : resolve(options.in);
  const own = home === ROOT;
  const name = id.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  refuseTaken(id, name, home);
  const files = templateFiles().map((path): Draft => [renamed(path, id), adapted(path, { id, name, own })]);
  const registry = own ? "src/worlds.ts" : "worlds.ts";
  const lines = [registered(home, registry, id, name), ...(own ? [pinned(id, files)] : [])];
  write(home, id, files, lines);
  const here = (path: string) => relative(process.cwd(), join(home, path)) || ".";
  const flag = own || home === process.cwd() ? "" : ` --worlds ${here(".")}`;
  process.stdout.write(
    [
      ...[`envs/${id}`, `agents/${id}`, `function-base/${id}`, `benchmarks/suites/${id}.json`, registry].map(here),
      "",
      `Every command has "${id}" now. Next:`,
      `  arena check ${id}${flag}`,
      `  arena watch --dev${flag}`,
      `  arena bench ${id}${flag}`,
      `  arena distill ${id} --quick --adopt${flag}`,
      "",
    ].join("\n"),
  );
  return 0;
}

/** Throws `BadInput` for an id that cannot be, or that something has already. */
function refuseTaken(id: string, name: string, home: string): void {
  const refuse = (found: string, expected: string): never => {
    throw new ArenaError("BadInput", `arena new env "${id}"`, found, `expected ${expected}; nothing was written`);
  };
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id) || id.length > 40)
    refuse("no id of an environment", "at most 40 small letters, digits and single hyphens, a letter first");
  if (Object.hasOwn(worlds, id)) refuse("there is an environment of this id", "another one: `arena list` has those that are taken");
  const words = Object.values(worlds).flatMap(({ players }) => Object.keys(players.naive));
  const used = [...Object.keys(agents), ...suiteIds(), ...words, ...readdirSync(join(ROOT, "agents"))];
  if (used.includes(id)) refuse("an agent, a suite, a role or a folder of the arena is called so", "another word");
  const code = ["env.ts", "world.ts"]
    .map((file) => readFileSync(join(TEMPLATE.folder, "envs", TEMPLATE.id, file), "utf8"))
    .join("\n")
    .replaceAll(/\/\*[^]*?\*\/|\/\/.*|"[^"]*"/g, "");
  if (NO_NAMES.includes(name) || new RegExp(`\\b${name}\\b`).test(code))
    refuse(`\`${name}\` has a meaning in the code that is written`, "another word");
  if (home === ROOT) {
    const line = wordIn(id);
    if (line !== undefined)
      refuse(`the arena's own code uses the word (${line})`, "another one, since no code outside a world's folders names it");
  }
  for (const path of [`envs/${id}`, `agents/${id}`, `function-base/${id}`, `benchmarks/suites/${id}.json`])
    if (existsSync(join(home, path))) refuse(`${join(home, path)} is there already`, "another id, or that it is moved away first");
}

/** The first line of the arena's code that has a word, if one has it; tests hold that none outside a world's folders names it. */
function wordIn(word: string): string | undefined {
  const pattern = new RegExp(`(?<![\\w-])${word}(?![\\w]|\\.ts)`, "i");
  for (const folder of ["src", "agents", "function-base", "benchmarks", "envs"])
    for (const path of readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).filter((one) =>
      /\.(ts|tsx|css|mjs)$/.test(one),
    )) {
      const at = readFileSync(join(ROOT, folder, path), "utf8")
        .split("\n")
        .findIndex((line) => pattern.test(line));
      if (at >= 0) return `${folder}/${path}:${at + 1}`;
    }
  return undefined;
}

/** The files of the template, by their paths in its folder. */
const templateFiles = (): readonly string[] =>
  ["envs", "agents", "function-base", "benchmarks"].flatMap((part) =>
    readdirSync(join(TEMPLATE.folder, part), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(TEMPLATE.folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
      .sort(),
  );

/** A path of the template for another id. */
const renamed = (path: string, id: string): string => path.replaceAll(TEMPLATE.id, id);

/** The text of a file of the template for another id, with imports that are right where it will lie. */
function adapted(path: string, { id, name, own }: { readonly id: string; readonly name: string; readonly own: boolean }): string {
  const title = `${id[0]!.toUpperCase()}${id.slice(1).replaceAll("-", " ")}`;
  const from = join(TEMPLATE.folder, path);
  const to = dirname(join(ROOT, renamed(path, id)));
  return readFileSync(from, "utf8")
    .replaceAll(/(?<= from ")\.[^"]+/g, (spec) => {
      const target = resolve(dirname(from), spec);
      if (!relative(TEMPLATE.folder, target).startsWith("..")) return spec;
      const file = relative(ROOT, target).replaceAll("\\", "/");
      return own ? relative(to, target).replaceAll("\\", "/") : EXPORTED[file]!;
    })
    .replaceAll(new RegExp(`(?<=export const )${TEMPLATE.id}\\b|\\b${TEMPLATE.id}(?= as )|\\b${TEMPLATE.id}(?=Rules\\b)`, "g"), name)
    .replaceAll(TEMPLATE.title, title)
    .replaceAll(TEMPLATE.id, id);
}

/** The registry with a line for the world. */
function registered(home: string, file: string, id: string, name: string): Draft {
  const line = `import { ${name} } from "${file === "worlds.ts" ? "./" : "../"}envs/${id}/world.ts";`;
  const entry = name === id ? id : `"${id}": ${name}`;
  const path = join(home, file);
  if (!existsSync(path))
    return [
      file,
      `/** The worlds of this folder, which the arena has beside its own. */
import type { World } from "logic-arena/worlds";
${line}

/** The worlds by the ids of their environments. */
export const worlds: Readonly<Record<string, World>> = {
  ${entry},
};
`,
    ];
  const text = readText(path, path, "expected the file that exports worlds");
  const table = /(?<=^(?:export )?const (?:worlds|own)\b[^=]*= \{)([^{}]*?),?\s*(?=\}|\n {2}\.\.\.)/m;
  const last = [...text.matchAll(/^import .*\/world\.ts";$|^import .*;$/gm)].at(-1);
  if (!table.test(text) || last === undefined)
    throw new ArenaError(
      "BadInput",
      path,
      "no `export const worlds = { ... }` below its imports",
      "expected one, to add a world to; nothing was written",
    );
  const at = last.index + last[0].length;
  const added = `${text.slice(0, at)}\n${line}${text.slice(at)}`;
  return [file, added.replace(table, (_, before: string) => `${before.trimEnd() === "" ? "" : `${before.trimEnd()},`}\n  ${entry},\n`)];
}

/** The test that pins suites, with the new one. */
function pinned(id: string, files: readonly Draft[]): Draft {
  const path = "test/benchmarks/suite.node.test.ts";
  const [, suite] = files.find(([file]) => file === `benchmarks/suites/${id}.json`)!;
  const line = `  "${id}@1": "${suiteDigest(suiteSchema.parse(JSON.parse(suite)))}",\n`;
  return [path, readFileSync(join(ROOT, path), "utf8").replace(/(?<=^const PINNED.*\{\n)/m, line)];
}

/** Writes all files and the lines that name them, or nothing: they are written aside, and put in their places when all are. */
function write(home: string, id: string, files: readonly Draft[], lines: readonly Draft[]): void {
  const place = { where: `arena new env --in ${home}` };
  const aside = join(home, `.new-${id}.${process.pid}`);
  const moved: string[] = [];
  const before = lines.map(([path]): Draft | undefined =>
    existsSync(join(home, path)) ? [path, readFileSync(join(home, path), "utf8")] : undefined,
  );
  try {
    onDisk(place, () => {
      for (const [path, text] of files) {
        makeFolder(dirname(join(aside, path)), place);
        writeFileSync(join(aside, path), text);
      }
      for (const part of [`envs/${id}`, `agents/${id}`, `function-base/${id}`, `benchmarks/suites/${id}.json`]) {
        mkdirSync(dirname(join(home, part)), { recursive: true });
        renameSync(join(aside, part), join(home, part));
        moved.push(part);
      }
    });
    for (const [path, text] of lines) writeWhole(home, path, text, place);
  } catch (error) {
    for (const part of moved) rmSync(join(home, part), { recursive: true, force: true });
    for (const [i, [path]] of lines.entries())
      if (before[i] === undefined) rmSync(join(home, path), { force: true });
      else writeWhole(home, path, before[i][1], place);
    throw error;
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}
