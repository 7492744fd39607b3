/** Saves a student from the page: all of its files in a single archive. */
import { ArenaError } from "../../core/index.ts";
import { exportFiles, type Trained } from "../../distill/assembly.ts";
import { kept } from "../../platform/kept.browser.ts";
import { keptPath } from "../../platform/students.browser.ts";
import { FILES as MODELS } from "../../student/export.ts";
import { STUDENT_FILES, type StudentFile } from "../../student/student.ts";
import { save } from "../page/save.ts";
import { archive } from "./archive.ts";

/** The paths of a student's files in its folder: those that every student has, and those for other software, which one that reads words by vectors lacks. */
const PATHS = [...Object.values(STUDENT_FILES), "config.json", "generation_config.json", "tokenizer_config.json"];
const FOR_OTHERS = Object.values(MODELS).map((file) => `onnx/${file}`);

type Files = readonly (readonly [path: string, contents: string | Uint8Array])[];

/** Whether no file of a student is missing. */
function isWhole(files: Files): boolean {
  const student = files.find(([path]) => path === STUDENT_FILES.student)?.[1];
  if (student === undefined) return false;
  const { decoder } = JSON.parse(typeof student === "string" ? student : new TextDecoder().decode(student)) as StudentFile;
  return files.length === PATHS.length + (decoder.vectors === undefined ? FOR_OTHERS.length : 0);
}

/** Saves a student as `<name>.tar`: the folder that `arena` and transformers.js read. Throws `UnknownId`. */
export async function saveStudent(name: string, trained: Trained | undefined): Promise<void> {
  const files: (readonly [string, Uint8Array])[] = [];
  for (const path of [...PATHS, ...FOR_OTHERS]) {
    const bytes = await kept(keptPath(name, path)).catch(() => undefined);
    if (bytes !== undefined) files.push([path, bytes]);
  }
  // A student that the browser could not store is still in the memory of the page that made it.
  const whole = isWhole(files) || trained === undefined ? files : [...exportFiles(trained)];
  if (!isWhole(whole))
    throw new ArenaError("UnknownId", `student ${name}`, "some of its files are not stored", "expected all of them: make it again");
  save(new Blob(archive(name, whole), { type: "application/x-tar" }), `${name}.tar`);
}
