// The preparation sheet. What is typed stays in this browser's localStorage, under the account: no word of it is sent.

const SAVE_AFTER = 400; // milliseconds without a keystroke
const NEAR_THE_END = 12; // characters

const sheet = document.querySelector("[data-preparation]");
const key = `tanxin.preparation.${sheet.dataset.preparation}`;
const areas = [...sheet.querySelectorAll("[data-field]")];
const part = (name) => sheet.querySelector(`[data-${name}]`);
const language = document.documentElement.lang;
let timer = null;

const asTime = (date) => date.toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const asDay = (date) => date.toLocaleDateString(language, { dateStyle: "long" });

/** Shows the sentence data-text-<name>. Screen readers speak on every change, so an equal one is left alone. */
function say(name, time = "") {
  const words = sheet.dataset[`text${name[0].toUpperCase()}${name.slice(1)}`].replace("{time}", time);
  const status = part("status");
  status.dataset.state = name;
  if (status.textContent !== words) status.textContent = words;
}

/** What is kept: {changed: date, answers: {name: text}}; null if nothing is, or if it cannot be read. */
function kept() {
  try {
    const record = JSON.parse(localStorage.getItem(key));
    return record?.answers ? { changed: new Date(record.changed), answers: record.answers } : null;
  } catch {
    return null;
  }
}

/** The text as it goes on paper. Where the writer's own lines would need more than there are, the text runs on. */
function copyForPrint(area) {
  const turns = area.value.trim().split(/\s*\n\s*/);
  const aLine = area.maxLength / area.rows;
  const needed = turns.reduce((sum, turn) => sum + Math.ceil(turn.length / aLine), 0);
  const copy = area.parentElement.querySelector("[data-print-copy]");
  copy.textContent = turns.join(needed > area.rows ? "\u3000" : "\n");
}

function showRoom(area) {
  const left = area.maxLength - area.value.length;
  const note = area.parentElement.querySelector("[data-left]");
  const words = left > 0 ? sheet.dataset.textLeft.replace("{count}", left) : sheet.dataset.textFull;
  note.textContent = left > NEAR_THE_END ? "" : words;
}

/** Puts the record into the fields, except the one that is being written in; without a record all are emptied. */
function show(record) {
  const written = record && document.hasFocus() ? document.activeElement : null;
  for (const area of areas) {
    if (area !== written) area.value = record?.answers[area.dataset.field] ?? "";
    copyForPrint(area);
    showRoom(area);
  }
  part("date").textContent = record ? asDay(record.changed) : "";
}

function save() {
  clearTimeout(timer);
  timer = null;
  const changed = new Date();
  const answers = Object.fromEntries(areas.map((area) => [area.dataset.field, area.value]));
  const isEmpty = areas.every((area) => area.value === "");
  areas.forEach(showRoom);
  part("date").textContent = isEmpty ? "" : asDay(changed);
  try {
    if (isEmpty) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify({ changed, answers }));
    say(isEmpty ? "empty" : "kept", asTime(changed));
  } catch {
    say("lost");
  }
}

function saveNow() {
  if (timer !== null) save();
}

function empty() {
  clearTimeout(timer);
  timer = null;
  show(null);
}

function clear() {
  part("dialog").close();
  empty();
  areas[0].focus();
  try {
    localStorage.removeItem(key);
    say("cleared");
  } catch {
    say("lost");
  }
}

/** A browser that blocks its store, or has it full, says so before anything is typed. */
function tryStore() {
  try {
    localStorage.setItem(`${key}.probe`, "1");
    localStorage.removeItem(`${key}.probe`);
    return true;
  } catch {
    return false;
  }
}

sheet.addEventListener("input", ({ target }) => {
  copyForPrint(target);
  clearTimeout(timer);
  timer = setTimeout(save, SAVE_AFTER);
});
for (const event of ["pagehide", "beforeprint"]) window.addEventListener(event, saveNow);
document.addEventListener("visibilitychange", saveNow);
window.addEventListener("storage", (event) => {
  // A key of null: the whole store was emptied.
  if (event.key !== key && event.key !== null) return;
  const record = kept();
  if (record) show(record);
  else empty();
  say(record ? "elsewhere" : "cleared", asTime(new Date()));
});
// Brought back by the back button, the page may meet another person at this machine: ask the server again.
window.addEventListener("pageshow", (event) => event.persisted && window.location.reload());

for (const button of sheet.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());
part("clear").addEventListener("click", () => part("dialog").showModal());
part("keep").addEventListener("click", () => part("dialog").close());
part("clear-now").addEventListener("click", clear);

const found = kept();
show(found);
areas.forEach((area) => (area.disabled = false));
for (const actions of sheet.querySelectorAll("[data-actions]")) actions.hidden = false;
if (!tryStore()) say("lost");
else if (found) say("found", `${asDay(found.changed)} ${asTime(found.changed)}`);
else say("empty");
