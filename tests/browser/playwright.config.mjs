// Browser tests against a real server and a real Chromium; `cargo verify` sets the variables.
import { defineConfig } from "@playwright/test";
import { tmpdir } from "node:os";
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { chromiumFlags } from "./support/chromium.mjs";

const port = Number(process.env.PORT ?? 3900 + Math.floor(Math.random() * 90));
process.env.PORT = String(port);
// Every worker process loads this file again; the folder must be made once.
process.env.ACADEMY_DATA ??= mkdtempSync(join(tmpdir(), "academy-browser-"));

export default defineConfig({
  testDir: ".",
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
      ACADEMY_CONTENT: process.env.ACADEMY_CONTENT ?? "",
    },
    stdout: "ignore",
    stderr: "pipe",
  },
});
