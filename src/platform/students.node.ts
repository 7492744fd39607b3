/** The files of students where there is a disk: see `students.browser.ts`. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { ArenaError, messageOf, nearest, textIn } from "../core/index.ts";
import { pathOf } from "./model-folder.node.ts";
import { roots } from "../core/package.node.mjs";

/** The folders of the committed students, the arena's and those beside worlds from elsewhere, by their names. */
const folders = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    roots()
      .map((root) => join(root, "agents", "student", "models"))
      .filter((models) => existsSync(models))
      .flatMap((models) => readdirSync(models).map((name) => [name, join(models, name)])),
  );

/** The names of the committed students. */
export const committed = (): readonly string[] => Object.keys(folders()).sort();

/** The files of a student: a committed one by its name, or the one in a folder. Rejects with `UnknownId` or `BadInput`. */
export function readStudent(model: string): Promise<{
  readonly name: string;
  readonly files: { readonly student: string; readonly tokenizer: string; readonly weights: Uint8Array };
}> {
  const named = Object.entries(folders()).find(([name]) => name === model)?.[1];
  return new Promise((given) => {
    const folder = named ?? resolve(pathOf(`student "${model}"`, model));
    const bytes = (file: string): Uint8Array => {
      try {
        return readFileSync(join(folder, file));
      } catch (error) {
        throw missing(model, folder, file, error);
      }
    };
    const files = {
      student: textIn(bytes("student.json"), `student "${model}", student.json`),
      tokenizer: textIn(bytes("tokenizer.json"), `student "${model}", tokenizer.json`),
      weights: bytes("model.safetensors"),
    };
    given({ name: named === undefined ? basename(folder) : model, files });
  });
}

/** The error for a student's file that cannot be read. */
function missing(model: string, folder: string, file: string, error: unknown): ArenaError {
  const where = `student "${model}"`;
  if (!existsSync(folder)) {
    const near = nearest(committed(), model);
    const names = committed().join(", ") || "none";
    return new ArenaError(
      "UnknownId",
      where,
      `no such student${near === undefined ? "" : ` (did you mean "${near}"?)`}`,
      `expected a committed one (${names}) or the folder of one; \`arena distill <env> --adopt\` makes one`,
    );
  }
  if (!statSync(folder).isDirectory())
    return new ArenaError("BadInput", where, "a file", "expected the folder of a student: unpack it, if it is an archive");
  const absent = (error as NodeJS.ErrnoException).code === "ENOENT";
  return new ArenaError(
    "BadInput",
    where,
    absent ? `no ${file} in its folder` : `${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? messageOf(error)})`,
    "expected the folder of a student, with student.json, tokenizer.json and model.safetensors",
  );
}
