/** The values of flags, checked alike for every command. */
import type { Command } from "commander";
import { ArenaError } from "../core/index.ts";

/** The whole number that a flag was given; throws `BadInput` for any other text, as `1e3` or nothing at all. */
export function wholeNumber(where: string, text: string, least: number, most: number = Number.MAX_SAFE_INTEGER): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw new ArenaError("BadInput", where, `"${text}"`, `expected a whole number from ${least}${value > most ? ` to ${most}` : ""}`);
}

/** More workers side by side than any machine has use for. */
export const MOST_WORKERS = 1024;

/** Safe folder names on every system: they cannot lead out of `--out`, and are not hidden. */
const FOLDER = /^[\p{L}\p{N}_]([\p{L}\p{N}._+@ -]{0,98}[\p{L}\p{N}_+@-])?$/u;

/** The plain name of a folder; throws `BadInput` for any other text. */
export function folderName(where: string, text: string): string {
  if (FOLDER.test(text)) return text;
  throw new ArenaError(
    "BadInput",
    where,
    `"${text}"`,
    "expected the plain name of a folder, of letters, digits and . _ + @ -; --out says where it lies",
  );
}

/** Has a command, and those below it, refuse what has no value and flags with two values, before anything is done. */
export function guardFlags(command: Command, above: readonly string[] = []): void {
  const path = [...above, command.name()];
  const refuse = (where: string, found: string, expected: string): never => {
    throw new ArenaError("BadInput", [...path, where].join(" "), found, expected);
  };
  for (const option of command.options) {
    const flag = option.long ?? option.flags;
    let given: string | undefined;
    command.on(`option:${option.name()}`, (value: unknown) => {
      if (typeof value !== "string") return;
      if (option.parseArg === undefined && value.trim() === "") refuse(flag, JSON.stringify(value), "expected a value, or no such flag");
      if (given !== undefined && value !== given) refuse(flag, `"${given}" and "${value}"`, "expected it once");
      given = value;
    });
  }
  for (const one of command.commands) guardFlags(one, path);
  if (command.commands.length > 0) return;
  const names = command.registeredArguments.map((argument) => argument.name());
  command.hook("preAction", () => {
    for (const [i, text] of command.args.entries())
      if (text.trim() === "") refuse(names[i] ?? names.at(-1)!, JSON.stringify(text), "expected a value");
  });
}
