// Wakes a page: menus that close by themselves everywhere, and the islands where there are some.
// Loaded as a module by every page; what it needs to know stands in <meta name="academy">.

import { followReferences, keepPlace } from "./place.js";

const facts = JSON.parse(document.querySelector("meta[name=academy]")?.content ?? "{}");

// The page's wasm cannot write `import(...)` itself.
globalThis.academy = { load: (url) => import(url) };

// A menu is a <details>: it opens without scripts. Closing it by Escape or a click elsewhere is a courtesy.
addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary")?.focus();
  }
});

keepPlace();
followReferences();

// "On this page": marks the heading that is being read.
const entries = new Map([...document.querySelectorAll(".toc a")].map((a) => [decodeURIComponent(a.hash.slice(1)), a]));
const headings = [...entries.keys()].map((id) => document.getElementById(id)).filter(Boolean);
if (headings.length > 0) {
  let asked = false;
  const mark = () => {
    asked = false;
    const here = headings.findLast((h) => h.getBoundingClientRect().top < innerHeight * 0.3) ?? headings[0];
    for (const [id, a] of entries) {
      if (id === here.id) a.setAttribute("aria-current", "true");
      else a.removeAttribute("aria-current");
    }
  };
  const ask = () => {
    if (!asked) requestAnimationFrame(mark);
    asked = true;
  };
  addEventListener("scroll", ask, { passive: true });
  addEventListener("resize", ask, { passive: true });
  ask();
}

// Moments are written in UTC; here they are said in the reader's own time.
for (const time of document.querySelectorAll("time[datetime]")) {
  const moment = new Date(time.dateTime);
  if (!Number.isNaN(moment.getTime())) {
    const timeStyle = time.dataset.seconds === undefined ? "short" : "medium";
    time.textContent = moment.toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle });
  }
}

// A formula that is too wide scrolls, and then the keyboard must reach it. One that fits is no stop on the way.
const formulas = new ResizeObserver((changes) => {
  for (const { target } of changes) {
    if (target.scrollWidth > target.clientWidth) target.setAttribute("tabindex", "0");
    else target.removeAttribute("tabindex");
  }
});
document.querySelectorAll('math[display="block"]').forEach((formula) => formulas.observe(formula));

// Islands: each names the function that wakes it. Parents before children, in the page's order.
const islands = document.querySelectorAll("leptos-island");
if (islands.length > 0 && facts.assets?.["page.js"]) {
  const page = await import(facts.assets["page.js"]);
  await page.default({ module_or_path: facts.assets["page.wasm"] });
  page.hydrate();
  for (const island of islands) {
    const wake = page[island.dataset.component];
    if (wake) wake(island);
    else console.warn(`No function wakes the island ${island.dataset.component}.`);
  }
  document.documentElement.dataset.awake = "";
}
