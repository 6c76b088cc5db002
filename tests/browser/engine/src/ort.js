// ONNX Runtime Web, in the worker: inference only. Inputs lie on the device before the clock runs.
import { model } from "./onnx.js";
import { Missing, repeated, serve } from "./worker.js";

let ort = null;
let gpu = false;

const mean = (input) => ({ op: "ReduceMean", inputs: [input], outputs: ["mean"], attributes: { keepdims: 0 } });

const models = {
  matmul: ([a, b]) => ({
    nodes: [{ op: "MatMul", inputs: ["a", "b"], outputs: ["y"] }, mean("y")],
    feeds: { a, b },
  }),

  conv2d: ([x, w]) => ({
    nodes: [{ op: "Conv", inputs: ["x", "w"], outputs: ["y"], attributes: { pads: [1, 1, 1, 1] } }, mean("y")],
    feeds: { x },
    constants: { w },
  }),

  // Its own attention takes [batch, length, heads * size].
  attention: ([q, k, v]) => ({
    nodes: [
      {
        op: "MultiHeadAttention",
        domain: "com.microsoft",
        inputs: ["q", "k", "v"],
        outputs: ["y"],
        attributes: { num_heads: q.shape[1] },
      },
      mean("y"),
    ],
    feeds: { q: joined(q), k: joined(k), v: joined(v) },
  }),
};

// [batch, heads, length, size] to [batch, length, heads * size].
function joined({ shape: [batch, heads, length, size], values }) {
  const moved = new Float32Array(values.length);
  let from = 0;
  for (let b = 0; b < batch; b++)
    for (let h = 0; h < heads; h++)
      for (let l = 0; l < length; l++, from += size)
        moved.set(values.subarray(from, from + size), ((b * length + l) * heads + h) * size);
  return { shape: [batch, length, heads * size], values: moved };
}

async function tensor({ shape, values }) {
  if (!gpu) return new ort.Tensor("float32", values, shape);
  const device = await ort.env.webgpu.device;
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  const gpuBuffer = device.createBuffer({ size: values.byteLength, usage });
  device.queue.writeBuffer(gpuBuffer, 0, values);
  return ort.Tensor.fromGpuBuffer(gpuBuffer, { dataType: "float32", dims: shape, dispose: () => gpuBuffer.destroy() });
}

serve({
  async open(device, { threads }) {
    gpu = device === "webgpu";
    ort = gpu ? await import("onnxruntime-web/webgpu") : await import("onnxruntime-web/wasm");
    ort.env.wasm.numThreads = threads ? navigator.hardwareConcurrency : 1;
    ort.env.wasm.wasmPaths = "/ort/";
    ort.env.logLevel = "error";
    return gpu ? "webgpu" : "wasm";
  },

  async make(workload, inputs) {
    const described = models[workload.kind]?.(inputs);
    if (!described) throw new Missing("inference only");
    const { nodes, feeds, constants } = described;
    const shapes = Object.fromEntries(Object.entries(feeds).map(([name, { shape }]) => [name, shape]));
    const bytes = model({ nodes, inputs: shapes, outputs: { mean: [] }, constants });
    const session = await ort.InferenceSession.create(bytes, { executionProviders: [gpu ? "webgpu" : "wasm"] });
    const given = {};
    for (const [name, input] of Object.entries(feeds)) given[name] = await tensor(input);
    const step = async () => (await session.run(given)).mean.data[0];
    return repeated(step, async () => {
      Object.values(given).forEach((t) => t.dispose());
      await session.release();
    });
  },
});
