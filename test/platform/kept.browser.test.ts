import { afterEach, expect, test } from "vitest";
import { forget, keep, kept, keptIn, keptText } from "../../src/platform/kept.browser.ts";
import { forgetStudent, keptPath, keptStudents, readStudent } from "../../src/platform/students.browser.ts";

afterEach(() => forget("trial"));

test("files are kept, replaced and forgotten, by their paths", async () => {
  expect(await kept("trial/a/b")).toBeUndefined();
  expect(await keptIn("trial")).toEqual([]);
  await keep("trial/a/b", Uint8Array.of(1, 2, 3));
  await keep("trial/text", "longer than what comes next");
  await keep("trial/text", "short");
  expect(await kept("trial/a/b")).toEqual(Uint8Array.of(1, 2, 3));
  expect(await keptText("trial/text")).toBe("short");
  expect(await keptIn("trial")).toEqual(["a", "text"]);
  await forget("trial/a");
  expect(await keptIn("trial")).toEqual(["text"]);
  await forget("trial/nothing");
  await expect(kept("trial/a/b")).resolves.toBeUndefined();
});

test("a file that was begun and never written is none", async () => {
  await keep("trial/whole", "1");
  const home = await (await navigator.storage.getDirectory()).getDirectoryHandle("logic-arena");
  await (await home.getDirectoryHandle("trial")).getFileHandle("begun", { create: true });
  expect(await kept("trial/begun")).toBeUndefined();
});

test("a file that cannot be written is refused with the way out", async () => {
  await keep("trial/name", "a file");
  await expect(keep("trial/name/inside", "no folder")).rejects.toThrow(/this browser's storage: inside cannot be kept .* expected room/);
});

test("a student that is kept is read by its name, until it is deleted", async () => {
  const files = { student: "{}", tokenizer: "[]", weights: Uint8Array.of(9) };
  await keep(keptPath("trial-student", "tokenizer.json"), files.tokenizer);
  await keep(keptPath("trial-student", "model.safetensors"), files.weights);
  await expect(readStudent("trial-student")).rejects.toThrow("no such student");
  await keep(keptPath("trial-student", "student.json"), files.student);
  expect(await keptStudents()).toContain("trial-student");
  expect(await readStudent("trial-student")).toEqual({ name: "trial-student", files });
  await forgetStudent("trial-student");
  await expect(readStudent("trial-student")).rejects.toThrow(/no such student, expected a committed one .* one trained in this browser/);
});
