/**
 * Counts the loops of a WebAssembly program, so that none of its functions can run for ever.
 *
 * An engine's own checks for interruption are made where JavaScript loops and calls; inside a builtin, such as a search in a long text,
 * there are none. So the loops of the program are counted, and the bytes that it fills or copies at once as well. Where they are used up, the
 * program calls `fd_close(OUT_OF_LOOPS)`, and the host throws. The count depends on nothing but the program and its input: it is the same in
 * every engine, on every machine.
 */

/** The file descriptors whose closing means that a call has used up its loops, or its stack. */
export const OUT_OF_LOOPS = -0x10_07;
export const OUT_OF_STACK = -0x10_08;

/** What the frame of a function takes of an engine's stack, about: so many bytes, and so many for each parameter and local. */
const [FRAME, SLOT] = [96, 8] as const;

const I32 = 0x7f;
const FUNCTION = 0;
const [BLOCK, LOOP, IF, END, BR_TABLE, CALL, CALL_INDIRECT, SELECT_TYPED] = [0x02, 0x03, 0x04, 0x0b, 0x0e, 0x10, 0x11, 0x1c] as const;
const [UNREACHABLE, GLOBAL_GET, GLOBAL_SET, I32_CONST, I32_LT_S, I32_SUB] = [0x00, 0x23, 0x24, 0x41, 0x48, 0x6b] as const;
const EMPTY = 0x40;
const [BR, RETURN, I32_GT_S, I32_ADD] = [0x0c, 0x0f, 0x4a, 0x6a] as const;
const [LOCAL_GET, LOCAL_TEE, I32_SHR_U] = [0x20, 0x22, 0x76] as const;
const SECTION = { types: 1, imports: 2, functions: 3, globals: 6, exports: 7, code: 10 } as const;

/** Bytes that are filled or copied at once count as a loop, as a power of two. */
const BYTES_A_LOOP = 6;

/**
 * A program that may take so many loops, and bytes of the engine's stack, each time that one of its exported `entries` is called; throws if it
 * has instructions or parts that are not known here.
 */
export function metered(
  program: Uint8Array,
  { entries, loops, stack }: { readonly entries: readonly string[]; readonly loops: number; readonly stack: number },
): Uint8Array<ArrayBuffer> {
  const sections = sectionsOf(program);
  const bodyOf = (id: number): Reader => {
    const found = sections.find((one) => one.id === id);
    if (found === undefined) throw new Error(`a program without section ${id}`);
    return new Reader(program, found.start, found.end);
  };
  const { functions, globals } = importsOf(bodyOf(SECTION.imports));
  const fdClose = functions.indexOf("fd_close");
  if (fdClose < 0) throw new Error("a program that does not import fd_close");
  const signatures = signaturesOf(bodyOf(SECTION.types), bodyOf(SECTION.functions));
  const counter = globals + bodyOf(SECTION.globals).u32();
  const depth = counter + 1;
  const exported = exportsOf(bodyOf(SECTION.exports));
  const metering = entries.map((name) => {
    const index = exported.get(name);
    if (index === undefined) throw new Error(`a program without ${name}`);
    return index;
  });

  const atTop = [I32_CONST, 0, GLOBAL_SET, ...unsigned(depth)];
  const refill = [I32_CONST, ...signed(loops), GLOBAL_SET, ...unsigned(counter)];
  const giveUp = (why: number) => [IF, EMPTY, I32_CONST, ...signed(why), CALL, ...unsigned(fdClose), UNREACHABLE, END];
  const count = [
    ...[GLOBAL_GET, ...unsigned(counter), I32_CONST, 1, I32_SUB, GLOBAL_SET, ...unsigned(counter)],
    ...[GLOBAL_GET, ...unsigned(counter), I32_CONST, 0, I32_LT_S, ...giveUp(OUT_OF_LOOPS)],
  ];
  const enter = (bytes: number) => [
    ...[GLOBAL_GET, ...unsigned(depth), I32_CONST, ...signed(bytes), I32_ADD, GLOBAL_SET, ...unsigned(depth)],
    ...[GLOBAL_GET, ...unsigned(depth), I32_CONST, ...signed(stack), I32_GT_S, ...giveUp(OUT_OF_STACK)],
  ];
  const leave = (bytes: number) => [GLOBAL_GET, ...unsigned(depth), I32_CONST, ...signed(bytes), I32_SUB, GLOBAL_SET, ...unsigned(depth)];

  const out = new Writer(program.length * 2);
  out.copy(program, 0, HEADER);
  for (const { id, start, end } of sections) {
    const body = new Reader(program, start, end);
    const section = new Writer((end - start) * 2 + 64);
    if (id === SECTION.globals) {
      section.u32(body.u32() + 2);
      section.copy(program, body.at, end);
      section.bytes([I32, 1, I32_CONST, ...signed(loops), END]);
      section.bytes([I32, 1, I32_CONST, 0, END]);
    } else if (id === SECTION.code) {
      const all = body.u32();
      section.u32(all);
      for (let i = 0; i < all; i++) {
        const size = body.u32();
        const next = body.at + size;
        const first = metering.includes(functions.length + i) ? [...atTop, ...refill] : [];
        const code = withCounts(new Reader(program, body.at, next), {
          first,
          count,
          enter,
          leave,
          counter,
          ...signatures[i]!,
        });
        section.u32(code.length);
        section.copy(code.buffer, 0, code.length);
        body.at = next;
      }
    } else section.copy(program, start, end);
    out.bytes([id]);
    out.u32(section.length);
    out.copy(section.buffer, 0, section.length);
  }
  return out.buffer.slice(0, out.length);
}

