/** The file of the committed table of word vectors where there is a disk: see `words.browser.ts`. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../core/package.node.mjs";
import { onDiskLater } from "./disk.node.ts";

const PATH = join(ROOT, "agents", "student", "words", "table.safetensors");

/** The bytes of the table. */
export const readWords = (): Promise<Uint8Array> =>
  onDiskLater({ where: `word table ${PATH}` }, () => new Promise((given) => given(readFileSync(PATH))));
