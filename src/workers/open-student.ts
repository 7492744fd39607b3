/** Opens students with the table of word vectors, where they need it. */
import { readWords } from "#words";
import type { Runtime } from "../student/runtime.ts";
import { type OpenOptions, openStudent, type StudentFiles, wordsNeeded } from "../student/student.ts";
import { openWords, type WordTable } from "../student/words.ts";

let table: Promise<WordTable> | undefined;

/** The committed table of word vectors, which is read when it is first needed. Rejects with `BadInput`; the next call tries again. */
export function wordTable(): Promise<WordTable> {
  table ??= readWords().then((file) => openWords(file, "word table"));
  table.catch(() => (table = undefined));
  return table;
}

/** Opens a student; rejects with `BadInput` for files that do not belong together. */
export async function openWithWords(name: string, files: StudentFiles, runtime: Runtime, options: OpenOptions = {}) {
  const words = wordsNeeded(files) === undefined ? {} : { words: await wordTable() };
  return openStudent(name, files, runtime, { ...words, ...options });
}
