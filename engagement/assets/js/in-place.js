/**
 * form[data-in-place] is sent in the background: what the server refuses is shown without leaving the page, so that passwords
 * and chosen files stay, and the focus goes to the summary. The server says where an accepted form leads (X-Location,
 * web/hooks.py). Where nothing comes back the browser sends the form itself and tells why.
 */
import { focusErrors } from "./errors.js";

export function inPlace(enhance) {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches("form[data-in-place]") || form.getAttribute("aria-busy") === "true") return;
    event.preventDefault();
    form.setAttribute("aria-busy", "true");
    send(form, event.submitter).finally(() => form.removeAttribute("aria-busy"));
  });

  async function send(form, button) {
    const data = new FormData(form, button);
    const body = form.enctype === "multipart/form-data" ? data : new URLSearchParams(data);
    const address = button?.getAttribute("formaction") ?? form.getAttribute("action") ?? location.href;
    let answer;
    try {
      answer = await fetch(address, { method: "POST", body, headers: { Accept: "text/html", "X-In-Place": "1" } });
    } catch {
      delete form.dataset.inPlace;
      return form.requestSubmit(button);
    }
    const next = answer.headers.get("X-Location");
    if (next) return location.assign(next);
    show(new DOMParser().parseFromString(await answer.text(), "text/html"));
  }

  function show(page) {
    const main = document.getElementById("inhalt");
    const fresh = page.getElementById("inhalt");
    for (const typed of main.querySelectorAll("input[type=password], input[type=file], input[data-show]")) {
      const place = fresh.querySelector(`input[name="${typed.name}"]`);
      if (!place || place.value) continue;
      for (const { name, value } of place.attributes) typed.setAttribute(name, value);
      if (!place.hasAttribute("aria-invalid")) typed.removeAttribute("aria-invalid");
      place.replaceWith(typed);
    }
    main.replaceChildren(...fresh.childNodes);
    main.className = fresh.className;
    document.title = page.title;
    enhance();
    if (focusErrors()) return;
    main.focus();
    scrollTo(0, 0);
  }
}
