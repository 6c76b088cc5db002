// jax-js, in the worker. Its arrays are owned: a function uses up what it is given, `.ref` keeps a share.
import { GPT, MLP } from "./inputs.js";
import { repeated, serve } from "./worker.js";

let jax = null;
let np = null;
let gpu = false;

async function read(scalar) {
  const [value] = gpu ? await scalar.data() : scalar.dataSync();
  return value;
}

const array = ({ shape, values, whole }) =>
  np.array(whole ? Int32Array.from(values) : values).reshape(shape);

const makers = {
  mlp([x, classes, ...weights]) {
    const scores = ([w1, b1, w2, b2], rows) => {
      const hidden = jax.nn.relu(np.matmul(rows, w1).add(b1));
      return np.matmul(hidden, w2).add(b2);
    };
    return trained(weights, scores, array(x), array(classes), MLP.sizes[2]);
  },

  matmul: (inputs) => mean(inputs.map(array), (a, b) => np.matmul(a, b)),

  conv2d: (inputs) => mean(inputs.map(array), (x, w) => jax.lax.conv(x, w, [1, 1], "SAME")),

  "conv2d-step"(inputs) {
    const loss = (x, w) => {
      const y = jax.lax.conv(x, w, [1, 1], "SAME");
      return y.ref.mul(y).mean();
    };
    const both = jax.valueAndGrad(loss, { argnums: [0, 1] });
    return once(inputs.map(array), (x, w) => {
      const [value, [gx, gw]] = both(x, w);
      return value.add(gx.mean()).add(gw.mean());
    });
  },

  // Its own attention takes [batch, length, heads, size].
  attention: (inputs) =>
    mean(inputs.map((i) => array(i).transpose([0, 2, 1, 3])), (q, k, v) => jax.nn.dotProductAttention(q, k, v)),

  // Compiled, it has no gradient of a take, so the embedding is a product.
  transformer([tokens, targets, , ...weights]) {
    const rows = jax.nn.oneHot(array(tokens), GPT.vocabulary).astype(np.float32);
    return trained(weights, gpt, rows, array(targets), GPT.vocabulary);
  },
};

// A function of the inputs to a number, again and again.
function once(inputs, f) {
  const compiled = jax.jit(f);
  return repeated(() => read(compiled(...inputs.map((i) => i.ref))), () => jax.tree.dispose(inputs));
}

const mean = (inputs, f) => once(inputs, (...args) => f(...args).mean());

// Steps of Adam on the cross-entropy of `scores(params, x)`, all of it one compiled function.
function trained(weights, scores, x, classes, count) {
  const wanted = jax.nn.oneHot(classes, count).astype(np.float32);
  const rows = wanted.shape[0];
  const loss = (params, x, wanted) =>
    jax.nn.logSoftmax(scores(params, x), -1).mul(wanted).sum().mul(-1 / rows);

  const update = jax.jit((params, means, squares, x, wanted, rate, left) => {
    const [value, grads] = jax.valueAndGrad(loss)(jax.tree.ref(params), x, wanted);
    const next = params.map((param, i) => {
      const mean = means[i].mul(0.9).add(grads[i].ref.mul(0.1));
      const square = squares[i].mul(0.999).add(grads[i].ref.mul(grads[i]).mul(0.001));
      const scale = np.sqrt(square.ref.div(left.ref)).add(1e-8);
      return [param.sub(mean.ref.mul(rate.ref).div(scale)), mean, square];
    });
    rate.dispose();
    left.dispose();
    return [value, next.map((n) => n[0]), next.map((n) => n[1]), next.map((n) => n[2])];
  });

  let params = weights.map(array);
  let means = params.map((p) => np.zeros(p.shape));
  let squares = params.map((p) => np.zeros(p.shape));
  let taken = 0;
  const step = () => {
    taken += 1;
    const [rate, left] = [1e-3 / (1 - 0.9 ** taken), 1 - 0.999 ** taken].map((s) => np.array(s));
    let value;
    [value, params, means, squares] = update(params, means, squares, x.ref, wanted.ref, rate, left);
    return read(value);
  };
  return repeated(step, () => jax.tree.dispose([params, means, squares, x, wanted]));
}

function norm(x, gain, bias) {
  const centred = x.ref.sub(x.mean(-1, { keepdims: true }));
  const variance = centred.ref.mul(centred.ref).mean(-1, { keepdims: true });
  return centred.div(np.sqrt(variance.add(1e-5))).mul(gain).add(bias);
}

function gpt(params, rows) {
  const { batch, length, size, heads, layers } = GPT;
  let at = 2;
  const take = (n) => params.slice(at, (at += n));
  const embedded = np.matmul(rows, params[0]).reshape([batch, length, size]);
  let x = embedded.add(params[1]).reshape([-1, size]);
  for (let i = 0; i < layers; i++) {
    const [gain, bias, wq, wk, wv, wo, gain2, bias2, up, down] = take(10);
    const h = norm(x.ref, gain, bias);
    const [q, k, v] = [wq, wk, wv].map((w) => np.matmul(h.ref, w).reshape([batch, length, heads, size / heads]));
    h.dispose();
    const seen = jax.nn.dotProductAttention(q, k, v, { isCausal: true }).reshape([-1, size]);
    x = x.add(np.matmul(seen, wo));
    x = x.ref.add(np.matmul(jax.nn.gelu(np.matmul(norm(x, gain2, bias2), up), { approximate: true }), down));
  }
  const [gain, bias, head] = take(3);
  return np.matmul(norm(x, gain, bias), head);
}

serve({
  async open(device, { threads }) {
    gpu = device === "webgpu";
    // It takes as many threads as there are processors wherever memory can be shared.
    if (!threads) delete globalThis.SharedArrayBuffer;
    jax = await import("@jax-js/jax");
    np = jax.numpy;
    const name = gpu ? "webgpu" : "wasm";
    if (!(await jax.init(name)).includes(name)) throw new Error(`no backend for ${device}`);
    jax.defaultDevice(name);
    return name;
  },

  make: (workload, inputs) => makers[workload.kind](inputs),
});
