// Saves each answer of an attempt as it is given, and says so beside it. Without this module the form still works.

import { PREFIX, Question, numberIn, valuesOf } from "./question.js";

const [FIRST_WAIT, LONGEST_WAIT, BUSY_WAIT, LONGEST_SEND] = [1000, 30000, 15000, 20000]; // milliseconds
const [MOST_TRIES, MOST_SENT] = [4, 5];
const REFUSALS = { 400: "refused", 403: "token", 404: "foreign", 429: "busy" };
const SIGNS_OF_A_READER = ["change", "input", "keydown", "pointerdown", "pointermove", "touchstart", "wheel"];

const NOWHERE = { getItem: () => null, setItem() {}, removeItem() {} };

const form = document.querySelector("[data-attempt]");

/** Where unsent answers wait; without those of other attempts. Some browsers forbid it: then the open page holds them. */
function findStore() {
  try {
    const isOld = (key) => key.startsWith(PREFIX) && !key.startsWith(PREFIX + form.dataset.attempt);
    Object.keys(sessionStorage).filter(isOld).forEach((key) => sessionStorage.removeItem(key));
    return sessionStorage;
  } catch {
    return NOWHERE;
  }
}

/** What all questions share: how they are sent, and what holds for all of them. */
const desk = {
  form,
  attempt: form.dataset.attempt,
  words: document.querySelector("[data-words]").dataset,
  store: findStore(),
  questions: [],
  isHeld: "", // "signedout" or "foreign" while nothing can be sent
  isClosed: false,
  isLeaving: false,
  deliver,
  announce: (text) => (document.querySelector("[data-told]").textContent = text),
  hurry: () => desk.questions.forEach((question) => question.hurry()),
  tell: () => desk.trouble?.show(),
  meet: (kind) => import("./trouble.js").then(({ meet }) => meet(desk, kind)),
  release: () => Object.assign(desk, { isHeld: "" }).hurry(),
};

/** Sends one change. Answers what became of it; throws when that is not known. */
async function post(question, values) {
  const reply = await fetch(question.fieldset.dataset.saveUrl, {
    method: "POST",
    redirect: "manual",
    keepalive: true,
    signal: AbortSignal.timeout(LONGEST_SEND),
    headers: { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
    body: JSON.stringify({ values, sequence: question.base + 1 }),
  });
  if (reply.type === "opaqueredirect") return "signedout";
  if (reply.status === 409) return (await reply.json()).status;
  if (!reply.ok) return REFUSALS[reply.status] ?? "retry";
  desk.clock?.set((await reply.json()).seconds_left);
  return "saved";
}

/** Sends once and looks up what stays unclear. "again": something is left to send. */
async function attempt(question, values) {
  const outcome = await post(question, values);
  if (outcome === "saved") {
    question.tries = 0;
    return question.adopt(question.base + 1, values) ? "again" : "done";
  }
  if (!["stale", "token", "closed"].includes(outcome)) return outcome;
  const { look } = await import("./attempt_page.js");
  const { kind, page } = await look();
  if (kind !== "open") return kind;
  const theirs = page.getElementById(question.fieldset.id);
  if (!numberIn(theirs)) return "revealed";
  return question.adopt(numberIn(theirs), valuesOf(theirs)) ? "again" : "done";
}

/** Draws the conclusions for the question. */
function settle(question, outcome) {
  if (outcome === "done") return;
  if (outcome === "refused") return question.rest("refused");
  if (outcome === "closed" || outcome === "revealed") {
    question.rest("closed");
    return desk.meet(outcome);
  }
  question.isPending = true;
  question.keep();
  if (outcome === "again" && ++question.tries < MOST_TRIES) return;
  if (outcome === "signedout" || outcome === "foreign") {
    desk.isHeld = outcome;
    question.say("held");
    return desk.meet(outcome);
  }
  question.wait = outcome === "busy" ? BUSY_WAIT : Math.min(question.wait * 2 || FIRST_WAIT, LONGEST_WAIT);
  question.setTimer(question.wait);
  question.say(outcome === "busy" ? "busy" : "retry");
}

/** Sends what waits in `question` until nothing does, or until it has to wait for something. */
async function deliver(question) {
  while (question.isPending && !question.timer && !desk.isHeld && !desk.isClosed) {
    question.isPending = false;
    const { values } = question;
    question.sent = [...question.sent, values].slice(-MOST_SENT);
    question.keep();
    if (question.state !== "retry") question.say("saving");
    settle(question, await attempt(question, values).catch(() => "retry"));
  }
}

/** The rest is fetched when somebody begins to work: a page that is only looked at stays light. */
async function wake() {
  SIGNS_OF_A_READER.forEach((sign) => removeEventListener(sign, wake));
  import("./controls.js").then(({ startControls }) => startControls());
  import("./trouble.js").then(({ startTrouble }) => startTrouble(desk));
  import("./leaving.js");
}

SIGNS_OF_A_READER.forEach((sign) => addEventListener(sign, wake, { passive: true }));
desk.questions = [...form.querySelectorAll("[data-question]")].map((fieldset) => new Question(fieldset, desk));
desk.questions.forEach((question) => question.restore());
const clock = document.querySelector("[data-clock]");
if (clock) import("./clock.js").then(({ Clock }) => (desk.clock = new Clock(clock, desk)));

form.addEventListener("submit", (event) => {
  if (desk.isCleared && !desk.isLeaving) {
    desk.isLeaving = true;
    return;
  }
  event.preventDefault();
  if (desk.isLeaving) return;
  const isEnterKey = event.submitter?.matches("[data-enter]");
  if (isEnterKey) desk.hurry();
  else import("./leaving.js").then(({ leave }) => leave(desk, event.submitter));
});
addEventListener("pageshow", () => Object.assign(desk, { isLeaving: false, isCleared: false }));
document.addEventListener("submit", ({ target }) => {
  // Who signs out leaves nothing behind: static/js/portal.js wipes the tab, and nothing is put there again.
  if (target.getAttribute("action") === "/sign-out/") desk.store = NOWHERE;
});
const catchUp = () => import("./attempt_page.js").then((page) => page.catchUp(desk)).catch(() => null);
addEventListener("online", desk.hurry);
// Somebody may have signed in again in another window.
addEventListener("focus", () => (desk.isHeld ? catchUp() : desk.hurry()));
document.addEventListener("visibilitychange", () => (document.hidden ? desk.hurry() : catchUp()));
addEventListener("beforeunload", (event) => {
  if (!desk.isLeaving && desk.questions.some((question) => question.isUnsaved)) event.preventDefault();
});
