/** Reads the files of models as other tools leave them on a disk. */
import { ArenaError, jsonIn } from "../core/index.ts";

/** Makes an error of what was found and what was expected. */
export type Bad = (found: string, expected: string) => ArenaError;

/** How many bytes of a file tell what `instead` looks for. */
export const START = 512;

/** Says what a file is instead of its contents, judged by its size and first bytes: nothing, a pointer of Git LFS, or a web page. */
export function instead(file: string, size: number, start: string): readonly [found: string, expected: string] | undefined {
  if (size === 0) return [`${file} has 0 bytes`, "expected the whole file: fetch it again"];
  if (start.startsWith("version https://git-lfs"))
    return [`${file} is a pointer of Git LFS`, "expected the file that it stands for: `git lfs pull` fetches it"];
  if (/^\s*<(!doctype|html)\b/i.test(start)) return [`${file} is a web page`, "expected the file itself: fetch it by its own address"];
  return undefined;
}

/**
 * The value of a JSON file of a model or student. `Infinity` and `NaN`, which Python writes and JSON has not, are read as null. Throws
 * `BadInput` for a text that is no JSON.
 */
export function readJson(file: string, text: string, where: string): unknown {
  const plain = text.replace(/^\uFEFF/, "");
  const wrong = instead(file, plain.trim().length, plain.slice(0, START));
  if (wrong !== undefined) throw new ArenaError("BadInput", where, ...wrong);
  try {
    return JSON.parse(plain);
  } catch {
    const known = plain.replaceAll(/"[^"\\]*(?:\\.[^"\\]*)*"|-?\bInfinity\b|\bNaN\b/gs, (part) => (part.startsWith('"') ? part : "null"));
    return jsonIn(known, `${where}, ${file}`, "expected the whole file");
  }
}
