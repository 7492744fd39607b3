/** SHA-256 in Node, where it is native: see `sha256.browser.ts`. */
import { createHash, hash } from "node:crypto";

/** SHA-256 of a text in UTF-8, or of bytes, in hex (64 digits). */
export const sha256 = (data: string | Uint8Array): string => hash("sha256", data, "hex");

/** A running SHA-256 over texts in UTF-8; `hex` gives that of all so far. */
export function runningSha256(): { add(text: string): void; hex(): string } {
  const running = createHash("sha256");
  return { add: (text) => void running.update(text, "utf8"), hex: () => running.copy().digest("hex") };
}
