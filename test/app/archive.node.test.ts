import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { archive } from "../../src/app/distil/archive.ts";

test("an archive of a student unpacks to the very files", () => {
  const folder = mkdtempSync(join(tmpdir(), "archive-"));
  const files: (readonly [string, string | Uint8Array])[] = [
    ["student.json", "{}\n"],
    ["onnx/model.onnx", Uint8Array.from({ length: 1300 }, (_, i) => i % 251)],
    ["exact.bin", new Uint8Array(512).fill(7)],
    ["empty", ""],
  ];
  try {
    writeFileSync(join(folder, "it.tar"), Buffer.concat(archive("pursuit-ld-abc", files)));
    execFileSync("tar", ["xf", "it.tar"], { cwd: folder });
    for (const [path, contents] of files)
      expect(readFileSync(join(folder, "pursuit-ld-abc", path))).toEqual(Buffer.from(contents as string));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
