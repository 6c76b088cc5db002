// `torch` in the page against real PyTorch: on WebGPU where there is a device, else on SIMD in WebAssembly. The same
// cases run natively in app/notebook.
import { readFileSync, readdirSync } from "node:fs";
import { test, expect, open, run } from "./support/lesson.mjs";

const goldens = new URL("../../app/notebook/tests/goldens/", import.meta.url);
const read = (path) => readFileSync(new URL(path, goldens), "utf8");

for (const file of readdirSync(new URL("cases/", goldens)).sort()) {
  const area = file.replace(".py", "");
  test(`${area} agrees with PyTorch`, async ({ page }) => {
    await open(page);
    const id = await page.locator(".wide:has(.cell:not(.exercise))").first().getAttribute("id");
    const expected = read(`expected/${area}.txt`);
    const program = `${read("harness.py")}\nEXPECTED = r'''${expected}'''\n${read(`cases/${file}`)}\nreport()`;
    expect((await run(page, id, program)).trimEnd()).toMatch(/(^|\n)\d+ agree, 0 differ$/);
  });
}
