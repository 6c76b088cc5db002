// A whole exam in a real browser: by keyboard alone, with the network away in the middle, in two pages at once, on a phone, in
// Chinese. The exam lies in a course of its own, written for these tests.
import AxeBuilder from "@axe-core/playwright";
import { test, expect, signUp } from "./support/lesson.mjs";

const exam = "/exams/tests/all-kinds";
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

async function accessible(page) {
  const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
  expect(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).join(", ")}`)).toEqual([]);
}

async function fits(page) {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
}

// Signs up and starts the clock.
async function start(page) {
  const who = await signUp(page);
  await page.goto(exam);
  await page.locator("[name=agree]").check();
  await page.locator("main form button").click();
  await page.locator("main form button").click();
  await expect(page.locator("main.exam")).toBeVisible();
  return who;
}

const item = (page, kind) => page.locator(`form[data-kind="${kind}"]`);
const saved = (page) => expect(page.locator("[data-saved]")).toHaveClass(/good/);
const seat = (page, kind) => item(page, kind).evaluate((form) => Number(form.closest("article").dataset.number));

// Goes to the question of this kind by the list beside it.
async function open(page, kind) {
  const n = await seat(page, kind);
  await page.locator(`[data-seat="q${n}"]`).click();
  await expect(item(page, kind)).toBeVisible();
}

// Presses Tab until the focus is on what the selector names.
async function tabTo(page, selector, back = false) {
  for (let i = 0; i < 80; i++) {
    const there = await page.evaluate((s) => document.activeElement?.matches(s) && document.activeElement.checkVisibility(), selector);
    if (there) return;
    await page.keyboard.press(back ? "Shift+Tab" : "Tab");
  }
  throw new Error(`the keyboard does not reach ${selector}`);
}

test("a whole exam by keyboard alone", async ({ page }) => {
  test.setTimeout(180_000);
  await signUp(page);
  await page.goto(exam);
  await accessible(page);
  await tabTo(page, "[name=agree]");
  await page.keyboard.press("Space");
  await tabTo(page, "main form button");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/attempts/);
  await tabTo(page, "main form button");
  await page.keyboard.press("Enter");
  await expect(page.locator("main.exam")).toBeVisible();
  const visible = 'article:not([hidden])';
  const count = await page.locator("[data-seat]").count();
  expect(count).toBeGreaterThanOrEqual(10);
  for (let n = 1; n <= count; n++) {
    const form = page.locator(`${visible} form`);
    const kind = await form.getAttribute("data-kind");
    await accessible(page);
    const within = (selector) => `${visible} ${selector}`.replace(visible, "article:not([hidden])");
    switch (kind) {
      case "single":
      case "true-false":
        await tabTo(page, within("input[type=radio]"));
        await page.keyboard.press("ArrowDown");
        break;
      case "multiple":
        await tabTo(page, within("input[type=checkbox]"));
        await page.keyboard.press("Space");
        break;
      case "numeric":
        await tabTo(page, within("[name=value]"));
        await page.keyboard.type("3.5");
        break;
      case "short":
      case "essay":
        await tabTo(page, within("[name=text]"));
        await page.keyboard.type("by keyboard");
        break;
      case "ordering":
        await tabTo(page, within("button[name=move]"));
        await page.keyboard.press("Tab");
        await page.keyboard.press("Enter");
        await expect(form.locator("[data-said]")).not.toBeEmpty();
        break;
      case "matching":
        await tabTo(page, within("select"));
        await page.keyboard.press("ArrowDown");
        break;
      case "blanks":
        await tabTo(page, within("input.blank"));
        await page.keyboard.type("word");
        break;
      case "hot-spot":
        await tabTo(page, within("button.mark"));
        await page.keyboard.press("ArrowRight");
        await expect(form.locator('[name="x.0"]')).not.toHaveValue("");
        break;
      case "code":
        await tabTo(page, within(".cm-content"));
        await page.keyboard.press("ControlOrMeta+End");
        await page.keyboard.type("# typed");
        await page.keyboard.press("Escape");
        break;
      default:
        throw new Error(`no keys for ${kind}`);
    }
    await saved(page);
    const next = within(".next .primary");
    await tabTo(page, next);
    await page.keyboard.press("Enter");
    if (n < count) await expect(page.locator(`${visible}[data-number="${n + 1}"]`)).toBeVisible();
  }
  await expect(page).toHaveURL(/review$/);
  await accessible(page);
  await expect(page.locator("main .tag.warn")).toHaveCount(0);
  await tabTo(page, "[name=confirm]");
  await page.keyboard.press("Space");
  await tabTo(page, "main form .primary");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/receipt$/);
  await expect(page.locator(".hash")).toHaveText(/^[0-9a-f]{64}$/);
  await accessible(page);
  await tabTo(page, "main .btn.primary");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/result$/);
  await accessible(page);
});

test("what is typed without a network is there when it is back", async ({ page, context }) => {
  page.expectedErrors = ["ERR_INTERNET_DISCONNECTED", "Failed to load resource"];
  await start(page);
  await open(page, "short");
  await item(page, "short").locator("[name=text]").fill("online");
  await saved(page);
  await context.setOffline(true);
  await item(page, "short").locator("[name=text]").fill("written in a tunnel");
  await open(page, "numeric");
  await item(page, "numeric").locator("[name=value]").fill("42");
  await expect(page.locator("[data-saved]")).toHaveClass(/warn/);
  // Leaving for the server's pages waits for the network instead of failing.
  await page.locator(".side .btn").click();
  await expect(item(page, "numeric")).toBeVisible();
  await context.setOffline(false);
  await expect(page).toHaveURL(/review$/);
  await page.goto(page.url().replace(/review$/, "items/1"));
  await expect(item(page, "short").locator("[name=text]")).toHaveValue("written in a tunnel");
  await expect(item(page, "numeric").locator("[name=value]")).toHaveValue("42");
});

test("a page that crashed while the network was away has lost nothing", async ({ page, context }) => {
  page.expectedErrors = ["ERR_INTERNET_DISCONNECTED", "Failed to load resource"];
  await start(page);
  await open(page, "short");
  const url = page.url();
  await context.setOffline(true);
  await item(page, "short").locator("[name=text]").fill("before the crash");
  await page.waitForTimeout(800);
  // No chance to say goodbye, as when the browser is killed; another page of the same browser goes on.
  const next = await context.newPage();
  await page.close({ runBeforeUnload: false });
  await context.setOffline(false);
  await next.goto(url);
  await expect(item(next, "short").locator("[name=text]")).toHaveValue("before the crash");
  await expect(next.locator("[data-saved]")).toHaveClass(/good/);
  await next.reload();
  await expect(item(next, "short").locator("[name=text]")).toHaveValue("before the crash");
});

test("two pages: the stale one shows both versions", async ({ page, context }) => {
  page.expectedErrors = ["409"];
  await start(page);
  await open(page, "short");
  const other = await context.newPage();
  await other.goto(page.url());
  await item(page, "short").locator("[name=text]").fill("first");
  await saved(page);
  await item(other, "short").locator("[name=text]").fill("second");
  const conflict = item(other, "short").locator("[data-conflict]");
  await expect(conflict).toBeVisible();
  await expect(conflict).toContainText("first");
  await expect(conflict).toContainText("second");
  await accessible(other);
  await conflict.getByRole("button").first().click();
  await saved(other);
  await page.reload();
  await expect(item(page, "short").locator("[name=text]")).toHaveValue("second");
});

// Another browser with the same session, which shares nothing else.
async function elsewhere(page, browser, url = page.url()) {
  const context = await browser.newContext();
  await context.addCookies(await page.context().cookies());
  const other = await context.newPage();
  await other.goto(url);
  return other;
}

test("what was typed long ago does not replace something newer", async ({ page, context, browser }) => {
  page.expectedErrors = ["ERR_INTERNET_DISCONNECTED", "Failed to load resource"];
  await start(page);
  await open(page, "short");
  const url = page.url();
  await context.setOffline(true);
  await item(page, "short").locator("[name=text]").fill("old words");
  await page.waitForTimeout(800);
  await page.close({ runBeforeUnload: false });
  await context.setOffline(false);
  const next = await context.newPage();
  await next.goto("/");
  const other = await elsewhere(next, browser, url);
  await item(other, "short").locator("[name=text]").fill("new words");
  await saved(other);
  await next.goto(url);
  const conflict = item(next, "short").locator("[data-conflict]");
  await expect(conflict).toContainText("old words");
  await expect(conflict).toContainText("new words");
  await other.reload();
  await expect(item(other, "short").locator("[name=text]")).toHaveValue("new words");
  await other.context().close();
});

test("two versions stay until somebody has chosen", async ({ page, context }) => {
  page.expectedErrors = ["409"];
  await start(page);
  await open(page, "short");
  const url = page.url();
  const other = await context.newPage();
  await other.goto(url);
  await item(other, "short").locator("[name=text]").fill("theirs");
  await saved(other);
  await other.close();
  const field = item(page, "short").locator("[name=text]");
  const conflict = item(page, "short").locator("[data-conflict]");
  await field.fill("mine");
  await expect(conflict).toBeVisible();
  await field.fill("mine, and more");
  await expect(conflict).toContainText("mine, and more");
  await page.reload();
  await expect(conflict).toContainText("mine, and more");
  await expect(field).toHaveValue("mine, and more");
  await page.locator(".side .btn").click();
  await expect(page).toHaveURL(/review$/);
  await expect(page.locator("[data-unsettled] a")).toHaveCount(1);
  await page.locator("[name=confirm]").check();
  await page.locator("main form .primary").click();
  await expect(page).toHaveURL(/review$/);
  await expect(page.locator("[data-unsettled]")).toContainText("Hand in once more");
  await page.locator("[data-unsettled] a").click();
  await conflict.getByRole("button").first().click();
  await saved(page);
  await page.reload();
  await expect(field).toHaveValue("mine, and more");
  await expect(conflict).toBeHidden();
  await page.goto(page.url().replace(/items.*/, "review"));
  await expect(page.locator("[data-unsettled]")).toBeHidden();
  await page.locator("[name=confirm]").check();
  await page.locator("main form .primary").click();
  await expect(page).toHaveURL(/receipt$/);
});

test("an answer that is too long stays in the browser, and the page says so", async ({ page }) => {
  page.expectedErrors = ["400"];
  await start(page);
  await open(page, "essay");
  const field = item(page, "essay").locator("[name=text]");
  await expect(field).toHaveAttribute("maxlength", "100000");
  const long = "word ".repeat(24_000);
  await field.evaluate((e) => e.removeAttribute("maxlength"));
  await field.fill(long);
  await expect(page.locator("[data-saved]")).toContainText("longer than it takes");
  await page.reload();
  await expect(field).toHaveValue(long);
  await expect(page.locator("[data-saved]")).toContainText("longer than it takes");
  await field.fill("short");
  await saved(page);
});

test("signed out: the page says so, and goes on after signing in elsewhere", async ({ page, context }) => {
  page.expectedErrors = ["401"];
  await start(page);
  await open(page, "short");
  const cookies = await context.cookies();
  await context.clearCookies();
  await item(page, "short").locator("[name=text]").fill("meanwhile");
  await expect(page.locator("[data-saved]")).toContainText("signed out");
  await context.addCookies(cookies);
  await saved(page);
});

test("the time ends without a network: the page stays and sends when it can", async ({ page, context }) => {
  page.expectedErrors = ["ERR_INTERNET_DISCONNECTED", "Failed to load resource"];
  await page.clock.install();
  await start(page);
  await open(page, "short");
  const url = page.url();
  await context.setOffline(true);
  await item(page, "short").locator("[name=text]").fill("at the last moment");
  await page.clock.runFor(31 * 60_000);
  await expect(page.locator("[data-saved]")).toContainText("leave this page open");
  expect(page.url()).toBe(url);
  await context.setOffline(false);
  // This server's own clock still runs: it takes the answer and shows the exam again.
  await page.clock.runFor(60_000);
  await page.waitForURL(/items\/1$/);
  await open(page, "short");
  await expect(item(page, "short").locator("[name=text]")).toHaveValue("at the last moment");
});

test("a flag that was set without a network is kept", async ({ page, context }) => {
  page.expectedErrors = ["ERR_INTERNET_DISCONNECTED", "Failed to load resource"];
  await start(page);
  const flag = page.locator("article:not([hidden]) button[value=flag]");
  await context.setOffline(true);
  await flag.click();
  await expect(flag).toHaveAttribute("aria-pressed", "true");
  const sent = page.waitForResponse((r) => r.url().includes("/flags/"));
  await context.setOffline(false);
  expect((await sent).ok()).toBe(true);
  await page.reload();
  await expect(flag).toHaveAttribute("aria-pressed", "true");
});

test("marks wait beside their numbers until they are placed", async ({ page }) => {
  await start(page);
  await open(page, "hot-spot");
  const form = item(page, "hot-spot");
  await expect(form.locator(".spot .mark")).toHaveCount(0);
  await form.locator('[name="x.0"]').fill("0");
  await form.locator('[name="y.0"]').fill("0");
  const mark = form.locator(".spot .mark").first();
  expect(await mark.evaluate((m) => [m.style.left, m.style.top])).toEqual(["0%", "0%"]);
});

test("more time reaches the open page within two seconds", async ({ page, browser }) => {
  await start(page);
  const attempt = page.url().match(/attempts\/([^/]+)/)[1];
  await expect(page.locator("[data-clock]")).toHaveText(/^(29|30) min$/);
  const proctor = await (await browser.newContext({ storageState: process.env.ACADEMY_ROOT })).newPage();
  await proctor.goto(`/teach/attempts/${attempt}`);
  await proctor.locator("[name=minutes]").fill("20");
  await proctor.locator('form[action$="/time"] button').click();
  await expect(page.locator("[data-clock]")).toHaveText(/^(49|50) min$/, { timeout: 2000 });
  await proctor.locator('button[name="on"]').click();
  await expect(page.locator(".paused")).toBeVisible({ timeout: 2000 });
  await expect(page.locator(".paper")).toBeHidden();
  await proctor.locator('button[name="on"]').click();
  await expect(page.locator(".paper")).toBeVisible({ timeout: 2000 });
  await accessible(proctor);
  await proctor.context().close();
});

test("an exam fits a phone, in Chinese and in the dark", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  const url = "http://127.0.0.1";
  await page.context().addCookies([{ name: "lang", value: "zh", url }, { name: "theme", value: "dark", url }]);
  await start(page);
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-Hans");
  const count = await page.locator("[data-seat]").count();
  for (let n = 1; n <= count; n++) {
    await page.locator("[data-seat]").nth(n - 1).click();
    await expect(page.locator(`article[data-number="${n}"]`)).toBeVisible();
    await fits(page);
    await accessible(page);
  }
  await open(page, "short");
  await item(page, "short").locator("[name=text]").fill("在手机上");
  await saved(page);
  await expect(page.locator("[data-saved]")).toBeVisible();
  // The next step is in reach of the thumb, whatever the question's length.
  await open(page, "essay");
  await expect(item(page, "essay").locator(".next .primary")).toBeInViewport();
  await page.locator(".side .btn").click();
  await expect(page).toHaveURL(/review$/);
  await fits(page);
  await accessible(page);
});

test("an exam works without scripts", async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await start(page);
  await page.locator('[data-seat]').nth((await seatOf(page, "short")) - 1).click();
  await item(page, "short").locator("[name=text]").fill("without scripts");
  await item(page, "short").locator(".next .primary").click();
  await page.goBack();
  await page.reload();
  await expect(item(page, "short").locator("[name=text]")).toHaveValue("without scripts");
  await page.goto(page.url().replace(/items.*/, "review"));
  await page.locator("[name=confirm]").check();
  await page.locator("form .primary").click();
  await expect(page).toHaveURL(/receipt$/);
  await context.close();
});

// Without scripts the page itself cannot be asked.
const seatOf = async (page, kind) => {
  const html = await page.content();
  const before = html.slice(0, html.indexOf(`data-kind="${kind}"`));
  return Number(before.match(/data-number="(\d+)"/g).at(-1).match(/\d+/)[0]);
};
