// The notebook's worker: loads the interpreter with progress, then hands it the page's messages one at a time.
//
// First message: an object {interrupt, js, wasm, bytes, data}. `interrupt` is a SharedArrayBuffer of four bytes or null, `js`
// and `wasm` are the addresses of the module's two halves, `bytes` is the size of the wasm unpacked (optional; without it
// a packed download has no known end), `data` are the lesson's files: pairs of the path that cells open and the address.
// Every other message is JSON text of cells::ToWorker. Answers are {loaded, total}
// objects while loading, then JSON text of cells::FromWorker.

const jspi = typeof WebAssembly.Suspending === "function" && typeof WebAssembly.promising === "function";
if (!jspi) {
  // The module's glue wraps imports and exports in these two. Where the browser lacks them the wraps become
  // transparent, and the notebook stays on the CPU, where nothing has to be waited for.
  WebAssembly.Suspending = function (call) { return call; };
  WebAssembly.promising = (call) => call;
}

// How long the page says nothing before the idle moment is used, in milliseconds.
const IDLE = 150;

const queue = [];
let notebook = null;
let busy = false;
let failed = false;
let warmed = false;

self.onmessage = ({ data }) => {
  if (typeof data === "string") {
    queue.push(data);
    next();
  } else {
    load(data).catch((error) => fail({ failure: "not-loaded", detail: said(error) }));
  }
};

async function load({ interrupt, js, wasm, bytes, data }) {
  const files = Promise.all(data.map(([path, address]) => fetchFile(path, address)));
  const [module, response, relaxed] = await Promise.all([import(js), fetchWithProgress(wasm, bytes ?? 0), relaxedSimd()]);
  const { memory } = await module.default({ module_or_path: response });
  const block = relaxed && (await WebAssembly.instantiate(relaxed, { env: { memory } })).exports.block;
  await module.start(interrupt ? new Int32Array(interrupt) : undefined, jspi, block);
  for (const { path, contents, why } of await files) module.place(path, contents, why);
  notebook = module;
  next();
}

// A file of the lesson, or why it did not arrive: the cell that opens it says so, all others run.
async function fetchFile(path, address) {
  try {
    const response = await fetch(address);
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    return { path, contents: new Uint8Array(await response.arrayBuffer()), why: "" };
  } catch (error) {
    return { path, contents: undefined, why: `${said(error)}. Restart Python to fetch it again` };
  }
}

// The part with relaxed SIMD; nothing where the engine refuses its instructions, or where it does not arrive: the notebook
// has a slower one of its own.
function relaxedSimd() {
  return WebAssembly.compileStreaming(fetch(new URL("relaxed.wasm", self.location))).catch(() => undefined);
}

// The response itself goes to the compiler, because a browser keeps compiled code only for a response that came from
// its own cache; what has arrived is counted on a copy.
async function fetchWithProgress(address, bytes) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  count(response.clone(), bytes).catch(() => {}); // A broken download is told by the compiler.
  return response;
}

async function count(response, bytes) {
  const packed = response.headers.has("content-encoding");
  const total = bytes || (packed ? 0 : Number(response.headers.get("content-length") ?? 0));
  let loaded = 0;
  let told = 0;
  for await (const chunk of response.body) {
    loaded += chunk.byteLength;
    const now = performance.now();
    if (now - told > 50 || loaded === total) {
      told = now;
      self.postMessage({ loaded, total });
    }
  }
}

async function next() {
  if (!notebook || busy || failed) return;
  const message = queue.shift();
  if (message === undefined) return;
  busy = true;
  try {
    await notebook.handle(message);
  } catch (error) {
    // A trap: out of memory, the browser's stack, or a defect. The module's memory can no longer be trusted.
    // Our own stack lies lowest, so running over its end is an access outside the memory.
    const deep = error instanceof RangeError || error?.name === "InternalError" || /out of bounds/i.test(said(error));
    fail(deep ? { failure: "too-deep" } : { failure: "trapped", detail: said(error) });
  }
  busy = false;
  if (queue.length === 0 && !warmed) {
    warmed = true;
    setTimeout(warm, IDLE);
  }
  next();
}

// Reads in what most cells import, so that the first cell need not wait for it.
function warm() {
  if (busy || failed || queue.length > 0) return;
  try {
    notebook.warm();
  } catch (error) {
    fail({ failure: "trapped", detail: said(error) });
  }
}

function said(error) {
  return String(error?.message ?? error);
}

// `why` is a cells::Failure.
function fail(why) {
  if (failed) return;
  failed = true;
  self.postMessage(JSON.stringify({ type: "failed", why }));
}
