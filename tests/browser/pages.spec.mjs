// Every page: accessible in both themes and languages, no wider than a phone, readable without scripts.
import AxeBuilder from "@axe-core/playwright";
import { test, expect, regression, writing, signUp } from "./support/lesson.mjs";

const pages = {
  catalogue: "/",
  outline: "/courses/maas",
  lesson: regression,
  "writing lessons": writing,
  progress: "/progress",
  "sign in": "/sign-in",
  "sign up": "/sign-up",
  "not found": "/courses/nowhere",
};

const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

async function prefer(page, lang, theme) {
  const url = "http://127.0.0.1";
  await page.context().addCookies([
    { name: "lang", value: lang, url },
    { name: "theme", value: theme, url },
  ]);
}

async function checkAccessible(page) {
  const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
  const found = violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).slice(0, 5).join(", ")}`);
  expect(found).toEqual([]);
}

for (const [name, path] of Object.entries(pages)) {
  for (const [lang, theme] of [["en", "light"], ["zh", "dark"]]) {
    test(`${name} is accessible (${lang}, ${theme})`, async ({ page }) => {
      page.expectedErrors = name === "not found" ? ["404"] : [];
      await prefer(page, lang, theme);
      await page.goto(path, { waitUntil: "networkidle" });
      await expect(page.locator("html")).toHaveAttribute("lang", lang === "zh" ? "zh-Hans" : "en");
      await expect(page.locator("main h1")).toHaveCount(1);
      await checkAccessible(page);
    });
  }

  test(`${name} fits a phone`, async ({ page }) => {
    page.expectedErrors = name === "not found" ? ["404"] : [];
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto(path, { waitUntil: "networkidle" });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide).toBeLessThanOrEqual(0);
  });
}

test("the account page is accessible", async ({ page }) => {
  await signUp(page);
  await page.goto("/account");
  await checkAccessible(page);
});

test("the language follows the browser, and the switch", async ({ browser }) => {
  const context = await browser.newContext({ locale: "zh-CN" });
  const page = await context.newPage();
  await page.goto("/");
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-Hans");
  await page.getByRole("button", { name: "English" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await page.goto(regression);
  await expect(page.locator("h1")).toHaveText("Linear regression by gradient descent");
  await context.close();
});

test("a lesson reads well without scripts, and an account works", async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(regression);
  await expect(page.locator("article")).toContainText("mean squared error");
  await expect(page.locator("math").first()).toBeVisible();
  await expect(page.locator(".cell pre").first()).toContainText("import torch");
  await expect(page.getByText("Loading")).toHaveCount(0);
  const name = await signUp(page);
  await page.goto("/account");
  await expect(page.locator("main")).toContainText(name.login);
  await context.close();
});

test("a page without cells downloads no interpreter, one without islands no wasm", async ({ page }) => {
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto("/courses/maas", { waitUntil: "networkidle" });
  expect(asked.filter((url) => /notebook|editor|worker/.test(url))).toEqual([]);
  asked.length = 0;
  await page.goto("/sign-in", { waitUntil: "networkidle" });
  expect(asked.filter((url) => url.includes(".wasm"))).toEqual([]);
});
