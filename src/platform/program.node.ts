/** Programs that answer lines with lines, for the agent `program`. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import type { Ports, Program } from "../../agents/index.ts";
import { ArenaError } from "../core/index.ts";
import { ROOT } from "../core/package.node.mjs";

/** The longest answer, and the longest line of errors that is quoted, in letters. */
const [LONGEST, QUOTED] = [1_000_000, 300];

/** Opens programs. One that is closed in good order waits for the next seat that wants the same command. */
export function programs(): NonNullable<Ports["program"]> {
  const idle = new Map<string, Running[]>();
  return async (command) => {
    const key = JSON.stringify(command);
    const free = idle.get(key) ?? [];
    idle.set(key, free);
    let running: Running | undefined;
    do running = free.pop();
    while (running !== undefined && running.ended !== undefined);
    const mine = running ?? new Running(command);
    return {
      tell: (line) => mine.tell(line),
      ask: (line) => mine.ask(line),
      close() {
        if (mine.isFree) free.push(mine);
        else mine.end();
      },
    } satisfies Program;
  };
}

/** A program at work. */
class Running {
  readonly #name: string;
  readonly #process: ChildProcess;
  readonly #input: Writable;
  #waiting: { resolve(line: string): void; reject(error: Error): void } | undefined;
  #unread = "";
  #errors = "";
  /** Why it cannot be asked any more. */
  ended: Error | undefined;

  constructor(command: readonly string[]) {
    this.#name = `program ${command.join(" ")}`;
    const supervisor = join(ROOT, "src", "platform", "supervisor.node.mjs");
    this.#process = spawn(process.execPath, [supervisor, ...command], { stdio: ["pipe", "pipe", "pipe", "pipe"] });
    this.#input = this.#process.stdio[3] as Writable;
    // Its end is told by `close`; a pipe that breaks before says nothing more.
    for (const pipe of [this.#process.stdin!, this.#input]) pipe.on("error", () => {});
    this.#process.stdout!.setEncoding("utf8").on("data", (text: string) => this.#hear(text));
    this.#process.stderr!.setEncoding("utf8").on("data", (text: string) => (this.#errors = (this.#errors + text).slice(-QUOTED * 4)));
    this.#process.on("error", ({ message }) => this.#fail(`it cannot be started (${message})`));
    this.#process.on("close", (code) => this.#fail(`it ended with exit code ${code}${this.#lastWords()}`));
    this.#unref();
  }

  /** Whether it can serve another seat: it lives, and owes no answer. */
  get isFree(): boolean {
    return this.ended === undefined && this.#waiting === undefined;
  }

  tell(line: string): void {
    if (this.ended === undefined) this.#input.write(`${line}\n`);
  }

  ask(line: string): Promise<string> {
    return new Promise((resolve, reject) => {
      if (this.ended !== undefined) return reject(this.ended);
      this.#waiting = { resolve, reject };
      this.tell(line);
    });
  }

  /** Ends it, whatever it is doing. */
  end(): void {
    this.#fail("it was ended");
    this.#process.stdin!.destroy(); // at this the supervisor kills it
  }

  #hear(text: string): void {
    this.#unread += text;
    for (let end = this.#unread.indexOf("\n"); end >= 0; end = this.#unread.indexOf("\n")) {
      const line = this.#unread.slice(0, end);
      this.#unread = this.#unread.slice(end + 1);
      if (this.#waiting === undefined) return this.#giveUp(`it wrote a line that nobody asked for (${line.slice(0, QUOTED)})`);
      const { resolve } = this.#waiting;
      this.#waiting = undefined;
      resolve(line);
    }
    if (this.#unread.length > LONGEST) this.#giveUp(`it wrote ${this.#unread.length} letters without the end of a line`);
  }

  #giveUp(found: string): void {
    this.#fail(found);
    this.end();
  }

  #fail(found: string): void {
    this.ended ??= new ArenaError(
      "BadAgent",
      this.#name,
      found,
      "expected a program that answers every question with one line: try it by hand",
    );
    this.#waiting?.reject(this.ended);
    this.#waiting = undefined;
  }

  /** The last line of its errors. */
  #lastWords(): string {
    const last = this.#errors.trimEnd().split("\n").at(-1)!.trim().slice(0, QUOTED);
    return last === "" ? "" : `, its last words were "${last}"`;
  }

  /** It keeps no process alive: with the process, or the thread, that started it, it ends. */
  #unref(): void {
    this.#process.unref();
    for (const pipe of this.#process.stdio) (pipe as (Readable & { unref?(): void }) | null)?.unref?.();
  }
}
