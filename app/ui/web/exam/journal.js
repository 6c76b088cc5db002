// What was typed and is not on the server yet, in the browser's local storage: one entry per question and page. It is written
// before anything is sent, so that neither a crash nor a lost network takes anything away.

const PREFIX = "academy.exam.answer.";
const FLAGS = "academy.exam.flags.";

export class Journal {
  constructor(attempt, tab) {
    this.prefix = `${PREFIX}${attempt}.`;
    this.flagged = `${FLAGS}${attempt}`;
    this.tab = tab;
    this.works = true;
  }

  key(item, tab = this.tab) {
    return `${this.prefix}${item}.${tab}`;
  }

  /** Keeps the newest version of an answer. */
  keep(entry) {
    try {
      localStorage.setItem(this.key(entry.item, entry.tab), JSON.stringify(entry));
    } catch {
      this.works = false;
    }
  }

  /** Forgets an entry that the server has, unless something newer was written meanwhile. */
  forget(entry) {
    const key = this.key(entry.item, entry.tab);
    try {
      const kept = JSON.parse(localStorage.getItem(key) ?? "null");
      if (kept?.journal === entry.journal) localStorage.removeItem(key);
    } catch {
      // What cannot be read is not ours.
    }
  }

  /** Flags that were set or taken away and are not on the server yet: pairs of question and whether. */
  flags() {
    try {
      return Object.entries(JSON.parse(localStorage.getItem(this.flagged) ?? "{}"));
    } catch {
      return [];
    }
  }

  /** Keeps a flag until the server has it. */
  keepFlag(item, on) {
    this.putFlags([...this.flags().filter(([other]) => other !== item), [item, on]]);
  }

  /** Forgets a flag that the server has, unless it was turned over meanwhile. */
  forgetFlag(item, on) {
    this.putFlags(this.flags().filter(([other, is]) => other !== item || is !== on));
  }

  putFlags(flags) {
    try {
      if (flags.length === 0) localStorage.removeItem(this.flagged);
      else localStorage.setItem(this.flagged, JSON.stringify(Object.fromEntries(flags)));
    } catch {
      this.works = false;
    }
  }

  /** All entries of this attempt, those of pages that crashed too, the oldest first. */
  entries() {
    const found = [];
    try {
      for (let i = 0; i < localStorage.length; i++) {
        const key = localStorage.key(i);
        if (!key.startsWith(this.prefix)) continue;
        const entry = JSON.parse(localStorage.getItem(key));
        if (entry?.journal && entry.item) found.push(entry);
      }
    } catch {
      this.works = false;
    }
    return found.sort((a, b) => a.typed - b.typed);
  }
}
