/** The command line as a user starts it. */
import { type ChildProcess, spawn, type StdioOptions } from "node:child_process";
import { join } from "node:path";
import { expect, vi } from "vitest";
import { isComplete } from "../../benchmarks/journal.ts";
import { main } from "../../src/cli/main.ts";
import { logText } from "../benchmarks/runs.ts";
import { sleep } from "../workers/play.ts";

const ROOT = join(import.meta.dirname, "..", "..");

/** What a finished command left. */
export type Ended = { readonly code: number | null; readonly signal: string | null; readonly out: string; readonly err: string };

/** A command that runs. */
export type Running = { readonly child: ChildProcess; readonly ended: Promise<Ended> };

/** Starts `arena` with arguments, and with more in its environment. */
export function start(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  stdio: StdioOptions = ["ignore", "pipe", "pipe"],
): Running {
  const child = spawn(process.execPath, [join(ROOT, "src", "cli", "arena.mjs"), ...args], {
    cwd: ROOT,
    env: { ...process.env, ...environment },
    stdio,
  });
  let out = "";
  let err = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (err += text));
  const ended = new Promise<Ended>((resolve) => child.on("close", (code, signal) => resolve({ code, signal, out, err })));
  return { child, ended };
}

/** Runs `arena` to its end, as a process of its own. */
export const spawned = (args: readonly string[], environment?: Readonly<Record<string, string>>): Promise<Ended> =>
  start(args, environment).ended;

let last: Promise<unknown> = Promise.resolve();

/** Runs the same command line in the process of the test, which is much quicker; calls wait for each other. */
export function arena(args: readonly string[]): Promise<Ended> {
  const ended = last.then(() => call(args));
  last = ended.catch(() => {});
  return ended;
}

async function call(args: readonly string[]): Promise<Ended> {
  let out = "";
  let err = "";
  const stdout = vi.spyOn(process.stdout, "write").mockImplementation((text) => ((out += String(text)), true));
  const stderr = vi.spyOn(process.stderr, "write").mockImplementation((text) => ((err += String(text)), true));
  try {
    const code = await main([process.execPath, "arena", ...args]);
    return { code, signal: null, out, err };
  } finally {
    stdout.mockRestore();
    stderr.mockRestore();
  }
}

/** Whole episodes on disk. */
export const episodes = (run: string): number => (isComplete(run) ? 0 : logText(run).split('"type":"end"').length - 1);

/** Sends a signal once so many episodes are on disk; returns how the process ended. */
export async function interrupt({ child, ended }: Running, run: string, after: number, signal: NodeJS.Signals): Promise<Ended> {
  let over = false;
  void ended.then(() => (over = true));
  while (!over && episodes(run) < after) await sleep(10);
  child.kill(signal);
  return ended;
}

/** Checks that a command failed as users are promised: exit code 1, a message with the way out on stderr, no stack trace. */
export function refused({ code, err, out }: Ended, message: RegExp): void {
  expect.soft(err).toMatch(message);
  expect.soft(err).toMatch(/^[^\n]+: [^\n]+, expected [^\n]+\n$/m);
  expect.soft(err).not.toMatch(/^\s+at /m);
  expect.soft(out).not.toMatch(/^\s+at /m);
  expect(code).toBe(1);
}
