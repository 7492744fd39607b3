/** Fingerprints of plain data: SHA-256 over canonical JSON (RFC 8785). */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { ArenaError } from "./errors.ts";
import type { Json } from "./types.ts";

/** JSON with sorted keys (RFC 8785), so that equal values have equal text; throws on what is not JSON. */
export function canonical(value: Json): string {
  switch (typeof value) {
    case "string":
    case "boolean":
      return JSON.stringify(value);
    case "number":
      if (!Number.isFinite(value)) throw notJson(String(value));
      return JSON.stringify(value);
    case "object": {
      if (value === null) return "null";
      if (Array.isArray(value)) {
        let text = "[";
        for (let i = 0; i < value.length; i++) text += (i === 0 ? "" : ",") + canonical(value[i] as Json);
        return `${text}]`;
      }
      const fields = value as Readonly<Record<string, Json | undefined>>;
      let text = "{";
      for (const name of Object.keys(fields).sort()) {
        const field = fields[name];
        if (field === undefined) continue;
        text += `${text.length === 1 ? "" : ","}${JSON.stringify(name)}:${canonical(field)}`;
      }
      return `${text}}`;
    }
    default:
      throw notJson(typeof value);
  }
}

const notJson = (found: string) => new ArenaError("BadInput", "canonical", `found ${found}`, "expected plain JSON");

/** SHA-256 of a text, in hex (64 digits). */
export const sha256Hex = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)));

/** The digest of a value: the first 128 bits of SHA-256 over its canonical JSON, in hex (32 digits). */
export const digest = (value: Json): string => bytesToHex(sha256(utf8ToBytes(canonical(value))).subarray(0, 16));

/** The digest of bytes: the first 128 bits of their SHA-256, in hex. */
export const bytesDigest = (bytes: Uint8Array): string => bytesToHex(sha256(bytes).subarray(0, 16));

/** A running SHA-256 over lines, each ended by a newline. */
export function lineHash(): { add(line: string): void; hex(): string } {
  const hash = sha256.create();
  return {
    add: (line) => void hash.update(utf8ToBytes(`${line}\n`)),
    hex: () => bytesToHex(hash.clone().digest()),
  };
}

/** Freezes a value and everything in it, so that no code that receives it can change it. */
export function deepFreeze<T>(value: T): T {
  if (value !== null && typeof value === "object" && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFreeze(part);
  }
  return value;
}
