/** The file of the committed table of word vectors where there is a disk: see `words.browser.ts`. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ArenaError, messageOf } from "../core/index.ts";
import { ROOT } from "../core/package.node.mjs";

const PATH = join(ROOT, "agents", "student", "words", "table.safetensors");

/** The bytes of the table. Rejects with `BadInput` where it cannot be read. */
export async function readWords(): Promise<Uint8Array> {
  try {
    return await readFile(PATH);
  } catch (error) {
    throw new ArenaError(
      "BadInput",
      "word table",
      messageOf(error),
      "expected the file as it was committed: `npm run words` makes it again",
    );
  }
}