/** Bytes of a program before its first section. */
const HEADER = 8;

function sectionsOf(program: Uint8Array): readonly { readonly id: number; readonly start: number; readonly end: number }[] {
  const reader = new Reader(program, HEADER, program.length);
  const sections = [];
  while (reader.at < program.length) {
    const id = reader.byte();
    const size = reader.u32();
    sections.push({ id, start: reader.at, end: reader.at + size });
    reader.at += size;
  }
  return sections;
}

/** The names of imported functions, and how many globals are imported. */
function importsOf(reader: Reader): { readonly functions: readonly string[]; readonly globals: number } {
  const functions: string[] = [];
  let globals = 0;
  for (let left = reader.u32(); left > 0; left--) {
    reader.text();
    const name = reader.text();
    const kind = reader.byte();
    if (kind === FUNCTION) {
      reader.u32();
      functions.push(name);
    } else if (kind === 3) {
      reader.at += 2;
      globals++;
    } else throw new Error(`a program that imports a part of kind ${kind}`);
  }
  return { functions, globals };
}

type Signature = { readonly parameters: number; readonly result: number };

/** How many parameters each function has, and the type of its result. */
function signaturesOf(types: Reader, functions: Reader): readonly Signature[] {
  const known: Signature[] = [];
  for (let left = types.u32(); left > 0; left--) {
    if (types.byte() !== 0x60) throw new Error("a program with types that are no functions");
    const parameters = types.u32();
    types.at += parameters;
    const results = types.u32();
    known.push({ parameters, result: results === 0 ? EMPTY : types.byte() });
    if (results > 1) throw new Error("a program with functions of several results");
  }
  return Array.from({ length: functions.u32() }, () => known[functions.u32()]!);
}

/** The exported functions. */
function exportsOf(reader: Reader): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (let left = reader.u32(); left > 0; left--) {
    const name = reader.text();
    const kind = reader.byte();
    const index = reader.u32();
    if (kind === FUNCTION) found.set(name, index);
  }
  return found;
}

/** What a function's code gets. */
interface Counting extends Signature {
  /** At its beginning. */
  readonly first: readonly number[];
  /** At the beginning of every loop. */
  readonly count: readonly number[];
  /** Where it is entered and left, by the bytes of its frame; not if it calls nothing. */
  readonly enter: (bytes: number) => readonly number[];
  readonly leave: (bytes: number) => readonly number[];
  /** The global that counts. */
  readonly counter: number;
}

function withCounts(reader: Reader, counting: Counting): Writer {
  const { first, count, enter, leave, counter, parameters, result } = counting;
  const { bytes, end } = reader;
  const out = new Writer((end - reader.at) * 2 + 64);
  const groups = reader.u32();
  let locals = parameters;
  let copied = reader.at;
  const insert = (code: readonly number[], at = reader.at) => {
    out.copy(bytes, copied, at);
    out.bytes(code);
    copied = at;
  };
  // A local of its own for the number of bytes.
  out.u32(groups + 1);
  for (let left = groups; left > 0; left--) {
    locals += reader.u32();
    reader.byte();
  }
  const calls = callsOther(new Reader(bytes, reader.at, end));
  const frame = FRAME + SLOT * locals;
  // What leaves the function leaves a block in its place, so that there is one way out.
  insert([1, I32, ...first, ...(calls ? [...enter(frame), BLOCK, result] : [])]);
  const local = unsigned(locals);
  const bulk = [
    ...[LOCAL_TEE, ...local, GLOBAL_GET, ...unsigned(counter), LOCAL_GET, ...local, I32_CONST, BYTES_A_LOOP, I32_SHR_U, I32_SUB],
    ...[GLOBAL_SET, ...unsigned(counter)],
  ];
  let open = 0;
  while (reader.at < end) {
    const from = reader.at;
    const code = reader.byte();
    if (code === 0xfc && (bytes[reader.at] === 10 || bytes[reader.at] === 11)) insert(bulk, from);
    if (code === RETURN && calls) {
      insert([BR, ...unsigned(open)], from);
      copied = reader.at;
    }
    skipImmediates(code, reader);
    if (code === BLOCK || code === LOOP || code === IF) open++;
    else if (code === END) open--;
    if (code === LOOP) insert(count);
  }
  insert(calls ? [...leave(frame), END] : []);
  return out;
}

