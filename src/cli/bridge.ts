/** `arena bridge`: answers lines of JSON from standard input on standard output, until its input ends. */
import { once } from "node:events";
import { ArenaError } from "../core/index.ts";
import { VERSION } from "../core/package.node.mjs";
import { bridge } from "../gym/bridge.ts";

/** The longest line, in letters: what never ends a line must not fill the memory. */
const LONGEST = 64 * 1024 * 1024;

/** Runs `arena bridge` until its input ends or nobody reads what it answers; returns the exit code. */
export async function serveBridge(input: NodeJS.ReadStream = process.stdin, output: NodeJS.WriteStream = process.stdout): Promise<number> {
  const { answer } = bridge(VERSION);
  let gone = false;
  const closed = new Promise<void>((resolve) => {
    const close = () => {
      gone = true;
      resolve();
    };
    output.on("error", close).on("close", close);
  });
  let rest = "";
  for await (const text of input.setEncoding("utf8") as AsyncIterable<string>) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    for (const line of lines) {
      if (gone) return 0;
      if (line.trim() === "") continue;
      if (!output.write(`${await answer(line)}\n`)) await Promise.race([once(output, "drain").catch(() => {}), closed]);
    }
    if (rest.length > LONGEST)
      throw new ArenaError("BadInput", "arena bridge", `${rest.length} letters without the end of a line`, "expected one question a line");
  }
  if (rest.trim() === "" || gone) return 0;
  throw new ArenaError(
    "BadInput",
    "arena bridge",
    `an input that ends within a line (${rest.slice(0, 80)})`,
    "expected a line break after each question",
  );
}
