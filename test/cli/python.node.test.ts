import { execFileSync, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { folder, logIn } from "../benchmarks/runs.ts";
import { faultsOf, sleep } from "../workers/play.ts";
import { refused, spawned, start } from "./arena.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const PAGE = readFileSync(join(ROOT, "docs", "python.md"), "utf8");

/** The blocks of the page in some language, in order. */
const blocks = (language: string): readonly string[] =>
  [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "gm"))].map(([, code]) => code!);

const [PLAY, AGENT] = blocks("python") as [string, string];

const hasPython = (() => {
  try {
    execFileSync("python3", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();

const MISSING =
  "there is no python3 here, so the programs of docs/python.md are not tested: install it (Debian: apt-get install -y python3)";
if (!hasPython) console.warn(MISSING);

/** A test that runs the page's programs. */
const withPython = (name: string, run: () => Promise<void>) =>
  test(name, async ({ skip }) => {
    skip(!hasPython, MISSING);
    await run();
  });

/** Runs a program in Python in the arena's folder. */
function python(code: string, args: readonly string[] = []) {
  const file = join(folder(), "program.py");
  writeFileSync(file, code);
  const child = spawn("python3", [file, ...args], { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  return new Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>((resolve) =>
    child.on("close", (ended) => resolve({ code: ended, out, err })),
  );
}

describe("the programs of docs/python.md", () => {
  test("are two, of at most 40 lines each", () => {
    expect(blocks("python").map((code) => code.trimEnd().split("\n").length <= 40)).toEqual([true, true]);
  });

  withPython("play every environment, batched", async () => {
    for (const env of ["pursuit", "twenty-one", "fishery", "commons-harvest", "tag-rapier"]) {
      const { code, out, err } = await python(PLAY, [env, "8", "30"]);
      expect([code, err]).toEqual([0, ""]);
      expect(out).toMatch(new RegExp(`^${env}: 240 steps, \\d+ episodes over, \\d+ steps a second\n$`));
    }
  });

  withPython("say what was wrong, and leave nothing running", async () => {
    const unknown = await python(PLAY, ["persuit", "8", "30"]);
    expect(unknown.code).toBe(1);
    expect(unknown.err).toMatch(
      /ValueError: bridge: no environment is called "persuit" \(did you mean "pursuit"\?\), expected one of pursuit/,
    );
    const dead = await python(PLAY.replace('"src/cli/arena.mjs", "bridge"', '"-e", "process.exit(3)"'));
    expect(dead.code).toBe(1);
    expect(dead.err).toMatch(/RuntimeError: the arena ended with exit code 3: standard error says why/);
    const old = await python(PLAY.replace("protocol=1", "protocol=0"));
    expect(old.err).toMatch(/ValueError: bridge: protocol 0, expected 1: take the client in docs\/python\.md/);
  });

  withPython("are an agent of a benchmark, by the suite of the page, the same again", async () => {
    const home = folder();
    const [agent, suite] = [join(home, "agent.py"), join(home, "mine.json")];
    writeFileSync(agent, AGENT);
    const small = blocks("json")[0]!.replace('"count": 20', '"count": 2').replace('"agent.py"', JSON.stringify(agent));
    writeFileSync(suite, small);
    const page = await spawned(["bench", suite, "--out", home]);
    refused(page, /^benchmark chase: an agent that is a program, in chromium, expected Node: --runtime node$/m);
    for (const name of ["one", "two"]) {
      const { code, err } = await spawned(["bench", suite, "--out", home, "--name", name, "--runtime", "node"]);
      expect(err).not.toMatch(/unscored/);
      expect(code).toBe(0);
    }
    const log = logIn(join(home, "one"));
    expect(log).toEqual(logIn(join(home, "two")));
    const mine = log.findIndex((line) => line.includes('"episode":"chase/mine/'));
    const end = log.findIndex((line, i) => i > mine && line.includes('"type":"end"'));
    expect(await faultsOf(log.slice(mine, end + 1))).toEqual([]);
  });
});

describe("arena bridge", () => {
  const HELLO = '{"ask":"hello","protocol":1}\n';

  test("answers until its input ends", async () => {
    const { child, ended } = start(["bridge"], {}, ["pipe", "pipe", "pipe"]);
    child.stdin!.end(`${HELLO}\n${HELLO}garbage\n`);
    const { code, out, err } = await ended;
    expect([code, err]).toEqual([0, ""]);
    const answers = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { readonly protocol?: number; readonly error?: { readonly line: number } });
    expect(answers.map(({ protocol, error }) => protocol ?? error)).toMatchObject([1, 1, { line: 3 }]);
  });

  test("says that its input ends within a line", async () => {
    const { child, ended } = start(["bridge"], {}, ["pipe", "pipe", "pipe"]);
    child.stdin!.end(`${HELLO}{"ask":"make","env`);
    const all = await ended;
    expect(all.out).toMatch(/"protocol":1/);
    refused(
      { ...all, out: "" },
      /^arena bridge: an input that ends within a line \(\{"ask":"make","env\), expected a line break after each question$/m,
    );
  });

  test("ends when nobody reads its answers any more", async () => {
    const { child, ended } = start(["bridge"], {}, ["pipe", "pipe", "pipe"]);
    let over = false;
    void ended.then(() => (over = true));
    child.stdin!.on("error", () => {});
    child.stdout!.destroy();
    while (!over) {
      child.stdin!.write(HELLO);
      await sleep(10);
    }
    expect(await ended).toMatchObject({ code: 0, err: "" });
  });

  withPython("ends when its client is killed", async () => {
    const file = join(folder(), "client.py");
    // The client tells the process of its bridge, and waits.
    writeFileSync(file, `${PLAY.split("env, count")[0]}\nprint(Arena().process.pid, flush=True)\nwhile True: time.sleep(1)\n`);
    const client = spawn("python3", [file], { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] });
    const pid = await new Promise<number>((resolve) => client.stdout.setEncoding("utf8").once("data", (text) => resolve(Number(text))));
    expect(process.kill(pid, 0)).toBe(true);
    client.kill("SIGKILL");
    for (;;) {
      try {
        process.kill(pid, 0);
      } catch {
        break;
      }
      await sleep(10);
    }
  });
});
