// TensorFlow.js, in the worker.
import * as tf from "@tensorflow/tfjs-core";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import "@tensorflow/tfjs-core/dist/register_all_gradients";
import "@tensorflow/tfjs-backend-webgpu";
import { GPT, MLP } from "./inputs.js";
import { repeated, serve } from "./worker.js";

let gpu = false;

// One number to the host: waited for where a GPU computes it.
async function read(scalar) {
  const [value] = gpu ? await scalar.data() : scalar.dataSync();
  scalar.dispose();
  return value;
}

const tensor = ({ shape, values, whole }) =>
  whole ? tf.tensor(Int32Array.from(values), shape, "int32") : tf.tensor(values, shape);
const variable = (input) => tf.variable(tensor(input));

const makers = {
  mlp([x, classes, ...weights]) {
    const rows = tensor(x);
    const scores = ([w1, b1, w2, b2]) => {
      const hidden = tf.relu(tf.add(tf.matMul(rows, w1), b1));
      return tf.add(tf.matMul(hidden, w2), b2);
    };
    return trained(weights, scores, tensor(classes), MLP.sizes[2]);
  },

  matmul(inputs) {
    const [a, b] = inputs.map(tensor);
    return repeated(() => read(tf.tidy(() => tf.mean(tf.matMul(a, b)))), () => tf.dispose([a, b]));
  },

  // The engine's own order of dimensions is NHWC.
  conv2d([images, kernel]) {
    const x = tf.transpose(tensor(images), [0, 2, 3, 1]);
    const w = tf.transpose(tensor(kernel), [2, 3, 1, 0]);
    return repeated(() => read(tf.tidy(() => tf.mean(tf.conv2d(x, w, 1, "same")))), () => tf.dispose([x, w]));
  },

  "conv2d-step"([images, kernel]) {
    const x = tf.transpose(tensor(images), [0, 2, 3, 1]);
    const w = tf.transpose(tensor(kernel), [2, 3, 1, 0]);
    const f = tf.valueAndGrads((x, w) => tf.mean(tf.square(tf.conv2d(x, w, 1, "same"))));
    const step = async () => {
      const value = tf.tidy(() => {
        const { value, grads } = f([x, w]);
        return tf.add(value, tf.add(tf.mean(grads[0]), tf.mean(grads[1])));
      });
      return read(value);
    };
    return repeated(step, () => tf.dispose([x, w]));
  },

  attention(inputs) {
    const [q, k, v] = inputs.map(tensor);
    return repeated(() => read(tf.tidy(() => tf.mean(attend(q, k, v)))), () => tf.dispose([q, k, v]));
  },

  transformer([tokens, targets, mask, ...weights]) {
    const indices = tensor(tokens);
    const hidden = tensor(mask);
    // The wasm backend has no kernel for the gradient of gather, so there the embedding is a product.
    const rows = gpu ? null : tf.cast(tf.oneHot(indices, GPT.vocabulary), "float32");
    const embed = (table) => (gpu ? tf.gather(table, indices) : tf.matMul(rows, table));
    return trained(weights, (params) => gpt(params, embed, hidden), tensor(targets), GPT.vocabulary);
  },
};

// Steps of Adam on the cross-entropy of `scores(params)`.
function trained(weights, scores, classes, count) {
  const params = weights.map(variable);
  const wanted = tf.cast(tf.oneHot(classes, count), "float32");
  const optimizer = tf.train.adam(1e-3, 0.9, 0.999, 1e-8);
  const loss = () => tf.losses.softmaxCrossEntropy(wanted, scores(params));
  const step = () => read(tf.tidy(() => optimizer.minimize(loss, true, params)));
  return repeated(step, () => {
    optimizer.dispose();
    tf.dispose(params);
  });
}

function attend(q, k, v, mask) {
  const scores = tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(q.shape.at(-1)));
  return tf.matMul(tf.softmax(mask ? tf.add(scores, mask) : scores), v);
}

function norm(x, gain, bias) {
  const { mean, variance } = tf.moments(x, -1, true);
  return tf.add(tf.mul(tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-5))), gain), bias);
}

function gelu(x) {
  const inner = tf.mul(0.7978845608028654, tf.add(x, tf.mul(0.044715, tf.mul(tf.mul(x, x), x))));
  return tf.mul(tf.mul(0.5, x), tf.add(1, tf.tanh(inner)));
}

function gpt(params, embed, mask) {
  const { batch, length, size, heads, layers } = GPT;
  let at = 2;
  const take = (n) => params.slice(at, (at += n));
  const embedded = tf.reshape(embed(params[0]), [batch, length, size]);
  let x = tf.reshape(tf.add(embedded, params[1]), [-1, size]);
  for (let i = 0; i < layers; i++) {
    const [gain, bias, wq, wk, wv, wo, gain2, bias2, up, down] = take(10);
    const h = norm(x, gain, bias);
    const [q, k, v] = [wq, wk, wv].map((w) =>
      tf.transpose(tf.reshape(tf.matMul(h, w), [batch, length, heads, size / heads]), [0, 2, 1, 3]),
    );
    const seen = tf.reshape(tf.transpose(attend(q, k, v, mask), [0, 2, 1, 3]), [-1, size]);
    x = tf.add(x, tf.matMul(seen, wo));
    x = tf.add(x, tf.matMul(gelu(tf.matMul(norm(x, gain2, bias2), up)), down));
  }
  const [gain, bias, head] = take(3);
  return tf.matMul(norm(x, gain, bias), head);
}

serve({
  async open(device, { threads }) {
    gpu = device === "webgpu";
    tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", Boolean(threads));
    setWasmPaths("/tfjs/");
    tf.enableProdMode();
    if (!(await tf.setBackend(gpu ? "webgpu" : "wasm"))) throw new Error(`no backend for ${device}`);
    await tf.ready();
    return tf.getBackend();
  },

  make: (workload, inputs) => makers[workload.kind](inputs),
});
