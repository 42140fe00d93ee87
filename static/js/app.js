// Progressive only: every page works without this file.
const root = document.documentElement;
document.body.classList.add("js-enabled", "govuk-frontend-supported");

const wide = window.matchMedia("(min-width: 800px)");

/** Filters stand open beside the results on a wide screen and fold above them on a narrow one. */
function fold() {
  for (const details of document.querySelectorAll("details.app-fold")) {
    details.open = wide.matches;
  }
}

/** Fields that suggest as one types need a script of their own; pages without one do not load it. */
async function suggest() {
  const selects = [...document.querySelectorAll("select[data-suggest]")];
  const boxes = [...document.querySelectorAll("input[data-suggestions]")];
  if (!selects.length && !boxes.length) return;
  await new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = root.dataset.autocomplete;
    script.addEventListener("load", resolve);
    script.addEventListener("error", reject);
    document.head.append(script);
  });
  // A long select: it stays behind the field and is what the form sends.
  for (const select of selects) {
    window.accessibleAutocomplete.enhanceSelectElement({
      selectElement: select,
      defaultValue: select.selectedOptions[0]?.value ? undefined : "",
      showAllValues: true,
    });
    escapeToField(select.previousElementSibling);
  }
  for (const box of boxes) suggestSearches(box);
}

/** Escape from the list leads back to the field: the library closes the list and leaves the keyboard nowhere. */
function escapeToField(place) {
  place.addEventListener(
    "keydown",
    (event) => {
      const field = place.querySelector("input");
      if (event.key !== "Escape" || event.target === field) return;
      event.stopPropagation();
      field.focus();
      field.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", keyCode: 27, bubbles: true }));
    },
    true,
  );
}

/** The search box: what may be meant is listed beneath it; nothing is chosen unless somebody chooses it. */
function suggestSearches(input) {
  const place = document.createElement("div");
  place.className = "app-search__typed";
  const { id, name, value, maxLength } = input;
  const address = new URL(input.dataset.suggestions, location.href);
  const focused = document.activeElement === input;
  let timer;
  let asking;

  function ask(typed, show) {
    clearTimeout(timer);
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    timer = setTimeout(async () => {
      address.searchParams.set("q", typed);
      try {
        const answer = await fetch(address, { signal, headers: { Accept: "application/json" } });
        show(answer.ok ? await answer.json() : []);
      } catch {
        // Typing goes on, or the network is away: the search itself works all the same.
      }
    }, 120);
  }

  input.replaceWith(place);
  window.accessibleAutocomplete({
    element: place,
    id,
    name,
    defaultValue: value,
    minLength: 2,
    confirmOnBlur: false,
    displayMenu: "overlay",
    showNoOptionsFound: false,
    source: ask,
    templates: {
      inputValue: (one) => one?.text ?? "",
      suggestion: (one) => (typeof one === "string" ? one : `${escaped(one.text)} <small>${escaped(one.note)}</small>`),
    },
    onConfirm: (one) => {
      if (one?.url) location.assign(one.url);
    },
  });
  const field = place.querySelector("input");
  field.maxLength = maxLength;
  // Enter sends what was typed unless one of the list has been gone to: the library would do nothing.
  place.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Enter" && !place.querySelector("[role=option][aria-selected=true]")) event.stopPropagation();
    },
    true,
  );
  escapeToField(place);
  if (focused) field.focus();
}

function escaped(text) {
  const element = document.createElement("span");
  element.textContent = text;
  return element.innerHTML;
}

/** Typed text is not lost by a slip: leaving a changed form asks first. */
function guard() {
  for (const form of document.querySelectorAll("form[data-guard]")) {
    let changed = false;
    form.addEventListener("input", () => (changed = true));
    form.addEventListener("submit", () => (changed = false));
    window.addEventListener("beforeunload", (event) => {
      if (changed) event.preventDefault();
    });
  }
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

fold();
wide.addEventListener("change", fold);
guard();
suggest().catch(() => {});
if (root.dataset.components) {
  const { initAll } = await import(root.dataset.components);
  initAll();
}
