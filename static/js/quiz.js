// Saves each answer of an attempt as it is given, and says so next to it. Without this module the form still works.
//
// Each change of an answer carries a rising number, so that a late packet or an older window never overwrites a
// newer answer. What could not be sent yet stays in this tab's sessionStorage: places of choices only.

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30000;

const form = document.querySelector("[data-attempt]");
const token = () => form.elements.csrfmiddlewaretoken;
let isLeaving = false;

/** After a new sign-in the old token is refused; the page itself has a new one. False: this page is not ours now. */
async function renewToken() {
  const page = await fetch(window.location.pathname, { redirect: "manual" });
  if (!page.ok) return false;
  const fresh = new DOMParser().parseFromString(await page.text(), "text/html").querySelector("[name=csrfmiddlewaretoken]");
  if (fresh) token().value = fresh.value;
  return Boolean(fresh);
}

class Question {
  constructor(fieldset) {
    this.fieldset = fieldset;
    this.note = fieldset.querySelector("[data-save-state]");
    this.sequence = fieldset.querySelector("[data-sequence]");
    this.mark = form.querySelector(`[data-map-state][href="#${fieldset.id}"]`);
    this.key = `${form.dataset.attempt}/${this.sequence.name}`;
    this.isPending = false;
    this.isSending = false;
    this.isStopped = false;
    this.wait = FIRST_WAIT;
    fieldset.addEventListener("change", () => this.change());
    this.restore();
  }

  get inputs() {
    return [...this.fieldset.querySelectorAll("input[type=radio], input[type=checkbox]")];
  }

  get chosen() {
    return this.inputs.filter((input) => input.checked).map((input) => Number(input.value));
  }

  say(state) {
    this.note.dataset.saveState = state;
    this.note.textContent = form.dataset[`text${state[0].toUpperCase()}${state.slice(1)}`];
    // A question from which the last answer was taken out is saved, but open again.
    const isOpen = state === "saved" && this.chosen.length === 0;
    this.mark.dataset.mapState = isOpen ? "" : state;
    this.mark.querySelector("[data-map-word]").textContent = isOpen ? form.dataset.textOpen : this.note.textContent;
  }

  change() {
    if (this.isStopped) return;
    this.isPending = true;
    sessionStorage.setItem(this.key, JSON.stringify({ chosen: this.chosen, after: Number(this.sequence.value) }));
    this.say("saving");
    this.send();
  }

  /** Takes up what a reload interrupted, unless another window has saved something since. */
  restore() {
    const kept = JSON.parse(sessionStorage.getItem(this.key) ?? "null");
    if (!kept || kept.after < Number(this.sequence.value)) {
      sessionStorage.removeItem(this.key);
      return;
    }
    for (const input of this.inputs) input.checked = kept.chosen.includes(Number(input.value));
    this.sequence.value = kept.after;
    this.change();
  }

  async send() {
    if (this.isSending || !this.isPending || this.isStopped) return;
    clearTimeout(this.timer);
    this.isSending = true;
    this.isPending = false;
    // A new number for each try: if only the reply was lost, the repeat must not look stale.
    this.sequence.value = Number(this.sequence.value) + 1;
    const state = await this.post().catch(() => "retry");
    this.isSending = false;
    this.settle(state);
  }

  async post() {
    const response = await fetch(this.fieldset.dataset.saveUrl, {
      method: "POST",
      redirect: "manual",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token().value },
      body: JSON.stringify({ chosen: this.chosen, sequence: Number(this.sequence.value) }),
    });
    if (response.ok) return "saved";
    if (response.type === "opaqueredirect") return "signedout";
    if (response.status === 409) return (await response.json()).status;
    if (response.status === 403) return (await renewToken()) ? "retry" : "signedout";
    return response.status === 400 || response.status === 404 ? "refused" : "retry";
  }

  settle(state) {
    if (state === "saved") {
      this.wait = FIRST_WAIT;
      if (this.isPending) return void this.send();
      sessionStorage.removeItem(this.key);
    } else if (state === "retry" || state === "signedout") {
      this.isPending = true;
      this.timer = setTimeout(() => this.send(), this.wait);
      this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
    } else {
      this.isStopped = true;
      this.isPending = false;
      sessionStorage.removeItem(this.key);
    }
    this.say(state);
  }
}

const questions = [...form.querySelectorAll("[data-question]")].map((fieldset) => new Question(fieldset));
const isUnsaved = () => questions.some((question) => question.isPending || question.isSending);

for (const event of ["online", "focus"]) {
  window.addEventListener(event, () => questions.forEach((question) => question.send()));
}
form.addEventListener("submit", () => {
  isLeaving = true;
});
window.addEventListener("pageshow", () => {
  isLeaving = false;
});
window.addEventListener("beforeunload", (event) => {
  if (isUnsaved() && !isLeaving) event.preventDefault();
});
