// One question: what was changed here, what is on its way, and what the server holds.
//
// A change carries the number after the last one that this window knows of, and the server keeps it only if nobody
// saved in between: neither a late packet nor a second window or device overwrites a newer answer unseen. What could
// not be sent yet stays in this tab's sessionStorage: places of choices and what was typed, nothing else.

export const PREFIX = "tanxin.attempt.";
const TYPING_PAUSE = 1500; // milliseconds without a keystroke
const QUIET = ["unsaved", "saving"]; // what comes and goes while one types is not read out

const isTick = (control) => control.type === "radio" || control.type === "checkbox";
const controlsOf = (root) => [...root.querySelectorAll("[name^='answer-']")];
const plain = (values) => JSON.stringify(values.map((value) => value.replaceAll("\r\n", "\n").trim()));
const same = (some, others) => plain(some) === plain(others);
export const numberIn = (root) => root.querySelector("[data-sequence]")?.value;
/** The values as the form would send them, in the order of the document. */
export const valuesOf = (root) => controlsOf(root).flatMap((control) => (isTick(control) && !control.checked ? [] : [control.value]));

export class Question {
  /** @param desk what the questions of a page share: see quiz.js */
  constructor(fieldset, desk) {
    Object.assign(this, { fieldset, desk, wait: 0, tries: 0, sent: [], running: null, isPending: false });
    this.note = fieldset.querySelector("[data-save-state]");
    this.state = this.note.dataset.saveState;
    this.mark = document.querySelector(`[data-map-state][href="#${fieldset.id}"]`);
    this.mine = fieldset.querySelector("[data-use-mine]");
    this.key = `${PREFIX}${desk.attempt}.${fieldset.id}`;
    // As the server wrote it: somebody may have answered before this module ran.
    const written = new DOMParser().parseFromString(fieldset.outerHTML, "text/html");
    this.hold(numberIn(written), valuesOf(written));
    fieldset.addEventListener("input", ({ target }) => target.matches("textarea, [type=text]") && this.change(TYPING_PAUSE));
    fieldset.addEventListener("change", () => this.change());
    this.mine.addEventListener("click", () => {
      this.show(this.yielded);
      this.change();
    });
  }

  get values() {
    return valuesOf(this.fieldset);
  }

  get isUnsaved() {
    return this.isPending || this.running !== null;
  }

  say(state) {
    const words = this.desk.words[state];
    this.note.setAttribute("aria-live", QUIET.includes(state) ? "off" : "polite");
    this.note.dataset.saveState = this.state = state;
    if (this.note.textContent !== words) this.note.textContent = words;
    this.mine.hidden = state !== "stale";
    // A question from which the last answer was taken out is saved, but open again.
    const isOpen = state === "saved" && this.values.every((value) => !value.trim());
    this.mark.dataset.mapState = isOpen ? "" : state;
    this.mark.querySelector("[data-map-word]").textContent = isOpen ? this.desk.words.open : words;
    this.desk.tell();
  }

  show(values) {
    controlsOf(this.fieldset).forEach((control, place) => {
      if (isTick(control)) control.checked = values.includes(control.value);
      else control.value = values[place] ?? "";
    });
    this.fieldset.dispatchEvent(new Event("shown"));
  }

  /** What the server keeps now: the number of the last change, and its values. */
  hold(number, values) {
    Object.assign(this, { base: Number(number), held: values });
    this.fieldset.querySelector("[data-sequence]").value = this.base;
  }

  keep() {
    this.desk.store.setItem(this.key, JSON.stringify({ values: this.values, base: this.base, sent: this.sent }));
  }

  /** Nothing more to send: `state` is the last word. */
  rest(state) {
    this.setTimer();
    Object.assign(this, { isPending: false, sent: [], wait: 0, tries: 0 });
    this.desk.store.removeItem(this.key);
    this.say(state);
  }

  /** Takes over what the server keeps. True if what stands here goes on from there and still has to be sent. */
  adopt(number, values) {
    const isOwn = Number(number) === this.base || this.sent.some((earlier) => same(earlier, values));
    const mine = this.values;
    this.hold(number, values);
    if (same(mine, values)) this.rest("saved");
    else if (isOwn) return true;
    else {
      // Saved elsewhere since: that is shown, and what stood here can be put back by hand.
      this.yielded = mine;
      this.show(values);
      this.rest("stale");
    }
    return false;
  }

  /** Takes up what was changed before this module ran, or what a reload interrupted, unless it is overtaken. */
  restore() {
    const kept = JSON.parse(this.desk.store.getItem(this.key) ?? "null");
    const { base, held } = this;
    if (kept) {
      Object.assign(this, { base: kept.base, sent: kept.sent });
      if (same(this.values, held)) this.show(kept.values);
      if (!this.adopt(base, held)) return;
    }
    this.change();
  }

  /** Shows what `page`, newer than this window, says about a question that was left alone here. */
  follow(page) {
    const theirs = page.getElementById(this.fieldset.id);
    if (this.isUnsaved || !(numberIn(theirs) > this.base)) return;
    this.show(valuesOf(theirs));
    this.adopt(numberIn(theirs), valuesOf(theirs));
  }

  change(pause = 0) {
    if (this.desk.isClosed) return;
    if (!this.running && !this.sent.length && same(this.values, this.held)) return this.isPending && this.rest("saved");
    this.isPending = true;
    this.keep();
    this.say(this.desk.isHeld ? "held" : "unsaved");
    this.setTimer(pause);
    if (!pause) this.send();
  }

  setTimer(pause) {
    clearTimeout(this.timer);
    this.timer = pause ? setTimeout(() => this.hurry(), pause) : null;
  }

  /** Sends at once what waits. */
  hurry() {
    this.setTimer();
    return this.isPending ? this.send() : this.running;
  }

  send() {
    this.running ??= this.desk.deliver(this).finally(() => {
      this.running = null;
      this.desk.tell();
    });
    return this.running;
  }
}
