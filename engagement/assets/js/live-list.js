/**
 * A list that follows its panel: form[data-live] is fetched on change, and #ergebnisse and the panel are replaced.
 * The address keeps the state. Whatever goes wrong, the form is sent as it would be without script.
 */
export function liveList() {
  let running;
  let shown = location.pathname + location.search;
  document.addEventListener("change", (event) => {
    // A field outside the panel may belong to it too (attribute form).
    const form = event.target.form;
    if (!form?.matches("[data-live]") || !document.getElementById("ergebnisse")) return;
    const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
    load(`${form.action.split("?")[0]}?${query}`, event.target.id);
  });
  window.addEventListener("popstate", () => {
    // A jump within the page is a popstate too; only another selection needs another page.
    if (location.pathname + location.search !== shown) location.reload();
  });

  async function load(address, focusId) {
    running?.abort();
    running = new AbortController();
    const results = document.getElementById("ergebnisse");
    results.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { signal: running.signal, headers: { Accept: "text/html" } });
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const panel = document.querySelector("form[data-live]");
      const top = panel.scrollTop;
      results.replaceWith(page.getElementById("ergebnisse"));
      const fresh = page.querySelector("form[data-live]");
      panel.replaceChildren(...fresh.childNodes);
      panel.scrollTop = top;
      document.title = page.title;
      history.pushState(null, "", address + location.hash);
      shown = location.pathname + location.search;
      document.dispatchEvent(new Event("replaced"));
      document.getElementById(focusId)?.focus({ preventScroll: true });
    } catch (error) {
      if (error.name !== "AbortError") location.assign(address);
    }
  }
}
