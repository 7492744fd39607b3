/** The file of the committed table of word vectors where there is no disk: the same as in `words.node.ts`, by its address. */
import { ArenaError } from "../core/index.ts";
import url from "../../agents/student/words/table.safetensors?url";

/** The bytes of the table. Rejects with `BadInput` where it cannot be fetched. */
export async function readWords(): Promise<Uint8Array> {
  const response = await fetch(url).catch(() => undefined);
  if (response?.ok === true) return new Uint8Array(await response.arrayBuffer());
  throw new ArenaError("BadInput", "word table", "it cannot be fetched", "expected the page's own address to answer: load the page anew");
}
