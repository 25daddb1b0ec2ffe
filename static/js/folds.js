const WIDE = "(min-width: 60em)";

/** Opens every [data-open-when-wide] where there is room for it and closes it where there is not. */
export function openFoldsWhenWide() {
  const folds = document.querySelectorAll("details[data-open-when-wide]");
  if (!folds.length) return;
  const query = window.matchMedia(WIDE);
  const apply = () => folds.forEach((fold) => (fold.open = query.matches));
  query.addEventListener("change", apply);
  apply();
}
