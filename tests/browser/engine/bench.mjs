// Our tensor engine and its peers in one headless Chromium, turn by turn; prints times and their ratios.
// Run by `cargo bench-engine`.
import { chromium } from "@playwright/test";
import { build } from "esbuild";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { chromiumFlags } from "../support/chromium.mjs";
import { serve } from "./serve.mjs";
import { WORKLOADS } from "./src/inputs.js";
import * as table from "./table.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const PACKAGES = join(HERE, "node_modules");
/** Longest time of one call, in milliseconds. */
const LIMIT = 60_000;
/** How long one engine is measured in one round. */
const BUDGET = 250;
/** An engine that a workload has cost this much is not asked again. */
const ENOUGH = 12_000;

const version = (name) => JSON.parse(readFileSync(join(PACKAGES, name, "package.json"))).version;

const ENGINES = [
  { name: "Academy", script: "academy", version: process.env.ACADEMY_VERSION ?? "" },
  { name: "TensorFlow.js", script: "tfjs", version: version("@tensorflow/tfjs-core") },
  { name: "jax-js", script: "jax", version: version("@jax-js/jax") },
  { name: "ONNX Runtime", script: "ort", version: version("onnxruntime-web") },
];

const { values: options } = parseArgs({
  options: {
    academy: { type: "string" },
    only: { type: "string" },
    rounds: { type: "string", default: "3" },
    simd: { type: "boolean", default: false },
    webgpu: { type: "boolean", default: false },
    threads: { type: "boolean", default: false },
    profile: { type: "boolean", default: false },
  },
});
const rounds = Number(options.rounds);
const both = !options.simd && !options.webgpu;
const load = () => loadavg()[0].toFixed(1);
const median = (xs) => [...xs].sort((a, b) => a - b)[xs.length >> 1];

function chosen(device, software) {
  const wanted = (w) => (options.only ? w.id.includes(options.only) : !w.asked && !(w.heavy && software));
  return WORKLOADS.filter((w) => wanted(w) && !(w.asked && device === "cpu"));
}

const built = mkdtempSync(join(tmpdir(), "academy-engine-"));
await build({
  entryPoints: ["page", ...ENGINES.map((e) => e.script)].map((name) => join(HERE, `src/${name}.js`)),
  outdir: built,
  bundle: true,
  splitting: true,
  format: "esm",
  target: "es2022",
  external: ["/academy/*"],
  logLevel: "error",
});
const server = await serve({
  "/built/": built,
  "/academy/": options.academy,
  "/tfjs/": join(PACKAGES, "@tensorflow/tfjs-backend-wasm/dist"),
  "/ort/": join(PACKAGES, "onnxruntime-web/dist"),
  "/": join(HERE, "src"),
});
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: chromiumFlags(true) });
const page = await browser.newPage();
if (process.env.LOG) page.on("console", (message) => console.error(message.text()));

const evaluate = (f, ...args) => page.evaluate(f, args);
const call = (name, what, ...args) =>
  evaluate(([name, limit, what, args]) => engines.call(name, limit, what, args), name, LIMIT, what, args);
const stop = (name) => evaluate(([name]) => engines.stop(name), name);

async function start(engine, device, settings) {
  await evaluate(([name, script]) => engines.start(name, script), engine.name, engine.script);
  return call(engine.name, "open", device, settings);
}

// What a call that gave no value leaves in the table.
const failure = ({ missing, error }) => ({ text: missing ? error : `failed: ${error}` });

/** One row: the cells of all engines, times in milliseconds. */
async function row(workload, device, settings) {
  const cells = ENGINES.map(() => ({ times: [], spent: 0 }));
  const give = (i, answer) => Object.assign(cells[i], failure(answer));

  async function timed(i, work) {
    const began = performance.now();
    const answer = await work();
    cells[i].spent += performance.now() - began;
    return answer;
  }

  for (const [i, engine] of ENGINES.entries()) {
    if (workload.fresh) continue;
    const opened = await start(engine, device, settings);
    const answer = opened.error ? opened : await timed(i, () => call(engine.name, "prepare", workload));
    if (answer.error) give(i, answer);
    else cells[i].loss = answer.value.loss;
  }
  for (let round = 0; round < rounds; round++) {
    // Everybody is first at times.
    for (let turn = 0; turn < ENGINES.length; turn++) {
      const i = (turn + round) % ENGINES.length;
      const { name } = ENGINES[i];
      if (cells[i].text || (cells[i].spent > ENOUGH && cells[i].times.length)) continue;
      let answer;
      if (workload.fresh) {
        const opened = await start(ENGINES[i], device, settings);
        answer = opened.error ? opened : await timed(i, () => call(name, "prepare", workload));
        await stop(name);
      } else {
        answer = await timed(i, () => call(name, "measure", workload, BUDGET));
      }
      if (answer.error) give(i, answer);
      else cells[i].times.push(workload.fresh ? answer.value.first : answer.value);
    }
  }
  for (const engine of ENGINES) await stop(engine.name);
  for (const cell of cells) if (!cell.text) cell.millis = median(cell.times);
  return cells;
}

async function section(title, device, settings, software) {
  const workloads = chosen(device, software);
  if (!workloads.length) return;
  console.log(`\n${title}`);
  console.log(table.head(ENGINES));
  for (const workload of workloads) {
    const cells = await row(workload, device, settings);
    console.log(table.line(workload, cells));
    const apart = table.disagreement(ENGINES, cells);
    if (apart) {
      console.log(apart);
      process.exitCode = 1;
    }
  }
}

/** Where our engine's time goes on SIMD, by kernel. */
async function profile() {
  for (const workload of chosen("cpu").filter((w) => !w.fresh)) {
    await start(ENGINES[0], "cpu", { profile: true });
    const prepared = await call("Academy", "prepare", workload);
    if (prepared.error) continue;
    const one = await call("Academy", "measure", workload, BUDGET);
    const steps = Math.max(1, Math.round(1000 / one.value));
    const { value } = await call("Academy", "profile", workload, steps);
    console.log(table.profile(workload, value, steps, one.value));
  }
  await stop("Academy");
}

try {
  await page.goto(`${server.address}/page.html`);
  await page.waitForFunction(() => globalThis.engines);
  const adapter = await evaluate(() => engines.adapter());
  const software = /swiftshader/i.test(adapter);
  const before = load();
  console.log(`Chromium ${browser.version()}; ${ENGINES.map((e) => `${e.name} ${e.version}`).join("; ")}`);
  console.log("Medians of rounds, all engines in every round. Milliseconds of one step, GFLOP/s where they mean something.");
  if (both || options.simd) await section("WebAssembly with SIMD, one thread", "cpu", { threads: false });
  if (options.threads) await section("WebAssembly with SIMD, peers with threads", "cpu", { threads: true });
  if (both || options.webgpu) {
    if (!adapter) console.log("\nWebGPU: this browser has no adapter.");
    else await section(`WebGPU: ${adapter}`, "webgpu", {}, software);
    if (adapter && software) {
      console.log("SwiftShader plays a GPU on the processor: these figures say nothing about the speed of kernels.");
    }
  }
  console.log(`\nThe machine's load went from ${before} to ${load()}, on ${cpus().length} processors.`);
  if (options.profile) await profile();
} finally {
  await browser.close();
  server.close();
  rmSync(built, { recursive: true, force: true });
}
