// Progress: kept in the browser, taken along at sign-up, delivered once however bad the network.
import { test, expect, open, output, run, signUp, someone, standing, cell, write } from "./support/lesson.mjs";

const firstCell = (page) => page.locator(".wide:has(.cell:not(.exercise))").first().getAttribute("id");

test("what was done without an account comes along at sign-up", async ({ page }) => {
  await open(page);
  const id = await firstCell(page);
  await run(page, id);
  await signUp(page);
  await expect.poll(async () => (await standing(page, "linear-regression"))?.cells ?? []).toContain(id);
});

test("events wait for the network and arrive once", async ({ page, context }) => {
  page.expectedErrors = ["ERR_INTERNET_DISCONNECTED", "Failed to load resource"];
  await signUp(page);
  await open(page);
  const id = await firstCell(page);
  await context.setOffline(true);
  await run(page, id, "1");
  expect((await standing(page, "linear-regression"))?.cells ?? []).not.toContain(id);
  await context.setOffline(false);
  await expect.poll(async () => (await standing(page, "linear-regression"))?.cells ?? [], { timeout: 40_000 }).toContain(id);
});

test("a student passes the exercises, finishes the lesson, and another machine knows", async ({ page, browser }) => {
  const { login, password } = await signUp(page);
  await open(page);
  const exercises = await page.locator(".wide:has(.cell.exercise)").evaluateAll((all) => all.map((e) => e.id));
  expect(exercises.length).toBeGreaterThanOrEqual(2);
  await page.locator(".status").getByRole("button", { name: "Run all" }).click();
  for (const id of exercises) {
    const exercise = cell(page, id);
    await exercise.getByRole("button", { name: "Check" }).click();
    await expect(exercise.locator(".verdict").first()).toBeVisible({ timeout: 60_000 });
    await expect(exercise.locator(".verdict.good")).toHaveCount(0);
    const code = await exercise.locator("details").last().locator("pre code").first().textContent();
    await write(page, id, code);
    await exercise.getByRole("button", { name: "Check" }).click();
    await expect(exercise.locator(".verdict.good")).toBeVisible({ timeout: 60_000 });
  }
  await expect.poll(async () => (await standing(page, "linear-regression"))?.exercises ?? []).toEqual(exercises.sort());

  await page.getByRole("button", { name: "Mark as finished" }).click();
  await expect.poll(async () => (await standing(page, "linear-regression"))?.finished).toBe(true);

  const elsewhere = await (await browser.newContext()).newPage();
  await elsewhere.goto("/sign-in");
  await elsewhere.locator("[name=login]").fill(login);
  await elsewhere.locator("[name=password]").fill(password);
  await elsewhere.locator("main button.primary").click();
  await elsewhere.goto("/progress");
  await expect(elsewhere.locator("main")).toContainText(`${exercises.length} of ${exercises.length} exercises passed`);
  await elsewhere.context().close();
});

test("signing out ends the session", async ({ page }) => {
  await signUp(page, someone());
  await page.goto("/account");
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  expect((await page.request.get("/api/standing")).status()).toBe(401);
});

const signOut = async (page) => {
  await page.goto("/account");
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
};

test("what waits in the browser is its maker's: the next account neither sees nor sends it", async ({ page }) => {
  page.expectedErrors = ["Failed to load resource"];
  const ada = await signUp(page);
  await page.route("**/api/events", (route) => route.abort());
  await open(page);
  const id = await firstCell(page);
  await run(page, id, "print('of ada')");
  await signOut(page);
  await page.unroute("**/api/events");

  await signUp(page);
  await open(page);
  await expect(cell(page, id).locator(".cm-content")).not.toContainText("of ada");
  await expect(output(page, id)).not.toContainText("of ada");
  await expect.poll(async () => (await standing(page, "linear-regression"))?.opened).toBe(true);
  expect((await standing(page, "linear-regression")).cells).toEqual([]);
  await signOut(page);

  await page.goto("/sign-in");
  await page.locator("[name=login]").fill(ada.login);
  await page.locator("[name=password]").fill(ada.password);
  await page.locator("main button.primary").click();
  await expect(page.locator("header.bar")).toContainText(ada.login);
  await open(page);
  await expect(cell(page, id).locator(".cm-content")).toContainText("of ada");
  await expect.poll(async () => (await standing(page, "linear-regression"))?.cells ?? []).toContain(id);
});

test("a page that is still open when its session ends says so", async ({ page, context }) => {
  page.expectedErrors = ["401"];
  await signUp(page);
  await open(page);
  await context.clearCookies({ name: "__Host-session" });
  await run(page, await firstCell(page), "1");
  await expect(page.locator(".foot .sync")).toContainText("You were signed out");
  await expect(page.locator(".foot .sync").getByRole("link", { name: "Sign in" })).toHaveAttribute("href", /sign-in\?next=/);
});
