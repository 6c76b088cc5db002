// The script of an exam's pages. They are forms that work without it; with it every change is kept at once, first in this
// browser and then on the server, the clock moves, and questions are turned over without asking the server.

import { Clock } from "./exam/clock.js";
import { Journal } from "./exam/journal.js";
import { Pages } from "./exam/pages.js";
import { Saver } from "./exam/saver.js";
import { watchSigns } from "./exam/signs.js";
import { tabId } from "./exam/tab.js";
import { dressFields, valueOf } from "./exam/fields.js";

const content = (name) => document.querySelector(`meta[name="${name}"]`)?.content;

const running = content("exam");
if (running) sit(JSON.parse(running));
else if (content("exam-over")) sendRest(content("exam-over"));

function sit(facts) {
  const say = (key, values = {}) =>
    Object.entries(values).reduce((text, [name, value]) => text.replace(`%{${name}}`, value), facts.words[key] ?? "");
  const tab = tabId();
  const journal = new Journal(facts.attempt, tab);
  const saver = new Saver(facts.attempt, tab, journal, say);
  const clock = new Clock(facts, say, {
    over: () => finish(facts.attempt, saver),
    resumed: () => {
      // A page that was opened while the clock stood still holds no question.
      if (facts.paused) location.reload();
      else saver.resumed();
    },
  });
  const pages = new Pages(facts.attempt, saver, say, clock);
  for (const form of document.querySelectorAll("form[data-item]")) {
    dressFields(form, facts, say, () => {
      saver.changed(form.dataset.item, valueOf(form));
      pages.answered(form);
    });
    saver.add(form);
  }
  saver.adopt();
  watchSigns(facts.attempt, tab);
  clock.start();
}

// The time is over or the exam was closed: what is still here is sent, then the server says how it stands. Without the network
// the page stays and waits: the browser's own page of an error would send nothing.
async function finish(attempt, saver) {
  saver.release();
  for (;;) {
    const sent = await saver.flush(5000);
    const response = await fetch(`/api/attempts/${attempt}`).catch(() => null);
    if (sent && response?.ok) break;
    saver.tell(response?.status === 401 ? "signed_out" : "over_unsent");
    await new Promise((resolve) => setTimeout(resolve, 2000));
  }
  location.assign(`/attempts/${attempt}`);
}

// After the end: what this browser still has is handed to the server, which keeps it and marks it as late.
async function sendRest(attempt) {
  const journal = new Journal(attempt, tabId());
  const saver = new Saver(attempt, tabId(), journal, () => "");
  if (await saver.sendRest()) location.reload();
}
