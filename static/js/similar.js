// While a title and a summary are typed, similar registered tools are shown beneath. The page works without this file.
const WAIT = 400;
const LEAST = 4;

for (const place of document.querySelectorAll("[data-similar]")) {
  const form = place.closest("form");
  const fields = place.dataset.fields.split(" ").map((name) => form.elements[name]);
  const status = place.querySelector("[role=status]");
  const list = place.querySelector("[data-found]");
  let timer;
  let asking;

  async function ask() {
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    if (fields[0].value.trim().length < LEAST) return show({ said: "", html: "", ids: [] });
    const address = new URL(place.dataset.similar, location.href);
    for (const field of fields) address.searchParams.set(field.name, field.value.slice(0, 400));
    try {
      const answer = await fetch(address, { signal, headers: { Accept: "application/json" } });
      if (answer.ok) show(await answer.json());
    } catch {
      // Typing goes on, or the network is away: the same is asked again when the form is sent.
    }
  }

  function show(found) {
    if (status.textContent !== found.said) status.textContent = found.said;
    list.innerHTML = found.html;
    form.elements.seen.value = found.ids.join(",");
  }

  for (const field of fields) {
    field.addEventListener("input", () => {
      clearTimeout(timer);
      asking?.abort();
      timer = setTimeout(ask, WAIT);
    });
  }
}
