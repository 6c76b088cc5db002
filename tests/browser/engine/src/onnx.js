// ONNX models as bytes: the few fields of onnx.proto that a small graph needs, in protobuf's encoding.

const utf8 = new TextEncoder();

function varint(value) {
  const bytes = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    bytes.push(Number(rest & 127n) | (rest > 127n ? 128 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return bytes;
}

const number = (field, value) => [...varint(field << 3), ...varint(value)];
const bytes = (field, content) => [...varint((field << 3) | 2), ...varint(content.length), ...content];
const text = (field, value) => bytes(field, [...utf8.encode(value)]);
const float = (field, value) => [...varint((field << 3) | 5), ...new Uint8Array(Float32Array.of(value).buffer)];

// AttributeProto; types: 1 a float, 2 a whole number, 7 whole numbers.
function attribute(name, value) {
  if (Array.isArray(value)) return [...text(1, name), ...value.flatMap((v) => number(8, v)), ...number(20, 7)];
  if (Number.isInteger(value)) return [...text(1, name), ...number(3, value), ...number(20, 2)];
  return [...text(1, name), ...float(2, value), ...number(20, 1)];
}

function node({ op, domain, inputs, outputs, attributes = {} }) {
  return [
    ...inputs.flatMap((name) => text(1, name)),
    ...outputs.flatMap((name) => text(2, name)),
    ...text(4, op),
    ...Object.entries(attributes).flatMap(([name, value]) => bytes(5, attribute(name, value))),
    ...(domain ? text(7, domain) : []),
  ];
}

// ValueInfoProto of a float32 tensor.
function value(name, shape) {
  const dims = shape.flatMap((size) => bytes(1, number(1, size)));
  return [...text(1, name), ...bytes(2, bytes(1, [...number(1, 1), ...bytes(2, dims)]))];
}

// TensorProto of float32 elements.
function constant(name, shape, values) {
  const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return [...shape.flatMap((size) => number(1, size)), ...number(2, 1), ...text(8, name), ...bytes(9, [...raw])];
}

/**
 * A model: `nodes` in order, `inputs` and `outputs` as name to shape, `constants` as name to `{shape, values}`. All
 * tensors are float32; operators are those of opset 17 and ONNX Runtime's own.
 */
export function model({ nodes, inputs, outputs, constants = {} }) {
  const graph = [
    ...nodes.flatMap((n) => bytes(1, node(n))),
    ...text(2, "graph"),
    ...Object.entries(constants).flatMap(([name, c]) => bytes(5, constant(name, c.shape, c.values))),
    ...Object.entries(inputs).flatMap(([name, shape]) => bytes(11, value(name, shape))),
    ...Object.entries(outputs).flatMap(([name, shape]) => bytes(12, value(name, shape))),
  ];
  const opset = (domain, version) => bytes(8, [...text(1, domain), ...number(2, version)]);
  return Uint8Array.from([...number(1, 8), ...bytes(7, graph), ...opset("", 17), ...opset("com.microsoft", 1)]);
}
