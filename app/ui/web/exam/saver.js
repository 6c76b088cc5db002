// Brings answers to the server, one question at a time, again and again until it has them, and shows what it has.

import { setValue, shown } from "./fields.js";

const TYPING = 500;
const PAUSES = [1000, 2000, 4000, 8000, 15000];

export class Saver {
  constructor(attempt, tab, journal, say) {
    Object.assign(this, { attempt, tab, journal, say });
    this.items = new Map();
    this.failures = 0;
    this.line = document.querySelector("[data-saved]");
    addEventListener("academy:tab", ({ detail }) => {
      this.tab = detail;
      journal.tab = detail;
    });
    addEventListener("online", () => this.wake());
    addEventListener("visibilitychange", () => this.wake());
    addEventListener("pagehide", () => this.farewell());
  }

  /** A question on this page, with the revision it was written with. */
  add(form) {
    const revision = Number(form.dataset.revision);
    this.items.set(form.dataset.item, { form, revision, pending: null, sending: null, timer: 0 });
  }

  /** Sends what earlier pages could not, and shows it. */
  adopt() {
    if (!this.journal.works) this.tell("no_storage");
    for (const entry of this.journal.entries()) {
      const item = this.items.get(entry.item);
      if (item?.pending) continue;
      if (item) {
        item.pending = entry;
        setValue(item.form, entry.value);
      } else {
        this.items.set(entry.item, { form: null, revision: entry.base, pending: entry, sending: null, timer: 0 });
      }
      this.send(entry.item);
    }
  }

  /** An answer was changed. */
  changed(id, value) {
    const item = this.items.get(id);
    if (item.conflict) return;
    item.pending = { item: id, value, base: item.revision, journal: crypto.randomUUID(), tab: this.tab, typed: Date.now() };
    this.journal.keep(item.pending);
    this.tell("saving");
    clearTimeout(item.timer);
    item.timer = setTimeout(() => this.send(id), TYPING);
  }

  get waiting() {
    return [...this.items.values()].some((item) => item.pending);
  }

  wake() {
    for (const [id, item] of this.items) if (item.pending && !item.sending) this.send(id);
  }

  async send(id) {
    const item = this.items.get(id);
    if (!item.pending || item.sending) return item.sending;
    clearTimeout(item.timer);
    const entry = item.pending;
    item.sending = this.put(item, entry);
    const done = await item.sending;
    item.sending = null;
    if (item.pending === entry && done) item.pending = null;
    if (item.pending && item.pending !== entry) return this.send(id);
    if (item.pending) {
      const pause = PAUSES[Math.min(this.failures, PAUSES.length - 1)];
      this.failures += 1;
      item.timer = setTimeout(() => this.send(id), pause * (0.75 + Math.random() / 2));
    }
  }

  /** One try; true if the entry is done with. */
  async put(item, entry) {
    let response;
    try {
      response = await fetch(`/api/attempts/${this.attempt}/answers/${entry.item}`, {
        method: "PUT",
        headers: { "content-type": "application/json" },
        body: body(entry, item.revision),
        signal: AbortSignal.timeout(10000),
      });
    } catch {
      this.tell("unsaved");
      return false;
    }
    if (response.ok) {
      const { revision, at } = await response.json();
      item.revision = Math.max(item.revision, revision);
      this.failures = 0;
      this.journal.forget(entry);
      if (!this.othersPending(item)) this.tell("saved", at);
      return true;
    }
    if (response.status === 409) {
      const theirs = await response.json();
      if (theirs.revision === undefined) return this.giveUp(entry);
      // Without its question here the journal keeps it: the page that has the question shows both versions.
      if (item.form) this.conflict(item, entry, theirs);
      return true;
    }
    // Not ours to answer, or not an answer: trying again would not help.
    if ([400, 404, 422].includes(response.status)) return this.giveUp(entry);
    this.tell("unsaved");
    return false;
  }

  giveUp(entry) {
    this.journal.forget(entry);
    return true;
  }

  othersPending(except) {
    return [...this.items.values()].some((item) => item !== except && item.pending);
  }

  tell(key, at) {
    if (!this.line) return;
    this.line.className = key === "saved" ? "saved tag good" : "saved tag warn";
    if (key === "saving") this.line.className = "saved tag";
    this.line.textContent = this.say(key, { time: at ? time(at) : "" });
  }

  /** Another page has saved something newer: both versions are shown, and the candidate decides. */
  conflict(item, mine, theirs) {
    item.conflict = true;
    const box = item.form.querySelector("[data-conflict]");
    const part = (tag, text, className) => {
      const element = document.createElement(tag);
      element.textContent = text;
      if (className) element.className = className;
      box.append(element);
      return element;
    };
    box.replaceChildren();
    part("p", this.say("conflict")).setAttribute("role", "alert");
    part("p", this.say("conflict_mine"), "small");
    part("pre", shown(item.form, mine.value));
    part("p", this.say("conflict_theirs", { time: time(theirs.at) }), "small");
    part("pre", shown(item.form, theirs.value));
    const choose = (key, value) => {
      const button = part("button", this.say(key), "btn");
      button.type = "button";
      button.addEventListener("click", () => {
        item.conflict = false;
        item.revision = theirs.revision;
        box.hidden = true;
        setValue(item.form, value);
        this.journal.forget(mine);
        if (value === mine.value) this.changed(mine.item, value);
        else this.tell("saved", theirs.at);
        item.form.querySelector("input, select, textarea")?.focus();
      });
    };
    choose("keep_mine", mine.value);
    choose("take_theirs", theirs.value);
    box.hidden = false;
  }

  /** Sends all that waits; resolves to whether nothing waits any more. */
  async flush(most = 8000) {
    const end = Date.now() + most;
    while (this.waiting && Date.now() < end) {
      for (const [id, item] of this.items) if (item.pending && !item.sending) this.send(id);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return !this.waiting;
  }

  /** A last try as the page goes away: the browser finishes the request. The journal keeps the entry until the server has it. */
  farewell() {
    for (const item of this.items.values()) {
      if (!item.pending) continue;
      const text = body(item.pending, item.revision);
      if (text.length > 60000) continue;
      const headers = { "content-type": "application/json" };
      const url = `/api/attempts/${this.attempt}/answers/${item.pending.item}`;
      fetch(url, { method: "PUT", headers, body: text, keepalive: true }).catch(() => {});
    }
  }

  /** Sends what is left after the end; whether the server has taken anything. */
  async sendRest() {
    let sent = false;
    for (const entry of this.journal.entries()) {
      const item = { form: null, revision: entry.base };
      sent = (await this.put(item, entry)) || sent;
    }
    return sent;
  }
}

function body(entry, revision) {
  const { value, journal, tab, typed } = entry;
  return JSON.stringify({ base: Math.max(entry.base, revision), value, journal, tab, typed });
}

const time = (at) => new Date(at).toLocaleTimeString(document.documentElement.lang, { hourCycle: "h23" });
