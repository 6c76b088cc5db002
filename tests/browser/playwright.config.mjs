// Browser tests against a real server and a real Chromium; `cargo verify` sets the variables.
import { defineConfig } from "@playwright/test";
import { tmpdir } from "node:os";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { chromiumFlags } from "./support/chromium.mjs";

const port = Number(process.env.PORT ?? 3900 + Math.floor(Math.random() * 90));
process.env.PORT = String(port);
// Every worker process loads this file again; the folder must be made once.
process.env.ACADEMY_DATA ??= mkdtempSync(join(tmpdir(), "academy-browser-"));
// The first account is the administrator; the tests find its session here.
process.env.ACADEMY_ROOT ??= join(process.env.ACADEMY_DATA, "root.json");

// The courses, and those of the tests beside them.
const content = join(process.env.ACADEMY_DATA, "content");
if (mkdirSync(content, { recursive: true })) {
  for (const folder of [process.env.ACADEMY_CONTENT || "../../content", "content"]) {
    for (const course of readdirSync(folder)) symlinkSync(resolve(folder, course), join(content, course));
  }
  // The grader as machine code, where an earlier step has compiled it: a development build takes minutes for that.
  const compiled = process.env.GRADER_CODE ?? "";
  if (existsSync(compiled)) cpSync(compiled, join(process.env.ACADEMY_DATA, "grader"), { recursive: true });
}

export default defineConfig({
  testDir: ".",
  // A device makes no difference to pages without cells: these run once, without one.
  testIgnore: process.env.WEBGPU === "off" ? [] : ["exam.spec.mjs", "pages.spec.mjs", "progress.spec.mjs"],
  globalSetup: "./support/root.mjs",
  outputDir: process.env.RESULTS ?? "test-results",
  timeout: 90_000,
  expect: { timeout: 20_000 },
  workers: 2,
  fullyParallel: false,
  // One slow moment of a shared machine must not hide what the other tests say.
  retries: process.env.CI ? 2 : 0,
  reporter: [["list"]],
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    trace: "retain-on-failure",
    locale: "en-GB",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: chromiumFlags(process.env.WEBGPU !== "off"),
    },
  },
  webServer: {
    command: `"${process.env.ACADEMY}" serve`,
    url: `http://127.0.0.1:${port}/healthz`,
    env: {
      ACADEMY_ADDRESS: `127.0.0.1:${port}`,
      ACADEMY_DATA: process.env.ACADEMY_DATA,
      ACADEMY_SITE: process.env.ACADEMY_SITE ?? "",
      ACADEMY_CONTENT: content,
    },
    stdout: "ignore",
    stderr: "pipe",
  },
});
