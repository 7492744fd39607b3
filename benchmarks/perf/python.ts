/** Programs in Python that the arena is measured beside. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { messageOf } from "../../src/core/index.ts";

/** A Python that has their packages. */
const PYTHON = process.env["ARENA_PYTHON"] ?? "python3";

/** The JSON that a program of this folder prints; throws where Python or a package is missing. */
export const toldByPython = <T>(program: string): T =>
  JSON.parse(execFileSync(PYTHON, [join(import.meta.dirname, program)], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] })) as T;

/** Why a program in Python failed: the last line of what it said. */
export const reasonOf = (error: unknown): string => messageOf(error).trim().split("\n").at(-1)!;
