/** Writes ONNX models: the few messages of the format that our graphs need (onnx.proto3, opset 17). */
import { PbfWriter } from "pbf";

/** Element types, by their number in the format. */
const TYPES = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7, bool: 9, float16: 10 } as const;

/** The type of a tensor's elements. */
export type DataType = keyof typeof TYPES;

/** The elements of a tensor in memory; float16 is given as its bits. */
export type Numbers = Float32Array | Int32Array | BigInt64Array | Uint8Array | Int8Array | Uint16Array;

/** A constant tensor. */
export type Constant = { readonly name: string; readonly type: DataType; readonly dims: readonly number[]; readonly data: Numbers };

/** An attribute of a node: an integer, a list of integers, or a float. */
export type Attribute = number | readonly number[] | { readonly float: number };

/** A call of an operator. */
export type Node = {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
  /** The domain of the operator; ONNX's own when absent. */
  readonly domain?: string;
};

/** An input or output of a model; the caller chooses the length of a dimension that is given by name. One may have the empty name: none. */
export type Port = { readonly name: string; readonly type: DataType; readonly dims: readonly (number | string)[] };

/** A whole model. */
export type Model = {
  readonly nodes: readonly Node[];
  readonly constants: readonly Constant[];
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
};

/** The domain of the operators that ONNX Runtime adds to ONNX's own. */
export const MICROSOFT = "com.microsoft";

/** The bytes of a model. */
export function encodeModel({ nodes, constants, inputs, outputs }: Model): Uint8Array<ArrayBuffer> {
  const to = new PbfWriter();
  to.writeVarintField(1, 10);
  to.writeStringField(2, "logic-arena");
  message(to, 7, () => {
    for (const [i, node] of nodes.entries()) message(to, 1, () => writeNode(to, node, i));
    to.writeStringField(2, "graph");
    for (const constant of constants) message(to, 5, () => writeTensor(to, constant));
    for (const port of inputs) message(to, 11, () => writePort(to, port));
    for (const port of outputs) message(to, 12, () => writePort(to, port));
  });
  for (const [domain, version] of [
    ["", 17],
    [MICROSOFT, 1],
  ] as const)
    message(to, 8, () => {
      to.writeStringField(1, domain);
      to.writeVarintField(2, version);
    });
  // A copy: the writer's buffer is larger than what it wrote.
  return new Uint8Array(to.finish());
}

/** Writes a field that holds a message, whose own fields `write` writes. */
const message = (to: PbfWriter, field: number, write: () => void): void => to.writeMessage(field, write, undefined);

function writeNode(to: PbfWriter, { op, inputs, outputs, attributes = {}, domain }: Node, place: number): void {
  for (const name of inputs) to.writeStringField(1, name);
  for (const name of outputs) to.writeStringField(2, name);
  to.writeStringField(3, `${op}.${place}`);
  to.writeStringField(4, op);
  for (const [name, value] of Object.entries(attributes))
    message(to, 5, () => {
      to.writeStringField(1, name);
      if (typeof value === "number") {
        to.writeVarintField(3, value);
        to.writeVarintField(20, 2);
      } else if ("float" in value) {
        to.writeFloatField(2, value.float);
        to.writeVarintField(20, 1);
      } else {
        for (const one of value) to.writeVarintField(8, one);
        to.writeVarintField(20, 7);
      }
    });
  if (domain !== undefined) to.writeStringField(7, domain);
}

function writeTensor(to: PbfWriter, { name, type, dims, data }: Constant): void {
  for (const dim of dims) to.writeVarintField(1, dim);
  to.writeVarintField(2, TYPES[type]);
  to.writeStringField(8, name);
  to.writeBytesField(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

function writePort(to: PbfWriter, { name, type, dims }: Port): void {
  to.writeStringField(1, name);
  message(to, 2, () =>
    message(to, 1, () => {
      to.writeVarintField(1, TYPES[type]);
      message(to, 2, () => {
        for (const dim of dims)
          message(to, 1, () => {
            if (typeof dim === "number") to.writeVarintField(1, dim);
            else if (dim !== "") to.writeStringField(2, dim);
          });
      });
    }),
  );
}
