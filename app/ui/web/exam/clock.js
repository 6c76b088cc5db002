// The clock, by the server's time. It moves by minutes until the last ten, and says ten, five and one to those who listen.

const MINUTE = 60_000;
const WARNINGS = [10, 5, 1];

export class Clock {
  constructor(facts, say, { over, resumed }) {
    Object.assign(this, { attempt: facts.attempt, say, over, resumed });
    this.face = document.querySelector("[data-clock]");
    this.voice = document.querySelector("[data-warning]");
    this.said = new Set();
    this.done = false;
    this.set(facts);
  }

  /** What the server says. Its time is compared with a clock that nobody can set. */
  set({ now, deadline, paused, state = "started" }) {
    this.ahead = now - performance.now();
    const moved = this.deadline !== undefined && deadline !== this.deadline;
    this.deadline = deadline;
    // More time was given: warnings that are ahead again will be said again.
    if (moved) this.said = new Set(WARNINGS.filter((m) => this.left() < m * MINUTE));
    if (this.paused && !paused) this.resumed();
    this.paused = paused;
    this.pause(paused);
    if (state !== "started") this.end();
    this.show();
  }

  left() {
    return Math.max(0, this.deadline - this.ahead - performance.now());
  }

  start() {
    // Warnings that were due before this page was opened are not said late.
    this.said = new Set(WARNINGS.filter((m) => this.left() < (m - 0.5) * MINUTE));
    this.show();
    setInterval(() => this.show(), 250);
    this.listen();
  }

  listen() {
    const stream = new EventSource(`/api/attempts/${this.attempt}/live`);
    stream.addEventListener("clock", ({ data }) => this.set(JSON.parse(data)));
    // Refused, as while nobody is signed in: browsers do not come back to that by themselves.
    stream.addEventListener("error", () => {
      if (stream.readyState === EventSource.CLOSED && !this.done) setTimeout(() => this.listen(), 5000);
    });
  }

  show() {
    if (!this.face || this.done) return;
    const left = this.paused ? this.deadline - this.ahead - this.pausedAt : this.left();
    const text = this.text(left);
    if (this.face.textContent !== text) this.face.textContent = text;
    if (this.paused) return;
    for (const minutes of WARNINGS) {
      if (left <= minutes * MINUTE && left > 0 && !this.said.has(minutes)) {
        this.said.add(minutes);
        this.voice.textContent = minutes === 1 ? this.say("warn_last") : this.say("warn", { n: minutes });
      }
    }
    if (left === 0) this.end();
  }

  text(left) {
    if (left >= 10 * MINUTE) return this.say("left_minutes", { n: Math.floor(left / MINUTE) });
    const seconds = Math.ceil(left / 1000);
    const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    return this.say("left_clock", { clock });
  }

  pause(on) {
    this.pausedAt = performance.now();
    document.querySelector(".paused")?.toggleAttribute("hidden", !on);
    document.querySelector(".exam .paper")?.toggleAttribute("hidden", on);
  }

  /** The candidate hands in: the form's own way to the receipt is not to be crossed. */
  handIn() {
    this.done = true;
  }

  async end() {
    if (this.done) return;
    this.done = true;
    this.voice.textContent = this.say("over");
    for (const fields of document.querySelectorAll(".paper fieldset, .paper input, .paper select, .paper textarea, .paper button")) {
      fields.disabled = true;
    }
    await this.over();
  }
}
