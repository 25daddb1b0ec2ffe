// What leaves the page: submitting, also when the time is up, and in practice the check of one answer.

import { askState, look } from "./attempt_page.js";
import { signInAgain } from "./trouble.js";

const LONGEST_FLUSH = 20_000; // milliseconds; the server takes answers for 30 seconds after the end
const TRY_AGAIN_AFTER = 3000;

const pause = (time) => new Promise((done) => setTimeout(done, time, "away"));
let isBusy = false;

/** Sends what is unsent. Answers the kind of what is at this address then; "away" when something could not be sent. */
async function settle(desk) {
  await Promise.all(desk.questions.map((question) => question.hurry()));
  if (desk.isClosed) return "closed";
  if (desk.isHeld) return desk.isHeld;
  if (desk.questions.some((question) => question.isUnsaved)) return "away";
  return (await askState(desk.form)).kind;
}

function remark(desk, name) {
  desk.remark = name;
  desk.tell();
}

/** Submits the form as if `button` were pressed; without one, whatever is missing. */
function submit(desk, button) {
  desk.isCleared = true;
  desk.form.requestSubmit(button);
}

/** The result instead of the questions. */
function reload(desk) {
  desk.isLeaving = true;
  location.reload();
}

async function signInFirst(desk, kind) {
  desk.isHeld ||= kind;
  desk.tell();
  return signInAgain(desk);
}

/** Goes where `button` leads, when all answers are saved. */
async function go(desk, button) {
  const isStale = (question) => question.state === "stale";
  const before = desk.questions.filter(isStale).length;
  const kind = await settle(desk).catch(() => "away");
  if (desk.questions.filter(isStale).length > before) return desk.questions.find(isStale).fieldset.scrollIntoView();
  if (kind === "open") return submit(desk, button);
  if (kind === "closed") return reload(desk);
  if (kind === "away") return remark(desk, "notSubmitted");
  return (await signInFirst(desk, kind)) ? go(desk, button) : undefined;
}

/** In practice: puts the review in the place of the question; asks first where nothing is answered. */
async function reveal(desk, button) {
  const { id } = button.closest("fieldset");
  const question = desk.questions.find(({ fieldset }) => fieldset.id === id);
  if (button.value.startsWith("check-") && question.values.every((value) => !value.trim())) {
    button.value = button.value.replace("check-", "reveal-");
    button.textContent = button.dataset.textReveal;
    question.fieldset.querySelector("[data-blank]").hidden = false;
    return;
  }
  await question.hurry();
  if (question.isUnsaved && !desk.isHeld) return remark(desk, "away");
  const body = new URLSearchParams({ csrfmiddlewaretoken: desk.form.elements.csrfmiddlewaretoken.value, action: button.value });
  // "form.action" would be the buttons of that name.
  await fetch(desk.form.getAttribute("action"), { method: "POST", redirect: "manual", body });
  const { kind, page } = await look();
  if (kind === "closed") return reload(desk);
  if (kind !== "open") return (await signInFirst(desk, kind)) ? reveal(desk, button) : undefined;
  const review = document.adoptNode(page.getElementById(id));
  if (review.matches("[data-question]")) return remark(desk, "away");
  desk.questions.splice(desk.questions.indexOf(question), 1);
  question.rest("checked");
  question.fieldset.replaceWith(review);
  const heading = review.querySelector("[role=heading]");
  heading.tabIndex = -1;
  heading.focus();
}

/** What a pressed button asks for. A second click while the first is at work does nothing. */
export async function leave(desk, button) {
  if (isBusy) return;
  isBusy = true;
  remark(desk, "");
  const isCheck = /^(check|reveal)-/.test(button?.value);
  await (isCheck ? reveal(desk, button) : go(desk, button)).catch(() => remark(desk, "away"));
  isBusy = false;
}

/** The time is over: sends what there is, submits, and shows the result, however long the network is away. */
export async function timeUp(desk) {
  desk.isTimeUp = true;
  desk.tell();
  while (desk.isTimeUp) {
    const kind = await Promise.race([settle(desk), pause(LONGEST_FLUSH)]).catch(() => "away");
    if (kind === "open") return submit(desk);
    if (kind === "closed") return reload(desk);
    if (kind !== "away") await signInFirst(desk, kind);
    await pause(TRY_AGAIN_AFTER);
  }
}
