/** The files of students where there is a disk: see `students.browser.ts`. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { ArenaError } from "../core/index.ts";
import { ROOT } from "../core/package.node.mjs";

const COMMITTED = join(ROOT, "agents", "student", "models");

/** The names of the committed students. */
export const committed = (): readonly string[] => (existsSync(COMMITTED) ? readdirSync(COMMITTED).sort() : []);

/** The files of a student: a committed one by its name, or the one in a folder. Throws `UnknownId`. */
export function readStudent(model: string): Promise<{
  readonly name: string;
  readonly files: { readonly student: string; readonly tokenizer: string; readonly weights: Uint8Array };
}> {
  const known = committed().includes(model);
  const folder = known ? join(COMMITTED, model) : resolve(model);
  const text = (file: string) => readFileSync(join(folder, file), "utf8");
  try {
    const files = {
      student: text("student.json"),
      tokenizer: text("tokenizer.json"),
      weights: readFileSync(join(folder, "model.safetensors")),
    };
    return Promise.resolve({ name: known ? model : basename(folder), files });
  } catch {
    const names = committed().join(", ") || "none";
    return Promise.reject(
      new ArenaError("UnknownId", `student "${model}"`, "no such student", `expected a committed one (${names}) or the folder of one`),
    );
  }
}