/** Whether a function calls another. */
function callsOther(reader: Reader): boolean {
  while (reader.at < reader.end) {
    const code = reader.byte();
    if (code === CALL || code === CALL_INDIRECT) return true;
    skipImmediates(code, reader);
  }
  return false;
}

/** Skips what follows an instruction's code. */
function skipImmediates(code: number, reader: Reader): void {
  if (code === BLOCK || code === LOOP || code === IF) return reader.leb(); // a type, or its index
  if (code === BR_TABLE) {
    for (let left = reader.u32() + 1; left > 0; left--) reader.leb();
    return;
  }
  if (code === CALL_INDIRECT) return reader.leb(2);
  if (code === SELECT_TYPED) return reader.leb(reader.u32());
  // br, br_if, call, locals, globals, tables, ref.null, ref.func
  if (code === 0x0c || code === 0x0d || code === CALL || (code >= 0x20 && code <= 0x26) || code === 0xd0 || code === 0xd2)
    return reader.leb();
  if (code >= 0x28 && code <= 0x3e) return reader.leb(2); // loads and stores: alignment and offset
  if (code === 0x3f || code === 0x40 || code === I32_CONST || code === 0x42) return reader.leb(); // memory.size, memory.grow, constants
  if (code === 0x43) return void (reader.at += 4);
  if (code === 0x44) return void (reader.at += 8);
  if (code === 0xfc) {
    const more = reader.u32();
    if (more <= 7) return; // conversions
    if (more === 8 || more === 10 || more === 12 || more === 14) return reader.leb(2);
    if (more === 9 || more === 11 || more === 13 || (more >= 15 && more <= 17)) return reader.leb();
  } else if (code <= 0x01 || code === 0x05 || code === END || code === 0x0f || code === 0x1a || code === 0x1b || code === 0xd1) return;
  else if (code >= 0x45 && code <= 0xc4) return; // arithmetic
  throw new Error(`a program with the instruction ${code.toString(16)}`);
}

class Reader {
  readonly bytes: Uint8Array;
  readonly end: number;
  at: number;

  constructor(bytes: Uint8Array, start: number, end: number) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  byte(): number {
    return this.bytes[this.at++]!;
  }

  u32(): number {
    let [value, shift] = [0, 0];
    for (;;) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
      shift += 7;
    }
  }

  /** Skips so many numbers. */
  leb(many = 1): void {
    for (; many > 0; many--) while (this.byte() >= 0x80);
  }

  text(): string {
    const length = this.u32();
    this.at += length;
    return new TextDecoder().decode(this.bytes.subarray(this.at - length, this.at));
  }
}

class Writer {
  buffer: Uint8Array<ArrayBuffer>;
  length = 0;

  constructor(size: number) {
    this.buffer = new Uint8Array(size);
  }

  bytes(bytes: readonly number[]): void {
    this.room(bytes.length);
    this.buffer.set(bytes, this.length);
    this.length += bytes.length;
  }

  copy(from: Uint8Array, start: number, end: number): void {
    this.room(end - start);
    this.buffer.set(from.subarray(start, end), this.length);
    this.length += end - start;
  }

  u32(value: number): void {
    this.bytes(unsigned(value));
  }

  private room(more: number): void {
    if (this.length + more <= this.buffer.length) return;
    const larger = new Uint8Array(2 * (this.length + more));
    larger.set(this.buffer.subarray(0, this.length));
    this.buffer = larger;
  }
}

/** A number of 32 bits in LEB128. */
function unsigned(value: number): readonly number[] {
  const bytes = [];
  for (; value >= 0x80; value >>>= 7) bytes.push((value & 0x7f) | 0x80);
  return [...bytes, value];
}

/** A signed number of 32 bits in LEB128. */
function signed(value: number): readonly number[] {
  const bytes = [];
  for (;;) {
    const byte = value & 0x7f;
    value >>= 7;
    if ((value === 0 && byte < 0x40) || (value === -1 && byte >= 0x40)) return [...bytes, byte];
    bytes.push(byte | 0x80);
  }
}
