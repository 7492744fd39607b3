/** The files of students where there is no disk: the same as in `students.node.ts`, by their addresses. */
import { ArenaError } from "../core/index.ts";

const urls = import.meta.glob<string>("../../agents/student/models/*/{student.json,tokenizer.json,model.safetensors}", {
  query: "?url",
  import: "default",
  eager: true,
});

/** The names of the committed students. */
export const committed = (): readonly string[] => [...new Set(Object.keys(urls).map((path) => path.split("/").at(-2)!))].sort();

/** The files of a student: a committed one by its name, or the one in a folder at an address. Throws `UnknownId`. */
export async function readStudent(model: string): Promise<{
  readonly name: string;
  readonly files: { readonly student: string; readonly tokenizer: string; readonly weights: Uint8Array };
}> {
  const known = committed().includes(model);
  const missing = () =>
    new ArenaError(
      "UnknownId",
      `student "${model}"`,
      "no such student",
      `expected a committed one (${committed().join(", ") || "none"}) or its address`,
    );
  if (!known && !/^(https?:|\.{0,2}\/)/.test(model)) throw missing();
  const get = async (file: string): Promise<Response> => {
    const url = known
      ? Object.entries(urls).find(([path]) => path.endsWith(`/${model}/${file}`))![1]
      : `${model.replace(/\/$/, "")}/${file}`;
    const response = await fetch(url).catch(() => undefined);
    // A server of one page answers with it for whatever does not exist.
    if (response?.ok !== true || (response.headers.get("content-type") ?? "").includes("text/html")) throw missing();
    return response;
  };
  const [student, tokenizer, weights] = await Promise.all([
    get("student.json").then((one) => one.text()),
    get("tokenizer.json").then((one) => one.text()),
    get("model.safetensors").then((one) => one.arrayBuffer()),
  ]);
  return { name: model.replace(/\/$/, "").split("/").at(-1)!, files: { student, tokenizer, weights: new Uint8Array(weights) } };
}
