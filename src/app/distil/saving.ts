/** Students out of the page: all files of one in a single archive. */
import { exportFiles } from "../../distill/assembly.ts";
import { kept } from "../../platform/kept.browser.ts";
import { keptPath } from "../../platform/students.browser.ts";
import { FILES as MODELS } from "../../student/export.ts";
import { STUDENT_FILES } from "../../student/student.ts";
import type { Trained } from "../../distill/assembly.ts";

/** The files of a student by their paths in its folder. */
const PATHS = [
  ...Object.values(STUDENT_FILES),
  "config.json",
  "generation_config.json",
  "tokenizer_config.json",
  ...Object.values(MODELS).map((file) => `onnx/${file}`),
];

/** Saves a student as `<name>.tar`: the folder that `arena` and transformers.js read. */
export async function saveStudent(name: string, trained: Trained | undefined): Promise<void> {
  const files: (readonly [string, Uint8Array])[] = [];
  for (const path of PATHS) {
    const bytes = await kept(keptPath(name, path)).catch(() => undefined);
    if (bytes !== undefined) files.push([path, bytes]);
  }
  // What could not be kept is still in the memory of the page that made it.
  const whole = files.length === PATHS.length || trained === undefined ? files : [...exportFiles(trained)];
  const url = URL.createObjectURL(new Blob(archive(name, whole), { type: "application/x-tar" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `${name}.tar`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

const BLOCK = 512;

/** A tape archive (POSIX ustar) of files in a folder. */
export function archive(
  folder: string,
  files: readonly (readonly [path: string, contents: string | Uint8Array])[],
): Uint8Array<ArrayBuffer>[] {
  const encoder = new TextEncoder();
  const parts = files.flatMap(([path, contents]) => {
    const bytes = typeof contents === "string" ? encoder.encode(contents) : contents;
    const head = new Uint8Array(BLOCK);
    const put = (at: number, text: string) => head.set(encoder.encode(text), at);
    const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, "0")}\0`;
    put(0, `${folder}/${path}`);
    put(100, octal(0o644, 7));
    put(108, octal(0, 7));
    put(116, octal(0, 7));
    put(124, octal(bytes.length, 11));
    put(136, octal(Math.floor(Date.now() / 1000), 11));
    put(148, " ".repeat(8));
    put(156, "0");
    put(257, "ustar\x0000");
    put(
      148,
      `${octal(
        head.reduce((sum, byte) => sum + byte, 0),
        6,
      )} `,
    );
    const body = new Uint8Array(Math.ceil(bytes.length / BLOCK) * BLOCK);
    body.set(bytes);
    return [head, body];
  });
  return [...parts, new Uint8Array(2 * BLOCK)];
}
