// Before all tests: signs up as the first account, which is the administrator, and keeps its session for those that need it.
import { chromium } from "@playwright/test";

export default async function root(config) {
  const { baseURL, launchOptions } = config.projects[0].use;
  const browser = await chromium.launch(launchOptions);
  const page = await browser.newPage({ baseURL });
  await page.goto("/sign-up");
  await page.locator("[name=login]").fill("root");
  await page.locator("[name=password]").fill("correct horse battery");
  await page.locator("main button.primary").click();
  await page.waitForURL(/\/$/);
  await page.context().storageState({ path: process.env.ACADEMY_ROOT });
  await browser.close();
}
