// Keeps a progress bar moving and shows the result when the work is done.
// The page reloads itself without scripting, too; this only does it more quietly.

const POLL_EVERY = 1000; // milliseconds

/** @param {HTMLElement} root an element with data-progress-url and data-progress-state */
function follow(root) {
  const bar = root.querySelector("progress");
  const text = root.querySelector(".progress__text");
  const stalled = root.querySelector("[data-progress-stalled]");

  function show(status) {
    if (status.total) {
      bar.max = status.total;
      bar.value = status.done;
    } else {
      bar.removeAttribute("value");
    }
    // Screen readers speak on every change of this text, so an equal one is left alone.
    if (text.textContent !== status.text) text.textContent = status.text;
    stalled.hidden = !status.is_stalled;
  }

  async function ask() {
    try {
      const answer = await fetch(root.dataset.progressUrl, { headers: { Accept: "application/json" } });
      // A lapsed session answers with a page: load it, it leads to the sign-in.
      if (answer.redirected || answer.status === 403 || answer.status === 404) return location.reload();
      if (answer.ok) {
        const status = await answer.json();
        if (!status.is_busy || status.state !== root.dataset.progressState) return location.reload();
        show(status);
      }
    } catch {
      // The network is away for a moment; the next question may get through.
    }
    setTimeout(ask, POLL_EVERY);
  }

  ask();
}

document.querySelectorAll("[data-progress]").forEach(follow);
