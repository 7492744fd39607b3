/** A tape in a file of JSON Lines: an answer a line. */
import { appendFileSync, existsSync, readFileSync, statSync, truncateSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { ArenaError, digest, fileForm } from "../core/index.ts";
import type { Take, Tape } from "./cassette.ts";
import { diskError, makeFolder, onDisk } from "./disk.node.ts";

/** An answer as a line has it, with the digest of all of it; cassettes of before have none. */
const takeSchema = z.strictObject({ key: z.string(), type: z.string(), body: z.string(), digest: z.string().optional() });

const digestOf = ({ key, type, body }: Take): string => digest([key, type, body]);

/**
 * Opens a tape; the file begins with the first answer. A line that is no answer is left out, and told: its question is asked anew.
 *
 * Throws `BadInput` for a file that is no cassette, `DiskFull` when an answer cannot be kept.
 */
export function openTape(path: string, told: (line: string) => void = () => {}): Tape {
  const where = `cassette ${path}`;
  const bytes = bytesOf(path);
  const form = fileForm(bytes);
  if (form.text === undefined) throw new ArenaError("BadInput", where, form.found, form.expected);
  if (form.text !== "utf-8")
    throw new ArenaError("BadInput", where, "it is UTF-16", "expected UTF-8, as it was written: `iconv -f UTF-16 -t UTF-8` gives it");
  const takes = new Map<string, Take>();
  const lines = bytes.toString("utf8", form.mark).split("\n");
  const bad = lines.flatMap((line, i) => {
    if (line.trim() === "") return [];
    const take = takeIn(line);
    if (take === undefined) return [i + 1];
    takes.set(take.key, take);
    return [];
  });
  const last = lines.at(-1)!;
  // A kill may leave half a line, or a whole one that lacks only its newline.
  const torn = bad.at(-1) === lines.length ? bytes.length - bytes.lastIndexOf(0x0a) - 1 : 0;
  if (torn > 0) bad.pop();
  if (bad.length > 0 && takes.size === 0)
    throw new ArenaError(
      "BadInput",
      `${where} line ${bad[0]}`,
      "not an answer, as no other line is",
      "expected a cassette: delete it to ask anew, or choose another file",
    );
  for (const number of bad)
    told(`${where} line ${number}: not an answer, or not as it was kept: it is left out, and its question asked anew`);
  let repair = torn > 0 || last !== "";
  return {
    get: (key) => takes.get(key),
    put(take) {
      takes.set(take.key, take);
      let whole: number | undefined;
      try {
        makeFolder(dirname(path), { where });
        if (repair && torn > 0) truncateSync(path, bytes.length - torn);
        else if (repair) appendFileSync(path, "\n");
        repair = false;
        whole = existsSync(path) ? statSync(path).size : 0;
        appendFileSync(path, `${JSON.stringify({ ...take, digest: digestOf(take) })}\n`);
      } catch (error) {
        if (whole !== undefined && statSync(path).isFile()) truncateSync(path, whole); // half a line would spoil the next
        const full = "expected room for an answer that was paid for: free some, then go on";
        throw diskError(error, { where, full, other: "expected a place for an answer that was paid for: one that can be written" });
      }
    },
  };
}

function takeIn(line: string): Take | undefined {
  try {
    const { digest: told, ...take } = takeSchema.parse(JSON.parse(line));
    return told === undefined || told === digestOf(take) ? take : undefined;
  } catch {
    return undefined;
  }
}

const bytesOf = (path: string): Buffer =>
  existsSync(path)
    ? onDisk({ where: `cassette ${path}`, other: "expected a file that can be read" }, () => readFileSync(path))
    : Buffer.alloc(0);
