/** Writes ONNX models: the few messages of the format that graphs of ours need (onnx.proto3, opset 17). */

/** Element types, by their number in the format. */
const TYPES = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7, bool: 9, float16: 10 } as const;

/** The type of a tensor's elements. */
export type DataType = keyof typeof TYPES;

/** Numbers as they lie in memory; float16 as its bits. */
export type Numbers = Float32Array | Int32Array | BigInt64Array | Uint8Array | Int8Array | Uint16Array;

/** A constant tensor. */
export type Constant = { readonly name: string; readonly type: DataType; readonly dims: readonly number[]; readonly data: Numbers };

/** An attribute of a node: an integer, integers, or a number with a fraction. */
export type Attribute = number | readonly number[] | { readonly float: number };

/** A call of an operator. */
export type Node = {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
  /** The operator's set: ONNX's own when absent. */
  readonly domain?: string;
};

/** A tensor that comes in or goes out; a dimension with a name is as long as the caller has it. */
export type Port = { readonly name: string; readonly type: DataType; readonly dims: readonly (number | string)[] };

/** A whole model. */
export type Model = {
  readonly nodes: readonly Node[];
  readonly constants: readonly Constant[];
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
};

/** Operators beyond ONNX's own that ONNX Runtime has. */
export const MICROSOFT = "com.microsoft";

/** The bytes of a model. */
export function encodeModel({ nodes, constants, inputs, outputs }: Model): Uint8Array<ArrayBuffer> {
  const model = new Message();
  model.integer(1, 10);
  model.text(2, "logic-arena");
  model.message(7, (graph) => {
    for (const [i, node] of nodes.entries()) graph.message(1, (to) => writeNode(to, node, i));
    graph.text(2, "graph");
    for (const constant of constants) graph.message(5, (to) => writeTensor(to, constant));
    for (const port of inputs) graph.message(11, (to) => writePort(to, port));
    for (const port of outputs) graph.message(12, (to) => writePort(to, port));
  });
  for (const [domain, version] of [
    ["", 17],
    [MICROSOFT, 1],
  ] as const)
    model.message(8, (set) => {
      set.text(1, domain);
      set.integer(2, version);
    });
  return model.bytes();
}

function writeNode(to: Message, { op, inputs, outputs, attributes = {}, domain }: Node, place: number): void {
  for (const name of inputs) to.text(1, name);
  for (const name of outputs) to.text(2, name);
  to.text(3, `${op}.${place}`);
  to.text(4, op);
  for (const [name, value] of Object.entries(attributes))
    to.message(5, (attribute) => {
      attribute.text(1, name);
      if (typeof value === "number") {
        attribute.integer(3, value);
        attribute.integer(20, 2);
      } else if ("float" in value) {
        attribute.float(2, value.float);
        attribute.integer(20, 1);
      } else {
        for (const one of value) attribute.integer(8, one);
        attribute.integer(20, 7);
      }
    });
  if (domain !== undefined) to.text(7, domain);
}

function writeTensor(to: Message, { name, type, dims, data }: Constant): void {
  for (const dim of dims) to.integer(1, dim);
  to.integer(2, TYPES[type]);
  to.text(8, name);
  to.raw(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

function writePort(to: Message, { name, type, dims }: Port): void {
  to.text(1, name);
  to.message(2, (of) =>
    of.message(1, (tensor) => {
      tensor.integer(1, TYPES[type]);
      tensor.message(2, (shape) => {
        for (const dim of dims) shape.message(1, (one) => (typeof dim === "string" ? one.text(2, dim) : one.integer(1, dim)));
      });
    }),
  );
}

const encoder = new TextEncoder();

/** A protocol buffer message that grows. */
class Message {
  private buffer = new Uint8Array(256);
  private length = 0;

  integer(field: number, value: number): void {
    this.varint(field * 8);
    this.varint(value);
  }

  float(field: number, value: number): void {
    this.varint(field * 8 + 5);
    this.room(4);
    new DataView(this.buffer.buffer).setFloat32(this.length, value, true);
    this.length += 4;
  }

  text(field: number, value: string): void {
    this.raw(field, encoder.encode(value));
  }

  raw(field: number, value: Uint8Array): void {
    this.varint(field * 8 + 2);
    this.varint(value.length);
    this.room(value.length);
    this.buffer.set(value, this.length);
    this.length += value.length;
  }

  message(field: number, write: (to: Message) => void): void {
    const inner = new Message();
    write(inner);
    this.raw(field, inner.buffer.subarray(0, inner.length));
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return this.buffer.slice(0, this.length);
  }

  private varint(value: number): void {
    // Negative numbers are 64 bits of two's complement.
    let rest = BigInt.asUintN(64, BigInt(value));
    this.room(10);
    for (; rest > 127n; rest >>= 7n) this.buffer[this.length++] = Number(rest & 127n) | 128;
    this.buffer[this.length++] = Number(rest);
  }

  private room(bytes: number): void {
    if (this.length + bytes <= this.buffer.length) return;
    const larger = new Uint8Array(Math.max(2 * this.buffer.length, this.length + bytes));
    larger.set(this.buffer.subarray(0, this.length));
    this.buffer = larger;
  }
}
