/** SHA-256 in a page or a web worker, where the platform's own does not answer at once. */
import { sha256 as noble } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

const bytesOf = (data: string | Uint8Array): Uint8Array => (typeof data === "string" ? utf8ToBytes(data) : data);

/** SHA-256 of a text in UTF-8, or of bytes, in hex (64 digits). */
export const sha256 = (data: string | Uint8Array): string => bytesToHex(noble(bytesOf(data)));

/** A running SHA-256 over texts in UTF-8; `hex` gives that of all so far. */
export function runningSha256(): { add(text: string): void; hex(): string } {
  const hash = noble.create();
  return { add: (text) => void hash.update(utf8ToBytes(text)), hex: () => bytesToHex(hash.clone().digest()) };
}
