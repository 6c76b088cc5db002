// The workloads and their inputs: made here from one small generator, so that every engine gets the same numbers.

// Numerical Recipes' linear congruential generator; its high bits are good enough for weights.
function generator(seed) {
  let state = seed >>> 0;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 4294967296;
}

function tensors(seed) {
  const next = generator(seed);
  const fill = (shape, make) => Float32Array.from({ length: shape.reduce((n, s) => n * s, 1) }, make);
  return {
    uniform: (shape, low, high) => ({ shape, values: fill(shape, () => low + (high - low) * next()) }),
    full: (shape, value) => ({ shape, values: fill(shape, () => value) }),
    whole: (shape, below) => ({ shape, whole: true, values: fill(shape, () => Math.floor(next() * below)) }),
    // A matrix [in, out] as nn.Linear fills it.
    linear: (rows, columns) => {
      const bound = 1 / Math.sqrt(rows);
      return { shape: [rows, columns], values: fill([rows, columns], () => bound * (2 * next() - 1)) };
    },
  };
}

export const MLP = { batch: 64, sizes: [784, 128, 10] };
export const GPT = { batch: 16, length: 128, size: 128, heads: 4, layers: 5, vocabulary: 65 };
const CONV = { batch: 16, from: 16, to: 32, side: 28, window: 3 };
const HEADS = { batch: 8, heads: 8, length: 128, size: 64 };

function mlp() {
  const t = tensors(1);
  const [wide, hidden, classes] = MLP.sizes;
  return [
    t.uniform([MLP.batch, wide], 0, 1),
    t.whole([MLP.batch], classes),
    t.linear(wide, hidden),
    t.full([hidden], 0),
    t.linear(hidden, classes),
    t.full([classes], 0),
  ];
}

function matmul({ n }) {
  const t = tensors(2);
  return [t.uniform([n, n], 0, 1), t.uniform([n, n], 0, 1)];
}

function conv2d() {
  const t = tensors(3);
  const { batch, from, to, side, window } = CONV;
  return [t.uniform([batch, from, side, side], 0, 1), t.uniform([to, from, window, window], 0, 0.1)];
}

function attention() {
  const t = tensors(4);
  const shape = [HEADS.batch, HEADS.heads, HEADS.length, HEADS.size];
  return [t.uniform(shape, -1, 1), t.uniform(shape, -1, 1), t.uniform(shape, 0, 1)];
}

function transformer() {
  const t = tensors(5);
  const { batch, length, size, layers, vocabulary } = GPT;
  const mask = t.full([length, length], 0);
  mask.values.forEach((_, i) => (mask.values[i] = i % length > Math.floor(i / length) ? -1e9 : 0));
  const norm = () => [t.full([size], 1), t.full([size], 0)];
  const layer = () => [
    ...norm(),
    ...[1, 2, 3, 4].map(() => t.linear(size, size)),
    ...norm(),
    t.linear(size, 4 * size),
    t.linear(4 * size, size),
  ];
  return [
    t.whole([batch * length], vocabulary),
    t.whole([batch * length], vocabulary),
    mask,
    t.uniform([vocabulary, size], -0.1, 0.1),
    t.uniform([length, size], -0.1, 0.1),
    ...Array.from({ length: layers }, layer).flat(),
    ...norm(),
    t.linear(size, vocabulary),
  ];
}

const MAKERS = { mlp, matmul, conv2d, "conv2d-step": conv2d, attention, transformer };

/** The inputs of a workload: `{shape, values, whole}` each; `whole` ones are indices. */
export function inputs(workload) {
  return MAKERS[workload.kind](workload);
}

function flops() {
  const [wide, hidden, classes] = MLP.sizes;
  // Forward and the weights' gradients; the first layer's input needs none.
  const mlp = 2 * MLP.batch * (2 * wide * hidden + 3 * hidden * classes);
  const conv = 2 * CONV.batch * CONV.to * CONV.side ** 2 * CONV.from * CONV.window ** 2;
  const attention = 4 * HEADS.batch * HEADS.heads * HEADS.length ** 2 * HEADS.size;
  const { batch, length, size, layers, vocabulary } = GPT;
  const token = 2 * (layers * (12 * size ** 2 + 2 * length * size) + size * vocabulary);
  return { mlp, conv, attention, transformer: 3 * batch * length * token };
}

const FLOPS = flops();

/**
 * What is measured. `warm`: steps before the first comparison of losses; `chunk`: steps in one measured sample;
 * `fresh`: the first step in a new worker; `asked`: only when asked for by name, and on a GPU; `heavy`: where a processor
 * plays the GPU, only when asked for.
 */
export const WORKLOADS = [
  { id: "mlp", kind: "mlp", title: "MLP 784-128-10 batch 64, Adam step", warm: 10, chunk: 10, flops: FLOPS.mlp },
  { id: "mlp-first", kind: "mlp", title: "  its first step after load", fresh: true },
  ...[256, 512, 1024, 2048].map((n) => ({
    id: `matmul-${n}`,
    kind: "matmul",
    n,
    title: `matmul ${n}`,
    warm: 2,
    chunk: n < 512 ? 5 : 1,
    flops: 2 * n ** 3,
    asked: n > 1024,
    heavy: n >= 1024,
  })),
  { id: "conv2d", kind: "conv2d", title: "conv2d 16x16x28x28 to 32, 3x3", warm: 2, chunk: 1, flops: FLOPS.conv },
  { id: "conv2d-step", kind: "conv2d-step", title: "  and both its gradients", warm: 2, chunk: 1, flops: 3 * FLOPS.conv },
  { id: "attention", kind: "attention", title: "attention 8x8x128x64", warm: 2, chunk: 1, flops: FLOPS.attention },
  {
    id: "transformer",
    kind: "transformer",
    title: "transformer 1M, 16x128, Adam step",
    warm: 2,
    chunk: 1,
    flops: FLOPS.transformer,
    heavy: true,
  },
];
