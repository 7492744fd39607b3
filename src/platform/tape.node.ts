/** A tape in a file of JSON Lines: an answer a line. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { ArenaError, messageOf } from "../core/index.ts";
import type { Take, Tape } from "./cassette.ts";

const takeSchema = z.strictObject({ key: z.string(), type: z.string(), body: z.string() });

/** Opens a tape; the file begins with the first answer. A torn last line is dropped. Throws `BadInput` for any other line, `DiskFull`. */
export function openTape(path: string): Tape {
  const takes = new Map<string, Take>();
  const bytes = bytesOf(path);
  const end = bytes.lastIndexOf(0x0a) + 1;
  const lines = bytes.subarray(0, end).toString("utf8").split("\n").slice(0, -1);
  lines.forEach((line, i) => {
    let take: Take;
    try {
      take = takeSchema.parse(JSON.parse(line));
    } catch {
      throw new ArenaError("BadInput", `cassette ${path} line ${i + 1}`, "not an answer", "expected a cassette: delete it to ask anew");
    }
    takes.set(take.key, take);
  });
  if (end < bytes.length) truncateSync(path, end);
  return {
    get: (key) => takes.get(key),
    put(take) {
      takes.set(take.key, take);
      try {
        mkdirSync(dirname(path), { recursive: true });
        appendFileSync(path, `${JSON.stringify(take)}\n`);
      } catch (error) {
        throw new ArenaError(
          "DiskFull",
          `cassette ${path}`,
          messageOf(error),
          "expected to keep an answer that was paid for: free some space",
        );
      }
    },
  };
}

function bytesOf(path: string): Buffer {
  try {
    return existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  } catch (error) {
    throw new ArenaError("BadInput", `cassette ${path}`, messageOf(error), "expected a file that can be read");
  }
}
