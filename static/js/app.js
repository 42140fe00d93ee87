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

/** A long select becomes a field that suggests as one types; the select stays behind it and is what the form sends. */
async function suggest() {
  const selects = [...document.querySelectorAll("select[data-suggest]")];
  if (!selects.length) return;
  await new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = root.dataset.autocomplete;
    script.addEventListener("load", resolve);
    script.addEventListener("error", reject);
    document.head.append(script);
  });
  for (const select of selects) {
    window.accessibleAutocomplete.enhanceSelectElement({
      selectElement: select,
      defaultValue: select.selectedOptions[0]?.value ? undefined : "",
      showAllValues: true,
    });
  }
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
