/** Students at work: each is opened once, whatever number of seats it plays for. */
import type { Student } from "../../agents/index.ts";
import type { Runtime } from "../student/runtime.ts";
import type { StudentFiles } from "../student/student.ts";
import { openWithWords } from "./open-student.ts";
import type { OpenStudents } from "./inference.ts";

/** Opens students by their names; `read` gets their files, `runtime` runs them. */
export function students(
  read: (model: string) => Promise<{ readonly name: string; readonly files: StudentFiles }>,
  runtime: () => Promise<Runtime>,
): OpenStudents {
  const open = new Map<string, Promise<Student & { dispose(): Promise<void> }>>();
  let running: Promise<Runtime> | undefined;
  const opened = async (name: string, files: StudentFiles) => openWithWords(name, files, await (running ??= runtime()));
  return Object.assign(
    (model: string) => {
      let student = open.get(model);
      if (student === undefined) {
        student = read(model).then(({ name, files }) => opened(name, files));
        open.set(model, student);
        // A student that could not be read may be available the next time.
        student.catch(() => open.delete(model));
      }
      return student;
    },
    {
      async offer(name: string, files: StudentFiles) {
        const before = open.get(name);
        const student = opened(name, files);
        await student; // one that cannot be opened takes nobody's place
        open.set(name, student);
        await (await before?.catch(() => undefined))?.dispose();
      },
    },
  );
}
