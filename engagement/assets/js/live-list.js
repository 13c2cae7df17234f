/**
 * A list that follows its panel: form[data-live] is fetched on change, and #ergebnisse and the panel are replaced. Chips, pages
 * and the search above do the same: whatever leads to the same list. The address keeps the state, and a live region says how
 * many there are. Whatever goes wrong, the browser goes there as it would without script.
 */
export function liveList() {
  const form = () => document.querySelector("form[data-live]");
  const results = () => document.getElementById("ergebnisse");
  if (!form() || !results()) return;
  const status = document.createElement("div");
  status.className = "vh";
  status.setAttribute("role", "status");
  document.body.append(status);
  let running;
  let shown = location.pathname + location.search;

  const path = (address) => new URL(address, location.href).pathname;
  const isList = (address) => path(address) === path(form().getAttribute("action"));
  const filled = (from) => {
    const query = new URLSearchParams([...new FormData(from)].filter(([, value]) => value !== ""));
    return `${path(from.getAttribute("action"))}${query.size ? `?${query}` : ""}`;
  };

  document.addEventListener("change", (event) => {
    // A field outside the panel may belong to it too (attribute form).
    if (event.target.form === form()) load(filled(form()), { focus: event.target.id });
  });
  document.addEventListener("submit", (event) => {
    const from = event.target;
    if (from.method !== "get" || !from.matches("form.finder") || !isList(from.getAttribute("action"))) return;
    event.preventDefault();
    load(filled(from), { focus: document.activeElement?.id });
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#ergebnisse a[href]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || link.target) return;
    const { origin, pathname, search, hash } = new URL(link.href);
    if (origin !== location.origin || hash || !isList(pathname)) return;
    event.preventDefault();
    load(pathname + search, { toTop: true });
  });
  window.addEventListener("popstate", () => {
    // A jump within the page is a popstate too; only another selection needs another list.
    if (location.pathname + location.search !== shown) load(location.pathname + location.search, { back: true });
  });

  async function load(address, { focus, toTop, back } = {}) {
    running?.abort();
    running = new AbortController();
    results().setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { signal: running.signal, headers: { Accept: "text/html" } });
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const top = form().scrollTop;
      results().replaceWith(page.getElementById("ergebnisse"));
      form().replaceChildren(...page.querySelector("form[data-live]").childNodes);
      form().scrollTop = top;
      const [finder, other] = [document, page].map((each) => each.querySelector("form.finder"));
      // Not while somebody types there.
      if (finder && other && !finder.contains(document.activeElement)) finder.replaceChildren(...other.childNodes);
      document.title = page.title;
      if (!back) history.pushState(null, "", address + (toTop ? "" : location.hash));
      shown = location.pathname + location.search;
      document.dispatchEvent(new Event("replaced"));
      const heading = results().querySelector("h1");
      status.textContent = heading.textContent;
      if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
      if (!toTop) return;
      heading.tabIndex = -1;
      heading.focus();
    } catch (error) {
      if (error.name !== "AbortError") location.assign(address);
    }
  }
}
