// Times from navigation to the first cell's result, with an empty cache and a warm one; medians. Run by `cargo bench-page`.
import { chromium } from "@playwright/test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromiumFlags } from "./support/chromium.mjs";

const runs = Number(process.env.RUNS ?? 5);
const median = (xs) => xs.sort((a, b) => a - b)[Math.floor(xs.length / 2)];

async function firstResult(page) {
  const start = performance.now();
  await page.goto(process.env.ADDRESS, { waitUntil: "commit" });
  const cell = page.locator(".cell").first();
  // Before the page is awake a click does nothing, so it waits for the editor's arrival as a student would.
  await cell.locator(".cm-content").waitFor();
  await cell.getByRole("button", { name: "Run", exact: true }).click();
  await page.locator(".cell.ran").first().waitFor();
  return performance.now() - start;
}

for (const webgpu of [true, false]) {
  const cold = [];
  const warm = [];
  for (let i = 0; i < runs; i++) {
    // A profile on disk, as a student has: a private window would keep no compiled code between visits.
    const profile = mkdtempSync(join(tmpdir(), "academy-bench-"));
    const options = { executablePath: process.env.CHROMIUM, args: chromiumFlags(webgpu) };
    const context = await chromium.launchPersistentContext(profile, options);
    const page = await context.newPage();
    cold.push(await firstResult(page));
    // Compiled code is written when the browser has a moment.
    await page.waitForTimeout(3000);
    warm.push(await firstResult(page));
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  }
  const where = webgpu ? "WebGPU (on the CPU)" : "SIMD";
  console.log(
    `first result     cold ${(median(cold) / 1e3).toFixed(2)} s, warm ${(median(warm) / 1e3).toFixed(2)} s` +
      `   aim 2 s and 0.7 s   ${where}`,
  );
}
