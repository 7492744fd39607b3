/**
 * Writes WebAssembly modules: the few instructions that the kernels of students need (core specification 2.0, with 128-bit SIMD).
 *
 * An expression or a statement is its bytes, so that code is composed as values are: `f32x4.add(a.get, b.get)`.
 */

/** The bytes of an expression or a statement. */
export type Code = readonly number[];

/** The type of a local variable. */
type Kind = "i32" | "f32" | "v128";

const KINDS: Readonly<Record<Kind, number>> = { i32: 0x7f, f32: 0x7d, v128: 0x7b };

/** An unsigned number in LEB128. */
function unsigned(value: number): Code {
  const bytes: number[] = [];
  for (let rest = value; ;) {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
    if (rest === 0) return bytes;
  }
}

/** A signed number of 32 bits in LEB128. */
function signed(value: number): Code {
  const bytes: number[] = [];
  for (let rest = value; ;) {
    const low = rest & 0x7f;
    rest >>= 7;
    const done = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
    bytes.push(done ? low : low | 0x80);
    if (done) return bytes;
  }
}

const text = (of: string): Code => [...unsigned(of.length), ...new TextEncoder().encode(of)];
const floatBytes = (value: number): Code => [...new Uint8Array(Float32Array.of(value).buffer)];
const list = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()];
const section = (id: number, body: Code): Code => [id, ...unsigned(body.length), ...body];

const binary =
  (...op: readonly number[]) =>
  (a: Code, b: Code): Code => [...a, ...b, ...op];
const unary =
  (...op: readonly number[]) =>
  (a: Code): Code => [...a, ...op];
const simd = (op: number): Code => [0xfd, ...unsigned(op)];
/** Every address is a multiple of 4 bytes. */
const at = (offset: number): Code => [2, ...unsigned(offset)];

export const i32 = {
  of: (value: number): Code => [0x41, ...signed(value)],
  add: binary(0x6a),
  sub: binary(0x6b),
  mul: binary(0x6c),
  and: binary(0x71),
  shl: binary(0x74),
  shr: binary(0x76),
  less: binary(0x48),
  differ: binary(0x47),
  load: (from: Code, offset = 0): Code => [...from, 0x28, ...at(offset)],
};

export const f32 = {
  of: (value: number): Code => [0x43, ...floatBytes(value)],
  add: binary(0x92),
  mul: binary(0x94),
  div: binary(0x95),
  sqrt: unary(0x91),
  load: (from: Code, offset = 0): Code => [...from, 0x2a, ...at(offset)],
  store: (to: Code, value: Code, offset = 0): Code => [...to, ...value, 0x38, ...at(offset)],
};

/** Four numbers at once. */
export const f32x4 = {
  of: (value: number): Code => [...simd(12), ...[0, 1, 2, 3].flatMap(() => floatBytes(value))],
  load: (from: Code, offset = 0): Code => [...from, ...simd(0), ...at(offset)],
  /** Four times the number at an address. */
  spread: (from: Code, offset = 0): Code => [...from, ...simd(9), ...at(offset)],
  store: (to: Code, value: Code, offset = 0): Code => [...to, ...value, ...simd(11), ...at(offset)],
  splat: unary(...simd(19)),
  lane: (of: Code, lane: number): Code => [...of, ...simd(31), lane],
  add: binary(...simd(228)),
  sub: binary(...simd(229)),
  mul: binary(...simd(230)),
  div: binary(...simd(231)),
  min: binary(...simd(232)),
  max: binary(...simd(233)),
};

/** Four integers at once. */
export const i32x4 = {
  of: (value: number): Code => [...simd(12), ...[0, 1, 2, 3].flatMap(() => [...new Uint8Array(Int32Array.of(value).buffer)])],
  shl: binary(...simd(171)),
  add: binary(...simd(174)),
};

/** A local variable of a function. */
export type Local = {
  readonly get: Code;
  readonly set: (value: Code) => Code;
};

/** A function of a module: its parameters are integers, it returns nothing. */
export class Func<Parameter extends string> {
  readonly parameters: Readonly<Record<Parameter, Local>>;
  private readonly count: number;
  private readonly kinds: Kind[] = [];

  constructor(names: readonly Parameter[]) {
    this.count = names.length;
    this.parameters = Object.fromEntries(names.map((name, i) => [name, local(i)])) as Record<Parameter, Local>;
  }

  local(kind: Kind): Local {
    this.kinds.push(kind);
    return local(this.count + this.kinds.length - 1);
  }

  /** The type of the function, and its code. */
  parts(body: Code): { readonly type: Code; readonly code: Code } {
    const locals = list(this.kinds.map((kind) => [1, KINDS[kind]]));
    const code = [...locals, ...body, 0x0b];
    return { type: [0x60, ...list(Array.from({ length: this.count }, () => [KINDS.i32])), 0], code: [...unsigned(code.length), ...code] };
  }
}

const local = (index: number): Local => ({
  get: [0x20, ...unsigned(index)],
  set: (value) => [...value, 0x21, ...unsigned(index)],
});

/** Repeats a statement while a condition holds; it is done at least once. */
export const repeat = (body: Code, again: Code): Code => [0x03, 0x40, ...body, ...again, 0x0d, 0, 0x0b];

/** Does a statement if a condition holds. */
export const when = (condition: Code, body: Code): Code => [...condition, 0x04, 0x40, ...body, 0x0b];

/** Repeats a statement while a condition holds, or does nothing. */
export const loop = (condition: Code, body: Code): Code => when(condition, repeat(body, condition));

/** The bytes of a module that works on the memory it is given, and exports functions by their names. */
export function moduleOf(functions: Readonly<Record<string, { readonly type: Code; readonly code: Code }>>): Uint8Array<ArrayBuffer> {
  const all = Object.entries(functions);
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, list(all.map(([, { type }]) => type))),
    ...section(2, list([[...text(MEMORY.module), ...text(MEMORY.name), 2, 0, 1]])),
    ...section(3, list(all.map((_, i) => unsigned(i)))),
    ...section(7, list(all.map(([name], i) => [...text(name), 0, ...unsigned(i)]))),
    ...section(10, list(all.map(([, { code }]) => code))),
  ]);
}

/** Where a module imports its memory from. */
export const MEMORY = { module: "arena", name: "memory" } as const;
