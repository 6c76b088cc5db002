// Runs a wasm32-wasip1 test binary under Node's WASI:
// CARGO_TARGET_WASM32_WASIP1_RUNNER="node --no-warnings kernels/cpu/wasi-runner.mjs" cargo test -p cpu --target wasm32-wasip1
import { readFile } from "node:fs/promises";
import { WASI } from "node:wasi";

const [file, ...args] = process.argv.slice(2);
const wasi = new WASI({ version: "preview1", args: [file, ...args], env: process.env, returnOnExit: true });
const module = await WebAssembly.compile(await readFile(file));
const instance = await WebAssembly.instantiate(module, wasi.getImportObject());
process.exit(wasi.start(instance));
