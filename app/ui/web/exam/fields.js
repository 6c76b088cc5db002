// The fields of each kind of question as an answer and back, and what scripts add to them: buttons that move entries, an image
// to point at, the code editor. The server names the fields; see `pages/exam/item.rs`.

const all = (form, name) => [...form.querySelectorAll(`[name="${name}"]`)];
const one = (form, name) => form.querySelector(`[name="${name}"]`);
const below = (form, prefix) =>
  Object.fromEntries(
    [...form.querySelectorAll(`[name^="${prefix}"]`)].filter((f) => f.value !== "").map((f) => [f.name.slice(prefix.length), f.value]),
  );

const places = (form) => {
  const found = [];
  for (const x of form.querySelectorAll('[name^="x."]')) {
    const y = one(form, `y.${x.name.slice(2)}`);
    if (x.value !== "" && y.value !== "") found.push([Number(x.value), Number(y.value)]);
  }
  return found;
};

const READ = {
  choice: (form) => ({ kind: "choice", chosen: all(form, "c").filter((f) => f.checked).map((f) => f.value) }),
  numeric: (form) => ({ kind: "number", value: one(form, "value").value, unit: one(form, "unit")?.value || null }),
  text: (form) => ({ kind: "text", text: one(form, "text").value }),
  ordering: (form) => ({ kind: "order", order: all(form, "o").map((f) => f.value) }),
  matching: (form) => ({ kind: "pairs", pairs: below(form, "p.") }),
  blanks: (form) => ({ kind: "blanks", texts: below(form, "b.") }),
  "hot-spot": (form) => ({ kind: "places", places: places(form) }),
  code: (form) => ({ kind: "code", source: one(form, "code").value }),
};

const ALIKE = { single: "choice", multiple: "choice", "true-false": "choice", short: "text", essay: "text", tensor: "code" };
const kindOf = (form) => ALIKE[form.dataset.kind] ?? form.dataset.kind;

/** What the form answers. */
export const valueOf = (form) => READ[kindOf(form)](form);

/** Puts an answer into the form. */
export function setValue(form, value) {
  if (!value) return;
  const put = (field, text) => {
    if (field) field.value = text;
  };
  switch (value.kind) {
    case "choice":
      for (const field of all(form, "c")) field.checked = value.chosen.includes(field.value);
      break;
    case "number":
      put(one(form, "value"), value.value);
      put(one(form, "unit"), value.unit ?? "");
      break;
    case "text":
      put(one(form, "text"), value.text);
      break;
    case "order":
      for (const id of value.order) {
        const entry = all(form, "o").find((f) => f.value === id)?.closest("li");
        entry?.parentElement.append(entry);
      }
      break;
    case "pairs":
      for (const field of form.querySelectorAll('[name^="p."]')) field.value = value.pairs[field.name.slice(2)] ?? "";
      break;
    case "blanks":
      for (const field of form.querySelectorAll('[name^="b."]')) field.value = value.texts[field.name.slice(2)] ?? "";
      break;
    case "places":
      // There may be fewer than before.
      for (const field of form.querySelectorAll('[name^="x."], [name^="y."]')) field.value = "";
      value.places.forEach(([x, y], i) => {
        put(one(form, `x.${i}`), x);
        put(one(form, `y.${i}`), y);
      });
      break;
    case "code":
      put(one(form, "code"), value.source);
      break;
  }
  form.dispatchEvent(new CustomEvent("academy:set"));
}

/** An answer as text, for where two versions are compared. */
export function shown(form, value) {
  if (!value) return "–";
  const label = (id) => all(form, "c").find((f) => f.value === id)?.closest("label")?.textContent.trim() ?? id;
  const entry = (id) => all(form, "o").find((f) => f.value === id)?.closest("li")?.querySelector(".text").textContent ?? id;
  switch (value.kind) {
    case "choice":
      return value.chosen.map(label).join("\n") || "–";
    case "number":
      return `${value.value} ${value.unit ?? ""}`.trim() || "–";
    case "text":
      return value.text || "–";
    case "order":
      return value.order.map((id, i) => `${i + 1}. ${entry(id)}`).join("\n");
    case "code":
      return value.source || "–";
    case "blanks":
      return Object.entries(value.texts)
        .map(([id, text]) => `${id}: ${one(form, `b.${id}`)?.querySelector?.(`option[value="${CSS.escape(text)}"]`)?.textContent ?? text}`)
        .join("\n");
    default:
      return Object.entries(value.pairs ?? value.places ?? {})
        .map(([left, right]) => `${left}: ${right}`)
        .join("\n");
  }
}

