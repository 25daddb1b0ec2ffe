const COOKIE = "text_size";
const A_YEAR = 365 * 24 * 60 * 60;

/** Shows the switch for large type. The server reads the cookie, so the next page opens at that size at once. */
export function offerLargeText() {
  const button = document.querySelector("[data-text-size]");
  if (!button) return;
  const root = document.documentElement;
  const isLarge = () => root.dataset.text === "large";
  const show = () => button.setAttribute("aria-pressed", String(isLarge()));
  button.addEventListener("click", () => {
    if (isLarge()) delete root.dataset.text;
    else root.dataset.text = "large";
    document.cookie = `${COOKIE}=${isLarge() ? "large" : "normal"}; path=/; max-age=${A_YEAR}; samesite=lax`;
    show();
  });
  button.hidden = false;
  show();
}
