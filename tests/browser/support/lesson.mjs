// What tests do with a lesson: wait for Python, write into a cell, run it, read what it shows.
import { test as base, expect } from "@playwright/test";

export const regression = "/courses/maas/linear-regression";
export const writing = "/courses/maas/writing-lessons";
export const webgpu = process.env.WEBGPU !== "off";

// Every page is watched: an error in its console, such as a breach of the content security policy, fails the test.
export const test = base.extend({
  page: async ({ page }, use) => {
    const errors = [];
    page.on("console", (message) => {
      const expected = page.expectedErrors ?? [];
      if (message.type() === "error" && !expected.some((e) => message.text().includes(e))) errors.push(message.text());
    });
    page.on("pageerror", (error) => errors.push(String(error)));
    await use(page);
    expect(errors).toEqual([]);
  },
});
export { expect };

// Opens a lesson and waits until Python is up.
export async function open(page, path = regression) {
  await page.goto(path);
  await expect(page.locator(".status .python")).toHaveClass(/ready/, { timeout: 60_000 });
}

export const cell = (page, id) => page.locator(`#${id} .cell`);
export const output = (page, id) => cell(page, id).locator(".out");

// Replaces a cell's code, as a student who selects all and pastes.
export async function write(page, id, code) {
  const editor = cell(page, id).locator(".cm-content");
  await editor.click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.press("Delete");
  await editor.evaluate((element, text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    element.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  }, code);
}

export const start = (page, id) => cell(page, id).getByRole("button", { name: "Run", exact: true }).click();

// Runs a cell and waits for its end; `end` is the rail's class: ran, failed, stale.
export async function run(page, id, code, end = "ran") {
  if (code !== undefined) await write(page, id, code);
  await start(page, id);
  await expect(cell(page, id)).toHaveClass(new RegExp(`\\b${end}\\b`), { timeout: 60_000 });
  return output(page, id).innerText();
}

export const stop = (page, id) => cell(page, id).getByRole("button", { name: "Stop" }).click();

// A name no other test has taken.
export const someone = () => `student-${Math.random().toString(36).slice(2, 10)}`;

export async function signUp(page, login = someone(), password = "correct horse battery") {
  await page.goto("/sign-up");
  await page.locator("[name=login]").fill(login);
  await page.locator("[name=password]").fill(password);
  await page.locator("main button.primary").click();
  await expect(page.locator("header.bar")).toContainText(login);
  return { login, password };
}

// What the server has added up for who is signed in.
export const standing = async (page, lesson) => {
  const answer = await page.request.get("/api/standing");
  if (!answer.ok()) return undefined;
  return (await answer.json()).maas?.[lesson];
};