/** Wakes a form: `changed` is called whenever its answer is another one. */
export function dressFields(form, facts, say, changed) {
  form.addEventListener("input", changed);
  form.addEventListener("keydown", (event) => {
    // Enter in a line of text must not turn the page.
    if (event.key === "Enter" && event.target.matches("input:not([type=checkbox]):not([type=radio])")) event.preventDefault();
  });
  if (form.dataset.kind === "essay") dressEssay(form, say);
  if (kindOf(form) === "ordering") dressOrder(form, say, changed);
  if (kindOf(form) === "hot-spot") dressSpot(form, say, changed);
  if (kindOf(form) === "code") dressCode(form, facts, changed);
}

// A running count of words; each character of Chinese counts as one.
function dressEssay(form, say) {
  const count = () => {
    const n = one(form, "text").value.match(/\p{Script=Han}|[^\s\p{Script=Han}\p{P}][^\s\p{Script=Han}]*/gu)?.length ?? 0;
    form.querySelector("[data-words]").textContent = say("words", { n });
  };
  form.addEventListener("input", count);
  form.addEventListener("academy:set", count);
  count();
}

function dressOrder(form, say, changed) {
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=move]");
    if (!button) return;
    event.preventDefault();
    const entry = button.closest("li");
    const list = entry.parentElement;
    if (button.value.startsWith("up")) entry.previousElementSibling?.before(entry);
    else entry.nextElementSibling?.after(entry);
    button.focus();
    const n = [...list.children].indexOf(entry) + 1;
    form.querySelector("[data-said]").textContent = say("moved", { n, total: list.children.length });
    changed();
  });
}

function dressSpot(form, say, changed) {
  const spot = form.querySelector(".spot");
  const [width, height] = [Number(spot.dataset.width), Number(spot.dataset.height)];
  const marks = [...form.querySelectorAll('[name^="x."]')].map((x, i) => {
    const y = one(form, `y.${i}`);
    const mark = document.createElement("button");
    mark.type = "button";
    mark.className = "mark";
    mark.textContent = i + 1;
    // A mark that is not placed yet waits beside its numbers, not on the image.
    const row = x.closest(".place");
    const place = () => {
      const set = x.value !== "" && y.value !== "";
      mark.classList.toggle("set", set);
      const home = set ? spot : row;
      if (mark.parentElement !== home) {
        const focused = document.activeElement === mark;
        home.append(mark);
        if (focused) mark.focus();
      }
      mark.style.left = set ? `${(Number(x.value) / width) * 100}%` : "";
      mark.style.top = set ? `${(Number(y.value) / height) * 100}%` : "";
      mark.setAttribute("aria-label", say("marker", { n: i + 1, x: x.value || "–", y: y.value || "–" }));
    };
    const move = (to) => {
      x.value = Math.round(Math.min(width, Math.max(0, to[0])) * 10) / 10;
      y.value = Math.round(Math.min(height, Math.max(0, to[1])) * 10) / 10;
      place();
      changed();
    };
    mark.addEventListener("keydown", (event) => {
      const step = (event.shiftKey ? 0.002 : 0.02) * width;
      const way = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
      if (!way) return;
      event.preventDefault();
      // The first press of a key puts it into the middle of the image.
      const from = (field, size) => (field.value === "" ? size / 2 : Number(field.value));
      move([from(x, width) + way[0], from(y, height) + way[1]]);
    });
    x.addEventListener("input", place);
    y.addEventListener("input", place);
    form.addEventListener("academy:set", place);
    place();
    return { x, move };
  });
  let next = 0;
  spot.addEventListener("click", (event) => {
    if (event.target.closest(".mark")) return;
    const box = spot.getBoundingClientRect();
    const free = marks.findIndex((m) => m.x.value === "");
    const index = free === -1 ? next++ % marks.length : free;
    marks[index].move([((event.clientX - box.left) / box.width) * width, ((event.clientY - box.top) / box.height) * height]);
  });
}

// The editor of lessons, over the field that is there without scripts. It is loaded when its question is first shown.
function dressCode(form, facts, changed) {
  const field = one(form, "code");
  const box = form.querySelector(".code");
  const article = form.closest("article");
  let editor = null;
  const load = async () => {
    if (editor || article.hidden) return;
    editor = {};
    const assets = JSON.parse(document.querySelector("meta[name=academy]").content).assets;
    const module = await import(assets["editor.js"]).catch(() => null);
    if (!module) return;
    const words = facts.editor;
    const options = {
      text: field.value,
      label: field.getAttribute("aria-label"),
      readOnly: false,
      minLines: 8,
      maxLines: 30,
      nonce: document.querySelector("script[nonce]")?.nonce ?? "",
      leave: words.leave,
      phrases: { Completions: words.completions, Diagnostics: words.diagnostics, close: words.close, "Control character": words.control },
    };
    const on = {
      change: (text) => {
        field.value = text;
        changed();
      },
      run: () => {},
      complete: async () => JSON.stringify({ from: 0, items: [] }),
    };
    editor = module.create(box, options, on);
    field.hidden = true;
  };
  form.addEventListener("academy:set", () => editor?.setText?.(field.value));
  article.addEventListener("academy:shown", load);
  load();
}
