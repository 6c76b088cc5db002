// What all engines' workers share: they open a device, prepare a workload and measure it, one call at a time.
import { inputs } from "./inputs.js";

/** Thrown by an engine that lacks what a workload needs; the text goes into the table. */
export class Missing extends Error {}

/**
 * Answers the page's calls with `engine`: `open(device, options)` gives a description, `make(workload, inputs)` gives
 * `{run(steps), free()}`, where `run` gives the number that the last step read.
 */
export function serve(engine) {
  let work = null;

  const calls = {
    open: (device, options) => engine.open(device, options),

    async prepare(workload) {
      await work?.free?.();
      work = null;
      work = await engine.make(workload, inputs(workload));
      const began = performance.now();
      let loss = await work.run(1);
      const first = performance.now() - began;
      if (workload.warm > 1) loss = await work.run(workload.warm - 1);
      return { loss, first };
    },

    // Milliseconds of one step: the median of as many samples as the budget allows, one at least.
    async measure(workload, budget) {
      const samples = [];
      const end = performance.now() + budget;
      do {
        const began = performance.now();
        await work.run(workload.chunk);
        samples.push((performance.now() - began) / workload.chunk);
      } while (performance.now() < end);
      samples.sort((a, b) => a - b);
      return samples[samples.length >> 1];
    },

    // Where an engine's time goes, as it tells it itself.
    profile: (workload, steps) => engine.profile(work, steps),
  };

  self.onmessage = async ({ data: { id, call, args } }) => {
    try {
      self.postMessage({ id, value: await calls[call](...args) });
    } catch (error) {
      const missing = error instanceof Missing;
      self.postMessage({ id, missing, error: String(error?.message ?? error).split("\n")[0] });
    }
  };
}

/** `{run, free}` of a function that takes one step. */
export function repeated(step, free = () => {}) {
  return {
    free,
    async run(steps) {
      let read = NaN;
      for (let i = 0; i < steps; i++) read = await step(i);
      return read;
    },
  };
}
