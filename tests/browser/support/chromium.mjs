// How Chromium is started: without a sandbox where root runs it, and with WebGPU on the CPU, or with none.
export function chromiumFlags(webgpu) {
  const quiet = [
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ];
  const root = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const gpu = webgpu
    ? ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"]
    : ["--disable-features=WebGPU", "--disable-gpu"];
  return [...quiet, ...root, ...gpu];
}
