// Files and clocks in a real page: the lesson's data, what a program writes, and the time.
import { test, expect, open, output, run } from "./support/lesson.mjs";

const lesson = "/courses/maas/three-ways-to-learn";
const first = (page) => page.locator(".wide:has(.cell:not(.exercise))").first().getAttribute("id");

test("cells read the data that the lesson names, and write files of their own", async ({ page }) => {
  await open(page, lesson);
  const id = await first(page);
  const files = await run(page, id, "import os\nos.listdir('/data')");
  expect(files).toMatch(/\w+\.(npz|csv|tsv|json)/);
  const read = await run(page, id, "with open('/data/' + os.listdir('/data')[0], 'rb') as file:\n    print(len(file.read()) > 100)");
  expect(read).toContain("True");
  const written = await run(page, id, "with open('notes.txt', 'w') as file:\n    file.write('kept')\nopen('notes.txt').read()");
  expect(written).toContain("kept");
});

test("a file that does not arrive is an error where it is opened, and nowhere else", async ({ page }) => {
  page.expectedErrors = ["Failed to load resource", "ERR_FAILED"];
  await page.route("**/courses/maas/data/**", (route) => route.abort());
  await open(page, lesson);
  const id = await first(page);
  expect(await run(page, id, "1 + 1")).toContain("2");
  expect(await run(page, id, "open('/data/iris.npz')", "failed")).toContain("did not arrive");
});

test("clocks without arguments tell the page's time", async ({ page }) => {
  await open(page);
  const id = await first(page);
  const code = [
    "import time",
    "from datetime import date, datetime, timezone",
    "now = time.time()",
    "print(abs(datetime.now().timestamp() - now) < 5, abs(time.mktime(time.localtime()) - now) < 5)",
    "print(time.ctime(), time.strftime('%Y-%m-%d'), time.asctime(), time.gmtime().tm_year, date.today(), datetime.now(timezone.utc))",
  ].join("\n");
  const text = await run(page, id, code);
  expect(text).toContain("True True");
  expect(text).toContain(String(new Date().getFullYear()));
});

test("a figure that is drawn anew takes the place of the one before", async ({ page }) => {
  await open(page);
  const id = await first(page);
  const code = [
    "import time",
    "import matplotlib.pyplot as plt",
    "from IPython.display import clear_output",
    "for i in range(4):",
    "    clear_output(wait=True)",
    "    plt.plot(range(i + 2))",
    "    plt.title(f'step {i}')",
    "    plt.show()",
    "    time.sleep(0.1)",
  ].join("\n");
  await run(page, id, code);
  await expect(output(page, id).locator("figure")).toHaveCount(1);
  await expect(output(page, id)).toContainText("step 3");
});
