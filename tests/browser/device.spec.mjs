// Where tensors live: WebGPU where there is a device, SIMD where there is none, and both say the same.
import { test, expect, open, run, webgpu } from "./support/lesson.mjs";

let id;
test.beforeEach(async ({ page }) => {
  await open(page);
  id = await page.locator(".wide:has(.cell:not(.exercise))").first().getAttribute("id");
});

const train = (device) => `
import torch
torch.manual_seed(0)
X, y = torch.rand(100, 10).to("${device}"), torch.rand(100, 1).to("${device}")
w = torch.zeros(10, 1, device="${device}", requires_grad=True)
for step in range(200):
    loss = ((X @ w - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w -= 0.05 * w.grad
        w.grad = None
print(w.device.type, [round(v, 4) for v in w.detach().flatten().tolist()], round(loss.item(), 5))
`;

test("the device is shown", async ({ page }) => {
  await expect(page.locator(".status .device")).toContainText(webgpu ? "WebGPU" : "SIMD");
  const text = await run(page, id, "import torch\ntorch.zeros(1).device");
  expect(text).toContain(webgpu ? "webgpu" : "cpu");
});

test("a model trains alike on every device", async ({ page }) => {
  test.skip(!webgpu, "no WebGPU in this run");
  const numbers = (text) => text.match(/-?\d+\.\d+/g).map(Number);
  const gpu = await run(page, id, train("webgpu"));
  const cpu = await run(page, id, train("cpu"));
  expect(gpu).toContain("webgpu");
  const [a, b] = [numbers(gpu), numbers(cpu)];
  expect(a.length).toBe(11);
  a.forEach((value, i) => expect(Math.abs(value - b[i])).toBeLessThan(2e-3));
});

test("the device can be switched", async ({ page }) => {
  test.skip(!webgpu, "no WebGPU in this run");
  await page.locator(".status").getByRole("button", { name: /CPU|SIMD/ }).click();
  await expect(page.locator(".status .device")).toContainText(/SIMD|CPU/);
  expect(await run(page, id, "import torch\ntorch.zeros(1).device")).toContain("cpu");
});

test("without WebGPU, asking for it says why it is not there", async ({ page }) => {
  test.skip(webgpu, "WebGPU is there in this run");
  const text = await run(page, id, "import torch\ntorch.zeros(1, device='webgpu')", "failed");
  expect(text).toMatch(/webgpu/i);
  expect(await run(page, id, train("cpu"))).toContain("cpu");
});
