const A_YEAR = 365 * 24 * 60 * 60;
const SCREENS = { light: "not all", dark: "screen", auto: "screen and (prefers-color-scheme: dark)" };
const PLACE = "place";
const LANDMARKS = "main :is(h1, h2, h3, p, li, tr, fieldset, dt)";

/** What each choice does at once. The server reads the same cookies, so the next page opens that way. */
const APPLY = {
  text_size(value) {
    if (value === "large") document.documentElement.dataset.text = "large";
    else delete document.documentElement.dataset.text;
  },
  theme(value) {
    document.querySelector("[data-dark-styles]").media = SCREENS[value];
  },
};

function show(button, value) {
  const choices = button.form.querySelectorAll(`[name="${button.name}"]`);
  if (choices.length > 1) {
    for (const choice of choices) choice.setAttribute("aria-pressed", String(choice === button));
  } else {
    button.setAttribute("aria-pressed", String(value === "large"));
    button.value = value === "large" ? "normal" : "large";
  }
}

/** The first landmark that is still in sight, and how far it is from the top. */
function placeNow() {
  const landmarks = [...document.querySelectorAll(LANDMARKS)];
  const index = landmarks.findIndex((landmark) => landmark.getBoundingClientRect().bottom > 0);
  return { index, top: landmarks[index]?.getBoundingClientRect().top ?? 0 };
}

function goTo({ index, top }) {
  const landmark = document.querySelectorAll(LANDMARKS)[index];
  if (landmark) window.scrollBy(0, landmark.getBoundingClientRect().top - top);
}

/** Runs a change of the layout and keeps the line that was being read where it was. */
function keepInView(change) {
  const atTop = window.scrollY === 0;
  const place = placeNow();
  change();
  if (!atTop) goTo(place);
}

/** Changes type size and colours without a reload; without this module the form is sent and the page comes anew. */
export function changeDisplayAtOnce() {
  for (const form of document.querySelectorAll("[data-display]")) {
    form.addEventListener("submit", (event) => {
      const button = event.submitter;
      if (!(button?.name in APPLY)) return;
      event.preventDefault();
      const { name, value } = button;
      keepInView(() => APPLY[name](value));
      document.cookie = `${name}=${value}; path=/; max-age=${A_YEAR}; samesite=lax`;
      show(button, value);
    });
  }
}

const addressNow = () => location.pathname + location.search;

/** After a form that brings the same page again (another language), the reader is where he was. */
export function keepPlace() {
  const kept = JSON.parse(sessionStorage.getItem(PLACE) ?? "null");
  sessionStorage.removeItem(PLACE);
  if (kept?.address === addressNow()) {
    if (kept.scrolled) goTo(kept);
    document.getElementById(kept.focus)?.focus({ preventScroll: true });
  }
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || !event.target.matches("[data-keep-place]")) return;
    const address = addressNow();
    // A fragment may have changed the address since the form was drawn.
    event.target.elements.next.value = address;
    const place = { address, scrolled: window.scrollY > 0, focus: event.submitter?.id ?? "", ...placeNow() };
    sessionStorage.setItem(PLACE, JSON.stringify(place));
  });
}
