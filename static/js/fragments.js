// A part of the page is fetched and put in place by htmx; here it is announced and nothing gets lost on the way.

const announcer = document.createElement("p");
announcer.className = "visually-hidden";
announcer.setAttribute("role", "status");
document.body.append(announcer);

// One part melts into the next where motion is welcome.
htmx.config.globalViewTransitions = matchMedia("(prefers-reduced-motion: no-preference)").matches;

/** The whole page instead of the part: a lapsed session leads to the sign-in, an error says what happened. */
function goThere(event) {
  location.assign(event.detail.xhr.responseURL || event.detail.pathInfo.requestPath);
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, target } = event.detail;
  if (xhr.status === 200 && xhr.responseText.includes(`id="${target.id}"`)) return;
  event.detail.shouldSwap = false;
  goThere(event);
});
document.addEventListener("htmx:sendError", goThere);

document.addEventListener("htmx:afterSettle", (event) => {
  const part = document.getElementById(event.detail.target.id);
  announcer.textContent = (part.querySelector("[data-announced]") ?? part.querySelector("h1"))?.textContent.trim() ?? "";
  // htmx gives the focus back to what still has the same id; what led away from itself hands it to the heading.
  const count = part.querySelector("[data-announced]");
  if (count?.getBoundingClientRect().top < 0) count.scrollIntoView();
  if (document.activeElement !== document.body) return;
  const heading = ["[data-focus]", "h1", "h2", "p"].map((one) => part.querySelector(one)).find(Boolean);
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
});
