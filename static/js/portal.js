import { changeDisplayAtOnce, keepPlace } from "./display.js";
import { closeMenus } from "./menus.js";
import { focusSearchOnSlash } from "./search_key.js";

/** What a tab keeps belongs to the account: answers of an attempt that could not be sent yet. */
function forgetOnSignOut() {
  document.addEventListener("submit", ({ target }) => {
    if (target.getAttribute("action") === "/sign-out/") sessionStorage.clear();
  });
}

for (const start of [changeDisplayAtOnce, closeMenus, focusSearchOnSlash, forgetOnSignOut, keepPlace]) {
  try {
    start();
  } catch (error) {
    // A browser that blocks storage throws; what does not need it works all the same.
    console.warn(error);
  }
}

// A sample on the style guide is no error of the reader's.
document.querySelector("[data-error-summary]:not([data-specimens] *)")?.focus();

// Where the stylesheet cannot open a fold on a wide screen, a module does, also in a part that was fetched later.
const foldsNeedHelp = !CSS.supports("selector(::details-content)");
async function openFolds() {
  if (foldsNeedHelp && document.querySelector("[data-open-when-wide]")) (await import("./folds.js")).openFoldsWhenWide();
}
openFolds();
document.addEventListener("htmx:afterSettle", openFolds);
