// Keeps what is typed into a section while it is being typed. Without this file "Save and continue" is the only way to keep it.
const WAIT = 1000;
const MOST_AT_ONCE = 60_000; // bytes that a browser sends on while a page closes

const line = document.querySelector("[data-autosave]");
const form = line?.closest("form");

/** Sends the whole form a second after the last key, and once more when the page is left. */
function keep() {
  let timer = null;
  let sending = null;
  let last = form && new URLSearchParams(new FormData(form)).toString();
  let leaving = false;

  const body = () => new URLSearchParams(new FormData(form)).toString();
  const notKept = (reason) => (line.textContent = line.dataset.notKept.replace("{reason}", reason));

  async function send(closing = false) {
    clearTimeout(timer);
    timer = null;
    const typed = body();
    if (leaving || typed === last) return;
    if (closing) {
      if (typed.length < MOST_AT_ONCE) {
        fetch(line.dataset.autosave, { ...request(typed), keepalive: true }).catch(() => {});
        last = typed;
      }
      return;
    }
    if (sending) {
      timer = setTimeout(send, WAIT);
      return;
    }
    sending = new AbortController();
    try {
      const answer = await fetch(line.dataset.autosave, { ...request(typed), signal: sending.signal });
      const isOurs = (answer.headers.get("Content-Type") || "").startsWith("application/json");
      const said = isOurs ? await answer.json() : {};
      if (leaving) return;
      if (answer.ok && said.message) {
        last = typed;
        line.textContent = said.message;
      } else {
        notKept(said.message || line.dataset.signedOut);
      }
    } catch {
      if (!leaving) notKept(line.dataset.offline);
    } finally {
      sending = null;
    }
  }

  function request(typed) {
    return {
      method: "POST",
      body: typed,
      redirect: "manual",
      credentials: "same-origin",
      headers: { "Content-Type": "application/x-www-form-urlencoded", Accept: "application/json" },
    };
  }

  function typedSomething() {
    clearTimeout(timer);
    timer = setTimeout(send, WAIT);
  }

  form.addEventListener("input", typedSomething);
  form.addEventListener("change", typedSomething);
  form.addEventListener("submit", () => {
    leaving = true; // the save says it all; a late copy of it must not come after
    clearTimeout(timer);
    sending?.abort();
  });
  window.addEventListener("pagehide", () => send(true));
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) leaving = false;
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") send(true);
  });
  if ("changed" in line.dataset) {
    last = null;
    typedSomething();
  }
}

if (form) keep();
