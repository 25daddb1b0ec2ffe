// Makes two controls handier: steps are moved instead of numbered, and a long answer says how much room is left.

/** Steps of an ordering question. The lists of ranks go on holding the answer, in the order of the form. */
function startRanks(list) {
  const fieldset = list.closest("fieldset");
  const confirm = fieldset.querySelector("[data-confirm]");
  const said = fieldset.querySelector("[data-moved]");
  const steps = [...list.querySelectorAll("[data-step]")].map((element) => ({ element, rank: element.querySelector("select") }));
  const selects = steps.map(({ rank }) => rank);
  const holder = document.createElement("div");
  holder.hidden = true;
  list.after(holder);
  holder.append(...selects);
  list.querySelectorAll("[data-buttons], [data-place]").forEach((part) => (part.hidden = false));

  const isOrdered = () => new Set(selects.map((select) => select.value)).size === steps.length && selects.every((select) => select.value);
  const shownSteps = () => [...list.children].map((element) => steps.find((step) => step.element === element));

  function number() {
    shownSteps().forEach(({ element }, place) => {
      element.querySelector("[data-place]").textContent = place + 1;
      element.querySelector("[data-move='-1']").setAttribute("aria-disabled", place === 0);
      element.querySelector("[data-move='1']").setAttribute("aria-disabled", place === steps.length - 1);
    });
    confirm.hidden = isOrdered();
  }

  /** Puts the steps into the order that the lists hold; those without a rank come last. */
  function follow() {
    const rankOf = ({ rank }) => Number(rank.value) || steps.length + 1;
    list.append(...[...steps].sort((one, other) => rankOf(one) - rankOf(other)).map(({ element }) => element));
    number();
  }

  /** Takes the order that is shown as the answer. */
  function answer() {
    shownSteps().forEach(({ rank }, place) => (rank.value = String(place + 1)));
    number();
    holder.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function move(button, by) {
    const element = button.closest("[data-step]");
    const other = by < 0 ? element.previousElementSibling : element.nextElementSibling;
    if (!other) return;
    // The neighbour moves, so that the focus stays where it is.
    if (by < 0) element.after(other);
    else element.before(other);
    answer();
    const words = { text: element.querySelector("[id]").textContent, place: [...list.children].indexOf(element) + 1, count: steps.length };
    said.textContent = list.dataset.textMoved.replace(/\{(\w+)\}/g, (_all, name) => words[name]);
  }

  list.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-move]");
    if (button) move(button, Number(button.dataset.move));
  });
  confirm.addEventListener("click", answer);
  fieldset.addEventListener("shown", follow);
  follow();
}

/** Counts the characters of a long answer, and shows the whole field: the browser is content with its first line. */
function startCount(area) {
  const room = area.closest("fieldset").querySelector("[data-room]");
  const count = () => {
    room.textContent = room.dataset.textRoom.replace("{count}", area.value.length).replace("{most}", area.maxLength);
  };
  area.addEventListener("input", count);
  area.addEventListener("focus", () => area.scrollIntoView({ block: "nearest" }));
  area.closest("fieldset").addEventListener("shown", count);
  count();
}

export function startControls() {
  document.querySelectorAll("[data-ranks]").forEach(startRanks);
  document.querySelectorAll("[data-counted]").forEach(startCount);
}
