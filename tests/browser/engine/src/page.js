// The page: one worker for each engine, and calls to them with a limit on their time.

const workers = new Map();
let last = 0;

globalThis.engines = {
  start(name, script) {
    workers.get(name)?.terminate();
    workers.set(name, new Worker(`/built/${script}.js`, { type: "module" }));
  },

  stop(name) {
    workers.get(name)?.terminate();
    workers.delete(name);
  },

  // Resolves to {value} or {error, missing}; a worker that takes too long or breaks is ended.
  call(name, limit, call, args) {
    const worker = workers.get(name);
    if (!worker) return { error: "its worker was ended" };
    const id = ++last;
    return new Promise((resolve) => {
      const end = (answer) => {
        clearTimeout(timer);
        worker.removeEventListener("message", hear);
        worker.onerror = null;
        resolve(answer);
      };
      const dead = (error) => {
        this.stop(name);
        end({ error });
      };
      const timer = setTimeout(() => dead(`over ${limit / 1000} s`), limit);
      const hear = ({ data }) => data.id === id && end(data);
      worker.addEventListener("message", hear);
      worker.onerror = (event) => dead(event.message ?? "its worker did not load");
      worker.postMessage({ id, call, args });
    });
  },

  async adapter() {
    const info = (await navigator.gpu?.requestAdapter())?.info;
    return info && [info.vendor, info.architecture, info.description].filter(Boolean).join(" ");
  },
};
