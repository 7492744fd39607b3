/** Students at work in a worker: each is opened once, whatever number of seats it plays for. */
import type { Student } from "../../agents/index.ts";
import type { Runtime } from "../student/runtime.ts";
import { openStudent, type StudentFiles } from "../student/student.ts";

/** Opens students by their names; `read` gets their files, `runtime` runs them. */
export function students(
  read: (model: string) => Promise<{ readonly name: string; readonly files: StudentFiles }>,
  runtime: () => Promise<Runtime>,
): (model: string) => Promise<Student> {
  const open = new Map<string, Promise<Student>>();
  let running: Promise<Runtime> | undefined;
  return (model) => {
    let student = open.get(model);
    if (student === undefined) {
      student = read(model).then(async ({ name, files }) => openStudent(name, files, await (running ??= runtime())));
      open.set(model, student);
      // A student that could not be read may be there the next time.
      student.catch(() => open.delete(model));
    }
    return student;
  };
}
