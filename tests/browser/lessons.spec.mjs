// Every lesson of the course in a browser: all cells run, every starter is refused and every solution passes. On the CPU
// `academy check --run` does the same without a browser, so this is for WebGPU.
import { readdirSync } from "node:fs";
import { test, expect, open, cell, write, webgpu } from "./support/lesson.mjs";

const course = new URL("../../content/maas/", import.meta.url);
const lessons = readdirSync(course).filter((name) => /^\d\d-/.test(name)).sort();

// Each lesson is a page of its own, so they share the workers.
test.describe.configure({ mode: "parallel" });

for (const folder of lessons) {
  const slug = folder.replace(/^\d+-/, "");
  test(`${slug} runs on WebGPU`, async ({ page }) => {
    test.skip(!webgpu, "the course compiler runs every lesson on the CPU");
    test.setTimeout(400_000);
    await open(page, `/courses/maas/${slug}`);
    await page.locator(".status").getByRole("button", { name: "Run all" }).click();
    const plain = page.locator(".wide .cell:not(.exercise)");
    for (const one of await plain.all()) {
      await expect(one).toHaveClass(/\b(ran|failed)\b/, { timeout: 300_000 });
      expect(await one.getAttribute("class"), await one.innerText()).not.toMatch(/\bfailed\b/);
    }
    for (const id of await page.locator(".wide:has(.cell.exercise)").evaluateAll((all) => all.map((e) => e.id))) {
      const exercise = cell(page, id);
      // What stands in a tab is seen once the tab is open.
      await exercise.evaluate((element) => {
        for (let tab = element.closest("details"); tab; tab = tab.parentElement.closest("details")) tab.open = true;
      });
      await exercise.getByRole("button", { name: "Check" }).click();
      await expect(exercise.locator(".verdict").first()).toBeVisible({ timeout: 120_000 });
      await expect(exercise.locator(".verdict.good")).toHaveCount(0);
      await write(page, id, await exercise.locator("details").last().locator("pre code").first().textContent());
      await exercise.getByRole("button", { name: "Check" }).click();
      await expect(exercise.locator(".verdict.good")).toBeVisible({ timeout: 120_000 });
    }
  });
}
