// Brings answers to the server, one question at a time, again and again until it has them, and shows what it has. What the server
// does not take stays in the journal: a newer version of another page waits for the candidate's choice, an answer that is too long
// for a shorter one.

import { setValue, shown, valueOf } from "./fields.js";

const TYPING = 500;
const PAUSES = [1000, 2000, 4000, 8000, 15000];
// Browsers finish a request of a page that goes away only up to 64 KiB.
const FAREWELL = 60_000;

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

  /** A question on this page, with the revision that its fields were written over. */
  add(form) {
    this.items.set(form.dataset.item, blank(form, Number(form.dataset.revision)));
  }

  /** Sends what earlier pages could not, and shows it. */
  adopt() {
    if (!this.journal.works) this.tell("no_storage");
    for (const entry of this.journal.entries()) {
      const item = this.items.get(entry.item) ?? blank(null, entry.base);
      if (item.pending) continue;
      this.items.set(entry.item, item);
      item.pending = entry;
      // What was typed then was typed over the version of that time, whatever the server has by now.
      item.revision = entry.base;
      if (item.form) setValue(item.form, entry.value);
      this.send(entry.item);
    }
  }

  /** An answer was changed. */
  changed(id, value) {
    const item = this.items.get(id);
    const before = item.pending;
    item.pending = { item: id, value, base: item.revision, journal: crypto.randomUUID(), tab: this.tab, typed: Date.now() };
    this.journal.keep(item.pending);
    // Typed over what a page that is gone had left: that is part of the new version.
    if (before && before.tab !== this.tab) this.journal.forget(before);
    if (item.theirs) return this.showConflict(item);
    item.refused = null;
    this.tell("saving");
    clearTimeout(item.timer);
    item.timer = setTimeout(() => this.send(id), TYPING);
  }

  /** Whether something is on its way or waits for its next try. */
  get waiting() {
    return [...this.items.values()].some((item) => item.pending && !isHeld(item));
  }

  /** Ids of questions whose answer here is not the server's until the candidate does something. */
  get unsettled() {
    return [...this.items].filter(([, item]) => item.pending && isHeld(item)).map(([id]) => id);
  }

  wake() {
    for (const [id, item] of this.items) if (item.pending && !item.sending) this.send(id);
  }

  async send(id) {
    const item = this.items.get(id);
    if (!item.pending || item.sending) return item.sending;
    clearTimeout(item.timer);
    if (isHeld(item)) return;
    const entry = item.pending;
    item.sending = this.put(item, entry);
    const done = await item.sending;
    item.sending = null;
    if (item.pending === entry && done) item.pending = null;
    if (!item.pending || isHeld(item)) return;
    if (item.pending !== entry) return this.send(id);
    const pause = PAUSES[Math.min(this.failures, PAUSES.length - 1)];
    this.failures += 1;
    item.timer = setTimeout(() => this.send(id), pause * (0.75 + Math.random() / 2));
  }

  /** One try; true if the server has the entry. */
  async put(item, entry) {
    let response;
    try {
      response = await fetch(`/api/attempts/${this.attempt}/answers/${entry.item}`, {
        method: "PUT",
        headers: headers(),
        body: body(entry, item.revision),
        signal: AbortSignal.timeout(10000),
      });
    } catch {
      this.tell("unsaved");
      return false;
    }
    if (response.ok) {
      const { revision, at, late } = await response.json();
      item.revision = Math.max(item.revision, revision);
      item.late = late;
      this.failures = 0;
      this.journal.forget(entry);
      if (!this.othersPending(item)) this.tell("saved", at);
      return true;
    }
    const said = await response.json().catch(() => ({}));
    if (response.status === 409 && said.revision !== undefined) {
      item.theirs = said;
      if (item.form) this.showConflict(item);
      this.unsettledChanged();
    } else if (response.status === 401) {
      this.tell("signed_out");
    } else if ([400, 404, 409, 413, 422].includes(response.status)) {
      // Trying again would not help, but what was written is the candidate's: it stays, and the page says so.
      item.refused = said.refused === "size" || response.status === 413 ? "refused_size" : "refused";
      this.tell(item.refused);
      this.unsettledChanged();
    } else {
      this.tell("unsaved");
    }
    return false;
  }

  unsettledChanged() {
    dispatchEvent(new CustomEvent("academy:unsettled", { detail: this.unsettled }));
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
  showConflict(item) {
    const { theirs, pending } = item;
    const box = item.form.querySelector("[data-conflict]");
    this.tell("conflict");
    if (!box.hidden) {
      box.querySelector("[data-mine]").textContent = shown(item.form, pending.value);
      return;
    }
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
    part("pre", shown(item.form, pending.value)).dataset.mine = "";
    part("p", this.say("conflict_theirs", { time: time(theirs.at) }), "small");
    part("pre", shown(item.form, theirs.value));
    const choose = (key, decide) => {
      const button = part("button", this.say(key), "btn");
      button.type = "button";
      button.addEventListener("click", () => {
        item.theirs = null;
        item.revision = theirs.revision;
        box.hidden = true;
        decide();
        item.form.querySelector("input, select, textarea")?.focus();
        this.unsettledChanged();
      });
    };
    // What was typed since is this page's version too.
    choose("keep_mine", () => this.changed(item.form.dataset.item, valueOf(item.form)));
    choose("take_theirs", () => {
      this.journal.forget(item.pending);
      item.pending = null;
      setValue(item.form, theirs.value);
      this.tell("saved", theirs.at);
    });
    box.hidden = false;
  }

  /** Sends all that waits; resolves to whether nothing waits any more. */
  async flush(most = 8000) {
    const end = Date.now() + most;
    while (this.waiting && Date.now() < end) {
      this.wake();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return !this.waiting;
  }

  /** The end: nothing is to be decided any more, and the server keeps both versions of an answer. */
  release() {
    for (const item of this.items.values()) item.theirs = null;
  }

  /** The clock runs again: what arrived while it stood still does not count yet, and is sent once more. */
  resumed() {
    for (const [id, item] of this.items) if (item.form && item.late) this.changed(id, valueOf(item.form));
  }

  /** A last try as the page goes away: the browser finishes the request. The journal keeps the entry until the server has it. */
  farewell() {
    for (const item of this.items.values()) {
      if (!item.pending || isHeld(item)) continue;
      const text = body(item.pending, item.revision);
      if (new Blob([text]).size > FAREWELL) continue;
      const url = `/api/attempts/${this.attempt}/answers/${item.pending.item}`;
      fetch(url, { method: "PUT", headers: headers(), body: text, keepalive: true }).catch(() => {});
    }
  }

  /** Sends what is left after the end; whether the server has taken anything. */
  async sendRest() {
    let sent = false;
    for (const entry of this.journal.entries()) {
      sent = (await this.put(blank(null, entry.base), entry)) || sent;
    }
    return sent;
  }
}

const blank = (form, revision) => ({
  form,
  revision,
  pending: null,
  sending: null,
  timer: 0,
  late: false,
  // The server's version, where it is newer than the one that was written over here.
  theirs: null,
  // Why the server does not take the answer.
  refused: null,
});

const isHeld = (item) => item.theirs !== null || item.refused !== null;

/** What requests carry besides cookies; Safe Exam Browser on some systems hands its key to scripts only. */
export function headers() {
  const key = globalThis.SafeExamBrowser?.security?.configKey;
  return { "content-type": "application/json", ...(key ? { "x-safeexambrowser-configkeyhash": key } : {}) };
}

function body(entry, revision) {
  const { value, journal, tab, typed } = entry;
  return JSON.stringify({ base: Math.max(entry.base, revision), value, journal, tab, typed });
}

const time = (at) => new Date(at).toLocaleTimeString(document.documentElement.lang, { hourCycle: "h23" });
