/** The files of students where there is no disk: the same as in `students.node.ts`, by their addresses, and those that the browser keeps. */
import { urls as more } from "virtual:more-students";
import { ArenaError, nearest, textIn } from "../core/index.ts";
import { forget, kept, keptIn, keptText } from "./kept.browser.ts";

const urls: Readonly<Record<string, string>> = {
  ...import.meta.glob<string>("../../agents/student/models/*/{student.json,tokenizer.json,model.safetensors}", {
    query: "?url",
    import: "default",
    eager: true,
  }),
  ...(more as Readonly<Record<string, string>>),
};

/** The names of the committed students. */
export const committed = (): readonly string[] => [...new Set(Object.keys(urls).map((path) => path.split("/").at(-2)!))].sort();

/** The folder of students that were trained in this browser. */
const KEPT = "students";

/** The names of students that were trained in this browser. */
export const keptStudents = (): Promise<readonly string[]> => keptIn(KEPT);

/** Where a file of a student that was trained in this browser is kept. */
export const keptPath = (name: string, file: string): string => `${KEPT}/${name}/${file}`;

/** Deletes a student that was trained in this browser. */
export const forgetStudent = (name: string): Promise<void> => forget(`${KEPT}/${name}`);

type Files = { readonly student: string; readonly tokenizer: string; readonly weights: Uint8Array<ArrayBuffer> };

/** The files of a student that was trained in this browser. */
export async function keptStudent(name: string): Promise<Files | undefined> {
  const [student, tokenizer, weights] = await Promise.all([
    keptText(keptPath(name, "student.json")),
    keptText(keptPath(name, "tokenizer.json")),
    kept(keptPath(name, "model.safetensors")),
  ]);
  return student === undefined || tokenizer === undefined || weights === undefined ? undefined : { student, tokenizer, weights };
}

/** The files of a student: a committed one or one of this browser by its name, or the one in a folder at an address. Throws `UnknownId`. */
export async function readStudent(model: string): Promise<{
  readonly name: string;
  readonly files: { readonly student: string; readonly tokenizer: string; readonly weights: Uint8Array };
}> {
  const known = committed().includes(model);
  const near = nearest(committed(), model);
  const missing = () =>
    new ArenaError(
      "UnknownId",
      `student "${model}"`,
      `no such student${near === undefined ? "" : ` (did you mean "${near}"?)`}`,
      `expected a committed one (${committed().join(", ") || "none"}), one trained in this browser, or its address`,
    );
  if (!known && !/^(https?:|\.{0,2}\/)/.test(model)) {
    const files = /^[\w.@-]+$/.test(model) ? await keptStudent(model).catch(() => undefined) : undefined;
    if (files === undefined) throw missing();
    return { name: model, files };
  }
  const get = async (file: string): Promise<Response> => {
    const url = known
      ? Object.entries(urls).find(([path]) => path.endsWith(`/${model}/${file}`))![1]
      : `${model.replace(/\/$/, "")}/${file}`;
    const response = await fetch(url).catch(() => undefined);
    // A server of one page answers with it for whatever does not exist.
    if (response?.ok !== true || (response.headers.get("content-type") ?? "").includes("text/html")) throw missing();
    return response;
  };
  const text = async (file: string) => textIn(new Uint8Array(await (await get(file)).arrayBuffer()), `student "${model}", ${file}`);
  const [student, tokenizer, weights] = await Promise.all([
    text("student.json"),
    text("tokenizer.json"),
    get("model.safetensors").then((one) => one.arrayBuffer()),
  ]);
  return { name: model.replace(/\/$/, "").split("/").at(-1)!, files: { student, tokenizer, weights: new Uint8Array(weights) } };
}
