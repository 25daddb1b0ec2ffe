// The attempt as the server has it now: its page with the newest answers, and a token that fits the session.

let asked = null;

/** Every token of this page: after a sign-in the old one is refused. */
function takeToken(page) {
  const fresh = page.querySelector("[name=csrfmiddlewaretoken]");
  if (!fresh) return;
  document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((input) => (input.value = fresh.value));
}

/** @returns the page at `address`, null if it leads elsewhere. Throws without a network or on an error of the server. */
async function fetchPage(address) {
  const reply = await fetch(address, { redirect: "manual", cache: "no-store" });
  if (reply.type === "opaqueredirect") return null;
  if (!reply.ok && reply.status !== 404) throw new Error(`${address} answers ${reply.status}`);
  const page = new DOMParser().parseFromString(await reply.text(), "text/html");
  takeToken(page);
  return { page, isThere: reply.ok };
}

async function lookOnce() {
  const found = await fetchPage(location.pathname);
  if (!found) return { kind: "signedout" };
  // Other people's attempts do not exist: somebody else is signed in.
  if (!found.isThere) return { kind: "foreign" };
  return { kind: found.page.querySelector("[data-attempt]") ? "open" : "closed", page: found.page };
}

/**
 * What is at this address: {kind: "open" | "closed" | "signedout" | "foreign", page}. Several who ask at once share
 * one answer. Throws without a network.
 */
export function look() {
  asked ??= lookOnce().finally(() => {
    asked = null;
  });
  return asked;
}

/** The kind alone, with the seconds that are left: quicker for the server than the page. */
export async function askState(form) {
  const reply = await fetch(form.dataset.stateUrl, { redirect: "manual", cache: "no-store" });
  if (reply.type === "opaqueredirect") return { kind: "signedout" };
  if (reply.status === 404) return { kind: "foreign" };
  if (!reply.ok) throw new Error(`The clock answers ${reply.status}`);
  const { status, seconds_left: secondsLeft } = await reply.json();
  return { kind: status, secondsLeft };
}

/** Brings the page up to date with the server, as far as nothing was changed here. */
export async function catchUp(desk) {
  const { kind, page } = await look();
  if (kind !== "open") {
    // Who put the sign-in off is not asked again at each turn.
    if (!desk.isHeld || kind === "closed") desk.meet(kind);
    return;
  }
  desk.release();
  desk.questions.forEach((question) => question.follow(page));
  // A machine that slept has counted too little.
  const clock = page.querySelector("[data-clock]");
  desk.clock?.set(clock ? Number(clock.dataset.clock) : null);
}

/**
 * Signs in. Answers the kind of what is at the address of the attempt then, or "wrong" for a wrong password. Throws
 * without a network.
 */
export async function signIn(form) {
  const before = await look();
  if (before.kind === "open" || before.kind === "closed") return before.kind;
  // Who is signed out gets a token from the sign-in page; for somebody else the page that was looked at had one.
  if (before.kind === "signedout") await fetchPage(form.action);
  const body = new URLSearchParams(new FormData(form));
  const reply = await fetch(form.action, { method: "POST", redirect: "manual", body });
  if (reply.type !== "opaqueredirect" && !reply.ok) throw new Error(`The sign-in answers ${reply.status}`);
  return reply.ok ? "wrong" : (await look()).kind;
}
