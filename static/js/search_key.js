const CHOICE = "search_key";
const WRITING = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]:not([contenteditable='false'])";

const isOn = () => localStorage.getItem(CHOICE) !== "off";

/** "/" leads to the search field, unless somebody writes or has switched the key off. */
export function focusSearchOnSlash() {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest?.(WRITING) || !isOn()) return;
    const fields = [...document.querySelectorAll("[data-search-field]")];
    const field = fields.find((input) => input.getClientRects().length > 0);
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
  offerSwitch();
}

// Speech input may press single keys by mistake, so whoever uses it can switch this one off (WCAG 2.1.4).
function offerSwitch() {
  const label = document.querySelector("[data-search-key]");
  if (!label) return;
  const box = label.querySelector("input");
  box.checked = isOn();
  box.addEventListener("change", () => localStorage.setItem(CHOICE, box.checked ? "on" : "off"));
  label.hidden = false;
}
