/** Finds the files that an ONNX model keeps numbers in, whatever they are called (onnx.proto3). */
import { PbfReader } from "pbf";

/** A file that a model refers to, relative to the folder of the model, and the bytes that it must have at least. */
export type Reference = { readonly file: string; readonly least: number };

/** Reads bytes of a file, up to the end of it. */
export type Part = (from: number, to: number) => Promise<Uint8Array>;

/** By kind of message, the fields that lead to tensors, and the kinds of message in them. */
const INSIDE: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  model: { 7: "graph", 25: "function" },
  graph: { 1: "node", 5: "tensor", 15: "sparse" },
  function: { 7: "node" },
  node: { 5: "attribute" },
  attribute: { 5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse" },
  sparse: { 1: "tensor", 2: "tensor" },
  tensor: { 13: "entry" },
};

/** The most bytes of a field's number and length. */
const HEAD = 20;

/** How many bytes are read at once. */
const WINDOW = 2 ** 16;

/** How deep graphs may lie in graphs. */
const DEEPEST = 64;

/** The files that a model of so many bytes refers to, in the order of its tensors. Throws where the bytes are not those of a whole model. */
export async function referencesIn(size: number, part: Part): Promise<readonly Reference[]> {
  let [start, window] = [0, new Uint8Array(0)];
  const bytes = async (from: number, to: number): Promise<Uint8Array> => {
    if (to > size) throw new Error(`it is cut off at byte ${size}`);
    if (to - from > WINDOW) throw new Error(`a name of ${to - from} bytes`);
    if (from < start || to > start + window.length) {
      [start, window] = [from, new Uint8Array(await part(from, Math.min(size, from + WINDOW)))];
      if (window.length < to - from) throw new Error(`it is cut off at byte ${from + window.length}`);
    }
    return window.subarray(from - start, to - start);
  };
  /** Calls `hear` with every field that holds bytes: its number, and where they are. */
  async function fields(from: number, to: number, hear: (field: number, from: number, to: number) => Promise<void>): Promise<void> {
    for (let at = from; at < to;) {
      const reader = new PbfReader(await bytes(at, Math.min(to, at + HEAD)));
      const key = reader.readVarint();
      const kind = key & 7;
      const length = kind === 2 ? reader.readVarint() : kind === 1 ? 8 : kind === 5 ? 4 : 0;
      if (kind === 0) reader.readVarint();
      if (kind === 3 || kind === 4 || kind > 5 || key < 8) throw new Error(`an unknown field at byte ${at}`);
      const begin = at + reader.pos;
      at = begin + length;
      if (reader.pos > reader.length || at > to) throw new Error(`a field at byte ${begin} goes on beyond its end`);
      if (kind === 2) await hear(Math.floor(key / 8), begin, at);
    }
  }
  const text = async (from: number, to: number): Promise<string> => new TextDecoder().decode(await bytes(from, to));

  const least = new Map<string, number>();
  async function visit(kind: string, from: number, to: number, depth: number): Promise<void> {
    if (depth > DEEPEST) throw new Error("graphs in graphs without end");
    const entries = new Map<string, string>();
    await fields(from, to, async (field, begin, end) => {
      const inner = INSIDE[kind]![field];
      if (inner === undefined) return;
      if (inner !== "entry") return visit(inner, begin, end, depth + 1);
      let [name, value] = ["", ""];
      await fields(begin, end, async (which, a, b) => {
        if (which === 1) name = await text(a, b);
        else if (which === 2) value = await text(a, b);
      });
      entries.set(name, value);
    });
    const file = entries.get("location");
    if (file === undefined) return;
    const needed = Number(entries.get("offset") ?? 0) + Number(entries.get("length") ?? 0);
    least.set(file, Math.max(least.get(file) ?? 0, Number.isFinite(needed) ? needed : 0));
  }
  await visit("model", 0, size, 0);
  return [...least].map(([file, bytes]) => ({ file, least: bytes }));
}
