// What concerns all answers at once: no network, a lapsed session, an attempt that was submitted elsewhere.

const part = (name) => document.querySelector(`[data-${name}]`);
const [banner, dialog] = [part("banner"), part("sign-in")];
let waiting = null;
let shown = "";

/** What there is to say, by name of the words; nothing while all is well. */
function trouble(desk, count) {
  if (desk.isClosed) return "submitted";
  if (desk.isTimeUp) return "timeUp";
  if (desk.isHeld) return desk.isHeld === "foreign" ? "foreign" : "signedOut";
  const isAway = desk.questions.some((question) => question.isUnsaved && question.state === "retry");
  if (count && (isAway || !navigator.onLine)) return "offline";
  return desk.remark ?? "";
}

/** Shows it above the questions. Read out is the change from one trouble to another, not each number. */
export function show(desk) {
  const count = desk.questions.filter((question) => question.isUnsaved).length;
  const name = trouble(desk, count);
  const words = name ? desk.words[name].replace("{count}", count) : "";
  banner.hidden = !name;
  if (part("banner-text").textContent !== words) part("banner-text").textContent = words;
  part("banner-sign-in").hidden = !desk.isHeld || desk.isClosed;
  part("banner-result").hidden = !desk.isClosed;
  if (name === shown) return;
  if (shown === "offline" && !name) desk.announce(desk.words.online);
  else if (words) desk.announce(words);
  shown = name;
}

/** Deals with what a question met: "closed", "revealed", "signedout" or "foreign". */
export async function meet(desk, kind) {
  startTrouble(desk);
  if (kind === "closed") {
    desk.isClosed = true;
    desk.questions.filter((question) => question.isUnsaved).forEach((question) => question.rest("closed"));
    if (dialog.open) dialog.close();
  } else if (kind === "revealed") {
    desk.isLeaving = true;
    location.reload();
  } else {
    desk.isHeld = kind;
    await signInAgain(desk);
  }
  show(desk);
}

/** Opens the dialog. True when the attempt can go on; false when the reader put it off. */
export function signInAgain(desk) {
  waiting ??= new Promise((done) => {
    tellFault(desk, desk.isHeld === "foreign" ? "foreign" : "");
    dialog.querySelector("[name=password]").value = "";
    dialog.addEventListener("close", () => done(!desk.isHeld), { once: true });
    dialog.showModal();
    dialog.querySelector("[name=password]").focus();
  }).finally(() => {
    waiting = null;
  });
  return waiting;
}

function tellFault(desk, name) {
  const fault = part("sign-in-fault");
  fault.hidden = !name;
  fault.textContent = name ? desk.words[name] : "";
}

async function submitDialog(desk, form) {
  const password = form.elements.password;
  const { signIn } = await import("./attempt_page.js");
  const kind = await signIn(form).catch(() => "away");
  if (kind === "open") {
    desk.release();
    desk.announce(desk.words.signedIn);
  } else if (kind === "closed") meet(desk, kind);
  else {
    if (kind === "foreign") desk.isHeld = kind;
    tellFault(desk, kind === "signedout" ? "wrong" : kind);
    password.select();
  }
  show(desk);
}

/** Makes dialog and banner work. */
export function startTrouble(desk) {
  if (desk.trouble) return;
  desk.trouble = { show: () => show(desk) };
  desk.release = () => {
    Object.assign(desk, { isHeld: "" }).hurry();
    if (dialog.open) dialog.close();
  };
  let isBusy = false;
  dialog.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isBusy) return;
    isBusy = true;
    await submitDialog(desk, event.target).finally(() => (isBusy = false));
  });
  part("sign-in-later").addEventListener("click", () => dialog.close());
  part("banner-sign-in").addEventListener("click", () => signInAgain(desk));
  for (const event of ["online", "offline"]) {
    addEventListener(event, () => {
      desk.remark = "";
      show(desk);
    });
  }
  show(desk);
}
