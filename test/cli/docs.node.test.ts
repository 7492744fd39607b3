/**
 * The pages of `docs/` as a reader follows them: each in an empty folder with the package, its files written and its commands run in their order.
 *
 * A file is a block below a line that has nothing but its path, in code marks. A `text` block below commands has lines of what they print, whose
 * numbers may be others. A comment `<!-- not run: <reason> -->` above a block of commands keeps it from being run.
 */
import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { folder } from "../benchmarks/runs.ts";

const ROOT = join(import.meta.dirname, "..", "..");

/** Why commands of a page are not run here. */
const REASONS = [
  "it needs the package registry, and test/package.sh does the same",
  "it goes on until it is stopped, and test/package.sh starts and ends it",
  "it needs a paid endpoint",
  "it needs a server with a model",
  "it needs a model's files",
  "a test of its own runs it",
];

/** A lesson that takes seconds: what a recipe has besides stays. */
const LESSON = { episodes: 10, evaluation: 2, retriever: false, words: false, paraphrases: false };
const COURSE = { steps: 10, batch: 4 };

/** A part of a page. */
type Part =
  | { readonly kind: "commands"; readonly text: string; readonly reason: string | undefined }
  | { readonly kind: "file"; readonly path: string; readonly text: string }
  | { readonly kind: "printed"; readonly text: string };

/** The parts of a page that do something, in their order. */
function partsOf(page: string): readonly Part[] {
  const block = /(?:^<!-- not run: (?<reason>.*) -->\n\n)?(?:^`(?<path>[\w./-]+)`\n\n)?^```(?<language>\w*)\n(?<text>[^]*?)^```$/gm;
  return [...page.matchAll(block)].flatMap(({ groups }): readonly Part[] => {
    const { reason, path, language, text } = groups as Record<string, string> & { text: string };
    if (path !== undefined) return [{ kind: "file", path, text }];
    if (language === "sh") return [{ kind: "commands", text, reason }];
    return language === "text" ? [{ kind: "printed", text }] : [];
  });
}

/** A folder in which the package is installed: this repository. */
function app(): string {
  const home = folder();
  mkdirSync(join(home, "node_modules", ".bin"), { recursive: true });
  symlinkSync(ROOT, join(home, "node_modules", "logic-arena"));
  symlinkSync(join("..", "logic-arena", "src", "cli", "arena.mjs"), join(home, "node_modules", ".bin", "arena"));
  writeFileSync(join(home, "package.json"), '{ "private": true }');
  return home;
}

/** A command in a form that takes seconds: few episodes, and students that learn next to nothing. */
function small(command: string, home: string): string {
  if (/^(\w+=\S* )*npx arena bench /.test(command))
    return /--episodes|--dry-run|--resume/.test(command) ? command : `${command} --episodes 2`;
  if (!command.startsWith("npx arena distill ")) return command;
  const [, path] = / --recipe (\S+\.json)/.exec(command) ?? [];
  const recipe = path === undefined ? {} : (JSON.parse(readFileSync(join(home, path), "utf8")) as Record<string, object>);
  const [ld, kd] = [recipe["ld"], recipe["kd"]].map((course) => ({ ...course, ...COURSE }));
  writeFileSync(join(home, "small.json"), JSON.stringify({ ...recipe, ...LESSON, ld, kd }));
  return `${command.replace(/ --recipe \S+/, "")} --recipe small.json`;
}

/** Runs commands in a shell that ends at the first that fails; returns what they printed. */
function shell(commands: string, home: string): Promise<string> {
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("ARENA_")));
  const child = spawn("bash", ["-euo", "pipefail", "-c", commands], { cwd: home, env: environment, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text: string) => (printed += text));
  return new Promise((resolve, reject) =>
    child.on("close", (code) => (code === 0 ? resolve(printed) : reject(new Error(`${commands}ended with ${code}:\n${printed}`)))),
  );
}

/** Text without what differs from machine to machine and from run to run: digests, numbers, and how much room they take. */
const steady = (text: string): string =>
  text
    .replaceAll(/\b[0-9a-f]{16,}\b/g, "#")
    .replaceAll(/[-+]?\d[\d.,]*/g, "#")
    .replaceAll(/\s+/g, " ")
    .trim();

/** Does what a page says, in an empty folder. */
async function follow(page: string): Promise<void> {
  const home = app();
  let printed = "";
  for (const part of partsOf(page)) {
    if (part.kind === "file") {
      mkdirSync(dirname(join(home, part.path)), { recursive: true });
      writeFileSync(join(home, part.path), part.text);
    } else if (part.kind === "printed") {
      if (printed === "") continue;
      const lines = printed.split("\n").map(steady);
      for (const line of part.text.split("\n").map(steady))
        if (line !== "" && line !== "...") expect(lines, `${printed}\nbelow: ${line}`).toContain(line);
    } else if (part.reason === undefined) {
      const commands = part.text
        .split("\n")
        .map((line) => small(line.replace(/ +# .*/, "").replace(/^npm run arena -- /, "npx arena "), home));
      printed = await shell(commands.join("\n"), home);
    } else {
      expect(REASONS).toContain(part.reason);
      printed = "";
    }
  }
}

describe("the commands, files and outputs of", () => {
  const pages = readdirSync(join(ROOT, "docs")).filter((name) => name.endsWith(".md"));
  test.each(pages.filter((name) => readFileSync(join(ROOT, "docs", name), "utf8").includes("```sh")))("docs/%s", (name) =>
    follow(readFileSync(join(ROOT, "docs", name), "utf8")),
  );
});

describe("a page that is wrong is found out:", () => {
  const page = (...blocks: readonly string[]) => blocks.join("\n\n");
  const block = (language: string, text: string) => `\`\`\`${language}\n${text}\n\`\`\``;

  test("a command that fails", async () => {
    await expect(follow(page(block("sh", "npx arena list\nnpx arena lists")))).rejects.toThrow(/unknown command 'lists'/);
  });

  test("a line that is not printed", async () => {
    await expect(follow(page(block("sh", "echo 12 tons"), block("text", "7 tons")))).resolves.toBeUndefined();
    await expect(follow(page(block("sh", "echo 12 tons"), block("text", "7 fathoms")))).rejects.toThrow("below: # fathoms");
  });

  test("a command that is not run for any reason", async () => {
    await expect(follow(page("<!-- not run: it fails -->", block("sh", "false")))).rejects.toThrow("it fails");
    await expect(follow(page(`<!-- not run: ${REASONS[2]} -->`, block("sh", "false")))).resolves.toBeUndefined();
  });

  test("a file that is missing", async () => {
    await expect(follow(page("`a/b.txt`", block("text", "here"), block("sh", "cat a/b.txt")))).resolves.toBeUndefined();
    await expect(follow(page(block("sh", "cat a/b.txt")))).rejects.toThrow(/No such file/);
  });
});
