/**
 * Runs a command and ends it with whoever started this: `node supervisor.node.mjs <command> [arguments...]`.
 *
 * The command gets file 3 as its standard input, and the outputs of this process. Standard input holds nothing: it ends when the starter
 * is gone, however that came, and then the command and all that it started are killed. Ends as the command ends.
 */
import { spawn } from "node:child_process";
import { constants } from "node:os";

const [command, ...args] = process.argv.slice(2);
const grouped = process.platform !== "win32";
const child = spawn(command, args, { stdio: [3, 1, 2], detached: grouped });

const kill = () => {
  try {
    if (child.pid !== undefined) process.kill(grouped ? -child.pid : child.pid, "SIGKILL");
  } catch {
    // it has ended
  }
};
const end = (code) => {
  kill(); // what it started may be left
  process.exit(code);
};

child.on("error", ({ message }) => {
  process.stderr.write(`${message}\n`, () => end(127));
});
child.on("exit", (code, signal) => end(code ?? 128 + constants.signals[signal]));
process.stdin.on("close", () => end(1)).resume();
// A first Ctrl-C ends the work in an orderly way: the starter says when.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});
