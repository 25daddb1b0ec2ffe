// What the survey asks of a page. Every function answers a list of sentences about what is wrong, or plain figures.
(() => {
  const CLOSING = /[\p{P}\p{S}\s]/u;
  const HAN = /\p{Script=Han}/u;
  const isShown = (element) =>
    element.checkVisibility({ visibilityProperty: true }) && element.getBoundingClientRect().width > 2;
  const nameOf = (element) => `${element.localName}.${[...element.classList].join(".")} “${element.textContent.trim().slice(0, 30)}”`;

  /** Every drawn character with its place. */
  function characters(element) {
    const found = [];
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (node.parentElement.closest(".visually-hidden")) continue;
      for (let at = 0; at < node.data.length; at += 1) {
        if (/\s/.test(node.data[at])) continue;
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        const box = range.getClientRects()[0];
        if (box?.width) found.push({ text: node.data[at], middle: (box.top + box.bottom) / 2, height: box.height });
      }
    }
    return found;
  }

  /** The characters of each line of `element`, in the order of reading. */
  function lines(element) {
    const found = [];
    for (const character of characters(element)) {
      const last = found.at(-1);
      if (last && Math.abs(last.middle - character.middle) < character.height / 2) last.text += character.text;
      else found.push({ text: character.text, middle: character.middle });
    }
    return found.map((line) => line.text);
  }

  /** Answers when what was changed is drawn: even the shortest transition takes its frame. */
  async function settle() {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    await Promise.allSettled(document.getAnimations().map((animation) => animation.finished));
  }

  window.measures = {
    /** Headings whose last line is a single Chinese character, with or without a mark behind it. */
    lonelyCharacters() {
      return [...document.querySelectorAll("h1, h2, h3")].filter(isShown).flatMap((heading) => {
        const found = lines(heading);
        const last = [...(found.at(-1) ?? "")].filter((character) => !CLOSING.test(character));
        return found.length > 1 && last.length === 1 && HAN.test(last[0]) ? [nameOf(heading)] : [];
      });
    },

    /** What sticks out to the right, if the page can be pushed sideways. */
    overflow() {
      const room = document.documentElement.clientWidth;
      if (document.documentElement.scrollWidth <= room) return [];
      const wide = [...document.querySelectorAll("body *")].filter((element) => element.getBoundingClientRect().right > room + 1);
      return wide.slice(-3).map((element) => `${nameOf(element)} ends at ${element.getBoundingClientRect().right} of ${room}`);
    },

    /** Figures in tables whose digits are not all of one width. */
    looseFigures() {
      const isFigure = (cell) => /^[\d.,%/ ]*\d[\d.,%/ ]*$/.test(cell.innerText);
      return [...document.querySelectorAll("table :is(td, .num)")]
        .filter((cell) => isShown(cell) && (isFigure(cell) || cell.matches("td.num")))
        .filter((cell) => !getComputedStyle(cell).fontVariantNumeric.includes("tabular-nums"))
        .map(nameOf);
    },

    /** Long paragraphs of reading text: how many ems wide, and the height of a line in ems. */
    reading(selector) {
      return [...document.querySelectorAll(selector)].filter((p) => isShown(p) && lines(p).length > 1).map((p) => {
        const style = getComputedStyle(p);
        const size = parseFloat(style.fontSize);
        return { wide: p.getBoundingClientRect().width / size, high: parseFloat(style.lineHeight) / size, size };
      });
    },

    /** What still moves for longer than a hundredth of a second. */
    motion() {
      const seconds = (list) => Math.max(...list.split(",").map((one) => parseFloat(one) * (one.trim().endsWith("ms") ? 0.001 : 1)));
      const moving = [...document.querySelectorAll("*")].flatMap((element) =>
        [null, "::before", "::after"].flatMap((part) => {
          const style = getComputedStyle(element, part);
          const longest = Math.max(seconds(style.transitionDuration), seconds(style.animationDuration));
          return longest > 0.01 ? [`${nameOf(element)}${part ?? ""} moves for ${longest} s`] : [];
        }),
      );
      return [...moving, ...viewTransitions([...document.styleSheets])];
    },

    /** Answers when the colours are there: a style that is not in use may still be on its way. */
    async setDark(isDark) {
      const link = document.querySelector("[data-dark-styles]");
      if (!link.sheet) await new Promise((done) => link.addEventListener("load", done, { once: true }));
      link.media = isDark ? "screen" : "not all";
      await settle();
    },

    async setLarge(isLarge) {
      if (isLarge) document.documentElement.dataset.text = "large";
      else delete document.documentElement.dataset.text;
      await settle();
    },

    async openFolds() {
      document.querySelectorAll("details").forEach((fold) => (fold.open = true));
      await settle();
    },

    /** Shows the dialog or popover of that number; false if there is none. */
    async openLayer(number) {
      const layers = document.querySelectorAll("dialog, [popover]");
      const layer = layers[number];
      for (const other of layers) {
        if (other.matches(":modal")) other.close();
        else if (other.matches(":popover-open")) other.hidePopover();
      }
      if (!layer) return false;
      if (layer.localName === "dialog") layer.showModal();
      else layer.showPopover();
      await settle();
      return true;
    },
  };

  function viewTransitions(groups) {
    return groups.flatMap((group) =>
      [...group.cssRules].flatMap((rule) => {
        if (rule.constructor.name === "CSSViewTransitionRule") return rule.navigation === "auto" ? ["pages slide into one another"] : [];
        const isOff = rule.media && !window.matchMedia(rule.media.mediaText).matches;
        return rule.cssRules && !isOff ? viewTransitions([rule]) : [];
      }),
    );
  }
})();
