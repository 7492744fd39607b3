/** Fingerprints of plain data: SHA-256 over canonical JSON (RFC 8785). */
import { runningSha256, sha256 } from "#sha256";
import { ArenaError } from "./errors.ts";
import type { Json } from "./types.ts";

/**
 * The canonical texts of objects that are frozen to their depths, which never change; "" until one was asked for. States share most of their
 * parts with the state before. Objects with fewer entries than `LEAST` are not in it: writing them takes no longer than finding them.
 */
const texts = new WeakMap<object, string>();
const LEAST = 4;

/** JSON with sorted keys (RFC 8785), so that equal values have equal text; throws on what is not JSON. */
export function canonical(value: Json): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value);
    case "boolean":
      return value ? "true" : "false";
    case "number":
      if (!Number.isFinite(value)) throw notJson(String(value));
      return `${value}`;
    case "object": {
      if (value === null) return "null";
      const known = texts.get(value);
      if (known) return known;
      const text = Array.isArray(value)
        ? listText(value as readonly Json[])
        : recordText(value as Readonly<Record<string, Json | undefined>>);
      if (known === "") texts.set(value, text);
      return text;
    }
    default:
      throw notJson(typeof value);
  }
}

function listText(list: readonly Json[]): string {
  let text = "[";
  for (let i = 0; i < list.length; i++) text += (i === 0 ? "" : ",") + canonical(list[i]!);
  return `${text}]`;
}

/** The fields of records in their sorted order, each with its name in JSON, by the names in the order in which a record has them. */
const orders = new Map<string, readonly (readonly [name: string, quoted: string])[]>();

/** So many orders are kept: records whose names are data may have any. */
const ORDERS = 4_096;

/** The names that were asked for last, by their number: records of one kind often follow each other. */
const lately: { readonly names: readonly string[]; readonly order: readonly (readonly [name: string, quoted: string])[] }[] = [];

function orderOf(names: readonly string[]): readonly (readonly [string, string])[] {
  const last = lately[names.length];
  if (last !== undefined && same(last.names, names)) return last.order;
  const key = names.join("\n");
  const known = orders.get(key);
  // Names with a line break in them are not kept: their key may be that of other names, of which there are more.
  const order = known?.length === names.length ? known : [...names].sort().map((name) => [name, `${JSON.stringify(name)}:`] as const);
  if (known === undefined && orders.size < ORDERS && !names.some((name) => name.includes("\n"))) orders.set(key, order);
  if (names.length < LATELY) lately[names.length] = { names, order };
  return order;
}

/** Records with more names are rare. */
const LATELY = 32;

function same(a: readonly string[], b: readonly string[]): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function recordText(fields: Readonly<Record<string, Json | undefined>>): string {
  const names = Object.keys(fields);
  let text = "{";
  const order = orderOf(names);
  for (let i = 0; i < order.length; i++) {
    const [name, quoted] = order[i]!;
    const field = fields[name];
    if (field === undefined) continue;
    text += (text.length === 1 ? "" : ",") + quoted + canonical(field);
  }
  return `${text}}`;
}

const notJson = (found: string) => new ArenaError("BadInput", "canonical", `found ${found}`, "expected plain JSON");

/** SHA-256 of a text, in hex (64 digits). */
export const sha256Hex = (text: string): string => sha256(text);

/** The digest of a value: the first 128 bits of SHA-256 over its canonical JSON, in hex (32 digits). */
export const digest = (value: Json): string => sha256(canonical(value)).slice(0, 32);

/** The digest of bytes: the first 128 bits of their SHA-256, in hex. */
export const bytesDigest = (bytes: Uint8Array): string => sha256(bytes).slice(0, 32);

/** Letters that are hashed at once: a call for every line takes as long as hashing it. */
const TOGETHER = 16_384;

/** A running SHA-256 over lines, each ended by a newline. */
export function lineHash(): {
  /** Takes a line into the hash. */
  add(line: string): void;
  /** The hash of the lines so far, in hexadecimal. */
  hex(): string;
} {
  const hash = runningSha256();
  let waiting = "";
  const flush = () => {
    hash.add(waiting);
    waiting = "";
  };
  return {
    add(line) {
      waiting += `${line}\n`;
      if (waiting.length >= TOGETHER) flush();
    },
    hex() {
      flush();
      return hash.hex();
    },
  };
}

/** A frozen copy of plain data; throws on what is not JSON. */
export function frozenCopy<T>(value: T): T {
  const text = canonical(value as Json);
  const copy = JSON.parse(text) as T;
  if (typeof copy === "object" && copy !== null) texts.set(deepFreeze(copy), text);
  return copy;
}

/** Freezes a value and everything in it, so that no code that receives it can change it. */
export function deepFreeze<T>(value: T): T {
  // A fresh value is written once at most: a note of it would only be work for the garbage collector. Its parts may be those of the next one.
  return value === null || typeof value !== "object" || texts.has(value) ? value : frozen(value, Object.isFrozen(value));
}

/** Freezes data that many observations or states share: what holds it is frozen without looking into it again. */
export function freezeShared<T extends object>(value: T): T {
  texts.set(deepFreeze(value), "");
  return value;
}

function frozen<T extends object>(value: T, kept: boolean): T {
  Object.freeze(value);
  let entries = 0;
  if (Array.isArray(value)) for (; entries < value.length; entries++) freezePart(value[entries]);
  else
    for (const name in value) {
      freezePart(value[name]);
      entries++;
    }
  if (kept && entries >= LEAST) texts.set(value, "");
  return value;
}

function freezePart(value: unknown): void {
  if (value !== null && typeof value === "object" && !texts.has(value)) frozen(value, true);
}
