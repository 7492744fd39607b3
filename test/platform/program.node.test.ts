import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { programs } from "../../src/platform/program.node.ts";
import { folder } from "../benchmarks/runs.ts";
import { sleep } from "../workers/play.ts";

/** A command that hears lines as `line`, after some code of its own. */
function command(heard: string, first = ""): readonly string[] {
  const file = join(folder(), "program.mjs");
  writeFileSync(
    file,
    `import { createInterface } from "node:readline";
const say = (text) => process.stdout.write(text + "\\n");
${first}
createInterface({ input: process.stdin }).on("line", (line) => { ${heard} });`,
  );
  return [process.execPath, file];
}

/** Opens a program; what a test leaves open is ended with it. */
async function opened(of: readonly string[], start = programs()) {
  const program = await start(of);
  onTestFinished(() => {
    program.ask("the end").catch(() => {}); // it owes an answer now, and is ended
    program.close();
  });
  return program;
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** Waits until a process is gone. */
async function gone(pid: number): Promise<void> {
  while (isAlive(pid)) await sleep(10);
}

describe("a program", () => {
  test("answers each line with a line, and hears lines that need no answer", async () => {
    const program = await opened(command('if (line !== "hush") say(line.toUpperCase());'));
    program.tell("hush");
    expect(await program.ask("one")).toBe("ONE");
    program.tell("hush");
    expect(await program.ask("zwölf")).toBe("ZWÖLF");
  });

  test("serves the next seat once it is handed back, and no two at once", async () => {
    const start = programs();
    const of = command("say(String(process.pid));");
    const [first, second] = [await opened(of, start), await opened(of, start)];
    const [a, b] = [await first.ask("?"), await second.ask("?")];
    expect(a).not.toBe(b);
    first.close();
    expect(await (await opened(of, start)).ask("?")).toBe(a);
    expect(await (await opened(of, start)).ask("?")).not.toBe(a);
  });

  test("is ended with all that it started when it owes an answer, though it computes without end", async () => {
    const child = `const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });`;
    const program = await opened(
      command(
        'if (line === "pids") say(process.pid + " " + child.pid); else for (;;);',
        `import { spawn } from "node:child_process"; ${child}`,
      ),
    );
    const pids = (await program.ask("pids")).split(" ").map(Number);
    expect(pids.map(isAlive)).toEqual([true, true]);
    const answer = program.ask("for ever");
    program.close();
    await expect(answer).rejects.toThrow(/it was ended/);
    await Promise.all(pids.map(gone));
  });

  test("that ends tells its exit code and its last words, now and for every further question", async () => {
    const program = await opened(
      command('console.error("so long"); console.error("no idea\\u001b[1m"); process.exitCode = 7; process.stdin.destroy();'),
    );
    const ended =
      /^program .*program\.mjs: it ended with exit code 7, its last words were "no idea\\u\{1b\}\[1m", expected a program that answers every question with one line: try it by hand$/;
    await expect(program.ask("one")).rejects.toThrow(ended);
    await expect(program.ask("two")).rejects.toThrow(ended);
    program.tell("three");
  });

  test("that is killed from outside says so", async () => {
    const program = await opened(command('if (line === "pid") say(String(process.pid));'));
    const pid = Number(await program.ask("pid"));
    const answer = program.ask("wait");
    process.kill(pid, "SIGKILL");
    await expect(answer).rejects.toThrow(/it ended with exit code 137/);
  });

  test("that cannot be started says why", async () => {
    await expect((await opened(["no-such-program", "x"])).ask("one")).rejects.toThrow(
      /^program no-such-program x: it ended with exit code 127, its last words were ".*ENOENT", expected/,
    );
  });

  test("that says more than it was asked for is ended", async () => {
    const program = await opened(command('say(line); say("debug");'));
    await program.ask("one").catch(() => {});
    let error: Error | undefined;
    while (error === undefined) await program.ask("more").catch((thrown: unknown) => (error = thrown as Error));
    expect(error.message).toMatch(
      /it wrote a line that nobody asked for \(.*\), expected a program that answers every question with one line/,
    );
  });

  test("that never ends a line is ended", async () => {
    const program = await opened(command('const more = () => process.stdout.write("x".repeat(100000), more); more();'));
    await expect(program.ask("one")).rejects.toThrow(/it wrote \d+ letters without the end of a line/);
  });

  test("that ended while it was free is not taken again", async () => {
    const start = programs();
    const of = command('say(String(process.pid)); if (line === "last") process.stdin.destroy();');
    const first = await opened(of, start);
    const pid = Number(await first.ask("last"));
    first.close();
    await gone(pid);
    let next: string | undefined;
    // Its end may be known a moment after it.
    while (next === undefined) next = await (await opened(of, start)).ask("?").catch(() => undefined);
    expect(Number(next)).not.toBe(pid);
  });
});
