/** Values laid out as leaves, and where two of them differ. */
import { canonical, type Json } from "../../src/core/index.ts";

/** The leaves of a value by their paths: `purses.0` is 40. Empty lists and records count as leaves. */
export function leavesOf(value: Json, path = "", into = new Map<string, Json>()): ReadonlyMap<string, Json> {
  if (value === null || typeof value !== "object") return into.set(path, value);
  const entries = Object.entries<Json>(value as Readonly<Record<string, Json>>);
  if (entries.length === 0) return into.set(path, value);
  for (const [name, part] of entries) leavesOf(part, path === "" ? name : `${path}.${name}`, into);
  return into;
}

/** The paths at which two values differ. */
export function differences(a: Json, b: Json): readonly string[] {
  const [left, right] = [leavesOf(a), leavesOf(b)];
  const paths = new Set([...left.keys(), ...right.keys()]);
  return [...paths].filter((path) => !equal(left.get(path), right.get(path)));
}

/** Whether two leaves are equal; an absent one equals only an absent one. */
export const equal = (a: Json | undefined, b: Json | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && canonical(a) === canonical(b));

/** A path with its numbers left open: `purses.*`. */
export const family = (path: string): string => path.replace(/(^|\.)\d+(?=\.|$)/g, "$1*");

/** A copy through JSON with its fields in alphabetical order, so that only the data is left. */
export const copyOf = <T extends Json>(value: T): T => JSON.parse(canonical(value)) as T;

/** A value as short text. */
export function excerpt(value: Json | undefined): string {
  let text: string;
  try {
    text = value === undefined ? "nothing" : canonical(value);
  } catch {
    text = `something that is no JSON (${typeof value})`;
  }
  return text.length > 200 ? `${text.slice(0, 200)}...` : text;
}

/** What differs between two values, as text: the first path and both leaves. */
export function difference(a: Json, b: Json): string {
  const [path] = differences(a, b);
  if (path === undefined) return "no difference";
  const leaf = (value: Json) => excerpt(leavesOf(value).get(path));
  return `${leaf(a)} and ${leaf(b)}${path === "" ? "" : ` at "${path}"`}`;
}

/** What is not plain data in a value, as text, or undefined. */
export function impurity(value: unknown, path = ""): string | undefined {
  const at = path === "" ? "" : ` at "${path}"`;
  if (value === null || typeof value === "boolean" || typeof value === "string") return undefined;
  if (typeof value === "number") return Number.isFinite(value) ? undefined : `${value}${at}`;
  if (typeof value !== "object") return `${value === undefined ? "undefined" : `a ${typeof value}`}${at}`;
  const made = Object.getPrototypeOf(value) as unknown;
  if (made !== Object.prototype && made !== Array.prototype && made !== null) return `an object of a class${at}`;
  const names = Reflect.ownKeys(value).filter((name) => !(Array.isArray(value) && name === "length"));
  if (Array.isArray(value) && names.length !== value.length) return `a list with holes or fields${at}`;
  for (const name of names) {
    if (typeof name === "symbol") return `a symbol as a field${at}`;
    if (Object.getOwnPropertyDescriptor(value, name)!.enumerable !== true) return `a field that is hidden, "${name}",${at}`;
    const found = impurity((value as Record<string, unknown>)[name], path === "" ? name : `${path}.${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
