// The time that is left, counted on from what the server said: the clock of the device does not matter.

const ASK_EVERY = 60_000; // milliseconds
const A_DAY = 86_400; // seconds
const [FIVE_MINUTES, ONE_MINUTE] = [300, 60];
const A_LOT = 10; // seconds more than expected are a gift, fewer a rounding

/** 90 is 1:30 and 3600 is 1:00:00, as training/templatetags/learning_tags.py writes it. */
function asClock(seconds) {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

export class Clock {
  constructor(root, desk) {
    Object.assign(this, { root, desk, words: root.dataset, warned: "", isOver: false });
    this.value = root.querySelector("[data-clock-value]");
    this.warning = root.querySelector("[data-clock-warning]");
    // The page was rendered just before its first byte came.
    const [loading] = performance.getEntriesByType("navigation");
    this.end = (loading?.responseStart ?? performance.now()) + Number(root.dataset.clock) * 1000;
    this.say("start");
    this.tick();
    setInterval(() => this.tick(), 1000);
    setInterval(() => this.ask().catch(() => null), ASK_EVERY);
  }

  get left() {
    return Math.max(Math.ceil((this.end - performance.now()) / 1000), 0);
  }

  say(name) {
    if (this.left < A_DAY) this.desk.announce(this.text(name));
  }

  text(name) {
    return this.words[`text${name[0].toUpperCase()}${name.slice(1)}`].replace("{time}", asClock(this.left));
  }

  /** What the server says now: it may have been told to give more time, or, saying nothing, to count no more. */
  set(said) {
    const seconds = said ?? Infinity;
    this.root.hidden = seconds === Infinity;
    const isGift = seconds > this.left + A_LOT;
    this.end = performance.now() + seconds * 1000;
    if (isGift) {
      this.isOver = this.desk.isTimeUp = false;
      this.root.querySelector("[data-clock-end]").hidden = true;
      this.say("longer");
    }
    this.tick();
  }

  tick() {
    const { left } = this;
    const text = left < A_DAY ? asClock(left) : "";
    this.value.hidden = left >= A_DAY;
    if (this.value.textContent !== text) this.value.textContent = text;
    this.warn(left <= ONE_MINUTE ? "one" : left <= FIVE_MINUTES ? "five" : "");
    if (left > 0 || this.isOver) return;
    this.isOver = true;
    this.finish();
  }

  warn(name) {
    if (name === this.warned) return;
    this.warned = this.root.dataset.state = name;
    this.warning.hidden = !name;
    this.warning.textContent = name ? this.text(name) : "";
    document.querySelector("[data-alarm]").textContent = this.warning.textContent;
  }

  async ask() {
    const { askState } = await import("./attempt_page.js");
    const { kind, secondsLeft } = await askState(this.desk.form);
    if (kind === "open") this.set(secondsLeft);
    else if (!this.desk.isHeld) this.desk.meet(kind);
    return kind;
  }

  async finish() {
    await this.ask().catch(() => null);
    if (!this.isOver) return;
    const { timeUp } = await import("./leaving.js");
    timeUp(this.desk);
  }
}
