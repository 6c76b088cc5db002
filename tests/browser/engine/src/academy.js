// Our engine, in the worker: the wasm module of kernels/bench.
import { Missing, serve } from "./worker.js";

let module = null;

serve({
  async open(device, { profile }) {
    module = await import("/academy/bench.js");
    await module.default({ module_or_path: "/academy/bench_bg.wasm" });
    return module.open(device, Boolean(profile));
  },

  async make(workload, inputs) {
    for (const { shape, values, whole } of inputs) await module.give(shape, values, Boolean(whole));
    if (!(await module.prepare(workload.kind))) throw new Missing("not there yet");
    return { run: (steps) => module.run(steps) };
  },

  // Lines of kernels with their counts and milliseconds over all steps, and the milliseconds of the steps in all.
  async profile(work, steps) {
    module.times();
    const began = performance.now();
    await work.run(steps);
    const total = performance.now() - began;
    const lines = module.times().trimEnd().split("\n").map((line) => line.split("\t"));
    return { total, lines: lines.map(([what, count, millis]) => ({ what, count: +count, millis: +millis })) };
  },
});
