/**
 * a[data-dialog] leads to a page. Here its <main> opens in a native dialog: the h1 is the title, forms are sent as from the page
 * and answered by it. Whatever goes wrong, the link is followed.
 */
import { countCharacters } from "./counter.js";

export function dialogs() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-dialog]");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open(link).catch(() => location.assign(link.href));
  });
}

async function open(link) {
  const answer = await fetch(link.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) throw new Error(answer.status);
  const main = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
  const title = main.querySelector("h1");
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.innerHTML = '<div class="dialog__h"><h2 id="dialog-title" tabindex="-1"></h2><button class="icon-btn" type="button">'
    + '<svg class="i" viewBox="0 0 24 24" aria-hidden="true"><path d="M6 6l12 12M18 6L6 18"/></svg></button></div><div class="dialog__b"></div>';
  dialog.setAttribute("aria-labelledby", "dialog-title");
  const [heading, close] = [dialog.querySelector("h2"), dialog.querySelector("button")];
  heading.textContent = title.textContent;
  close.setAttribute("aria-label", link.dataset.dialog);
  title.remove();
  for (const extra of main.querySelectorAll(".crumb")) extra.remove();
  for (const form of main.querySelectorAll("form")) if (!form.getAttribute("action")) form.action = answer.url;
  ownIds(main);
  dialog.lastElementChild.append(...main.children);
  let touched = false;
  dialog.addEventListener("input", () => (touched = true));
  close.addEventListener("click", () => dialog.close());
  // A click beside it closes, unless words would be lost.
  dialog.addEventListener("click", (event) => event.target === dialog && !touched && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  heading.focus();
  countCharacters(dialog);
}

/** Ids stay single although two pages stand in one. */
function ownIds(main) {
  const prefixed = (value) => value.split(" ").map((id) => `dialog-${id}`).join(" ");
  for (const name of ["id", "for", "aria-describedby", "aria-labelledby", "aria-controls"]) {
    for (const element of main.querySelectorAll(`[${name}]`)) element.setAttribute(name, prefixed(element.getAttribute(name)));
  }
  for (const link of main.querySelectorAll('a[href^="#"]')) link.hash = `dialog-${link.hash.slice(1)}`;
}
