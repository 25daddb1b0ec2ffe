/** Menus close with Escape, with a press elsewhere, and when the keyboard leaves them. They open without a script. */
export function closeMenus() {
  for (const menu of document.querySelectorAll("[data-menu]")) {
    const close = () => menu.removeAttribute("open");
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      close();
      menu.querySelector("summary").focus();
    });
    menu.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !menu.contains(event.relatedTarget)) close();
    });
    document.addEventListener("click", (event) => {
      if (!menu.contains(event.target)) close();
    });
  }
}
