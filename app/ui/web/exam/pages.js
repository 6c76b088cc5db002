// Turns questions over without asking the server, where they may all be seen; keeps the list of questions true; and makes sure
// that nothing is left behind when the server is asked.

import { headers } from "./saver.js";

export class Pages {
  constructor(attempt, saver, say, clock) {
    Object.assign(this, { attempt, saver, say, clock });
    this.warned = "";
    this.articles = new Map([...document.querySelectorAll("article[data-number]")].map((a) => [Number(a.dataset.number), a]));
    this.free = (number) => {
      const form = this.articles.get(number)?.querySelector("form");
      return form && form.dataset.forward === undefined;
    };
    document.addEventListener("click", (event) => this.click(event));
    document.addEventListener("submit", (event) => this.submit(event));
    addEventListener("popstate", () => this.show(this.here(), false));
    addEventListener("academy:unsettled", ({ detail }) => this.unsettled(detail));
    addEventListener("online", () => this.sendFlags());
    this.sendFlags();
  }

  here() {
    return Number(location.pathname.split("/").at(-1));
  }

  show(number, push) {
    const article = this.articles.get(number);
    if (!article) return location.reload();
    for (const other of this.articles.values()) other.hidden = other !== article;
    if (push) history.pushState(null, "", `/attempts/${this.attempt}/items/${number}`);
    for (const seat of document.querySelectorAll("[data-seat]")) {
      const on = seat.dataset.seat === article.querySelector("form").dataset.item;
      if (on) seat.setAttribute("aria-current", "true");
      else seat.removeAttribute("aria-current");
    }
    document.title = document.title.replace(/\d+/, number);
    article.dispatchEvent(new CustomEvent("academy:shown"));
    scrollTo(0, 0);
    article.querySelector("h1").focus();
  }

  click(event) {
    const seat = event.target.closest("[data-seat]");
    if (seat && this.articles.has(Number(seat.textContent)) && this.free(this.here() || Number(seat.textContent))) {
      event.preventDefault();
      this.show(Number(seat.textContent), true);
      return;
    }
    const link = event.target.closest(".exam a[href]");
    if (link) this.leave(event, () => location.assign(link.href));
  }

  submit(event) {
    const form = event.target;
    const go = event.submitter?.value;
    if (form.dataset.item === undefined) {
      if (form.dataset.handIn !== undefined) this.handIn(event, form);
      return;
    }
    const number = Number(form.closest("article").dataset.number);
    if (go === "flag") {
      event.preventDefault();
      return this.flag(form, event.submitter);
    }
    const target = { next: number + 1, back: number - 1 }[go];
    if (this.free(number) && this.articles.has(target) && this.free(target)) {
      event.preventDefault();
      return this.show(target, true);
    }
    // The server is asked: the answer goes ahead, by the way it always goes.
    event.preventDefault();
    this.whenSaved(() => {
      const hidden = (name, value) => {
        const input = document.createElement("input");
        Object.assign(input, { type: "hidden", name, value });
        return input;
      };
      const bare = document.createElement("form");
      Object.assign(bare, { method: "post", action: form.action });
      bare.append(hidden("saved", "yes"), hidden("go", go ?? "next"));
      document.body.append(bare);
      bare.submit();
    });
  }

  /** Names the questions whose answer here is not the server's; on the review page with a way to each. */
  unsettled(ids) {
    const box = document.querySelector("[data-unsettled]");
    if (!box) return;
    const links = ids.map((id) => {
      const seat = document.querySelector(`[data-seat="${id}"]`);
      const link = document.createElement(seat?.href ? "a" : "span");
      if (seat?.href) link.href = seat.href;
      link.textContent = this.say("question", { n: seat?.textContent ?? id.slice(1) });
      return link;
    });
    const list = links.flatMap((link, i) => (i ? [", ", link] : [link]));
    box.querySelector("span").replaceChildren(this.say("unsettled"), " ", ...list);
    box.hidden = ids.length === 0;
  }

  /** Handing in with two versions of an answer open is asked about once. */
  handIn(event, form) {
    const open = this.saver.unsettled.join(" ");
    if (open && open !== this.warned) {
      event.preventDefault();
      this.warned = open;
      const box = document.querySelector("[data-unsettled]");
      box?.querySelector("span").append(" ", this.say("unsettled_hand_in"));
      box?.setAttribute("tabindex", "-1");
      box?.focus();
      return;
    }
    const go = () => {
      this.clock.handIn();
      form.submit();
    };
    if (this.saver.waiting) return this.leave(event, go);
    this.clock.handIn();
  }

  leave(event, go) {
    if (!this.saver.waiting) return;
    event.preventDefault();
    this.whenSaved(go);
  }

  async whenSaved(go) {
    const line = document.querySelector("[data-saved]");
    if (this.saver.waiting && line) line.textContent = this.say("waiting");
    if (await this.saver.flush()) go();
    else if (line) line.textContent = this.say("leave_blocked");
  }

  async flag(form, button) {
    const on = button.getAttribute("aria-pressed") !== "true";
    this.pressed(form, button, on);
    this.saver.journal.keepFlag(form.dataset.item, on);
    await this.sendFlags();
  }

  /** Flags that the server does not know yet. Without the network they wait for it. */
  async sendFlags() {
    for (const [item, on] of this.saver.journal.flags()) {
      const form = document.querySelector(`form[data-item="${item}"]`);
      const button = form?.querySelector("button[value=flag]");
      if (button) this.pressed(form, button, on);
      const request = { method: "PUT", headers: headers(), body: JSON.stringify({ on }) };
      const response = await fetch(`/api/attempts/${this.attempt}/flags/${item}`, request).catch(() => null);
      if (!response || response.status === 401 || response.status >= 500) return;
      this.saver.journal.forgetFlag(item, on);
      if (!response.ok && button) this.pressed(form, button, !on);
    }
  }

  pressed(form, button, on) {
    button.setAttribute("aria-pressed", String(on));
    this.mark(form, "flagged", on);
  }

  /** There is an answer now, or none any more. */
  answered(form) {
    const fields = [...form.querySelectorAll("input:not([type=hidden]), select, textarea")];
    const has = fields.some((f) => (f.type === "radio" || f.type === "checkbox" ? f.checked : f.value.trim() !== ""));
    this.mark(form, "answered", has || form.dataset.kind === "ordering");
  }

  /** Marks a question in the list, in colour and in words, and counts again. */
  mark(form, as, on) {
    const seat = document.querySelector(`[data-seat="${form.dataset.item}"]`);
    if (!seat) return;
    seat.classList.toggle(as, on);
    const marks = ["answered", "flagged"].filter((m) => seat.classList.contains(m)).map((m) => this.say(m));
    seat.setAttribute("aria-label", [this.say("question", { n: seat.textContent }), ...marks].join(", "));
    const count = (m) => document.querySelectorAll(`.seat.${m}`).length;
    const line = document.querySelector("[data-count]");
    line.textContent = this.say("count", { answered: count("answered"), flagged: count("flagged") });
  }
}
