/** In a page, kernels give what ONNX Runtime gives there, to the last bit. */
import { expect, test } from "vitest";
import { questions } from "../../benchmarks/questions.ts";
import { browserRuntime } from "../../src/platform/ort.browser.ts";
import { readStudent } from "../../src/platform/students.browser.ts";
import { openStudent } from "../../src/student/student.ts";
import { wordTable } from "../../src/workers/open-student.ts";

test("committed students have the bits of their graphs on WebAssembly", async () => {
  const runtime = await browserRuntime("wasm");
  const graphs = { backend: "cpu", batch: 1, open: (model: Uint8Array) => runtime.open(model) } as const;
  const options = { remembers: 0, words: await wordTable() };
  const list = questions("pursuit", 12);
  for (const name of ["pursuit-ld", "pursuit-kd"]) {
    const { files } = await readStudent(name);
    const [ours, theirs] = [openStudent(name, files, runtime, options), openStudent(name, files, graphs, options)];
    expect(ours.backend).toBe("wasm");
    for (const { state, manuals } of list) {
      const ask = (student: typeof ours) =>
        student.kind === "ld" ? student.judge(state, manuals) : student.weigh(state, ["stay", "north", "east", "south", "west"]);
      expect(await ask(ours)).toEqual(await ask(theirs));
    }
    await ours.dispose();
    await theirs.dispose();
  }
});
