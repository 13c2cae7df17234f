/**
 * Single keys for staff: a button or link with data-key answers to that letter, except while somebody types.
 * They can be switched off (WCAG 2.2, 2.1.4) with the checkbox [data-shortcuts]; the browser remembers it.
 */
export function shortcuts() {
  const targets = new Map([...document.querySelectorAll("[data-key]")].map((item) => [item.dataset.key.toLowerCase(), item]));
  if (!targets.size) return;
  let on = localStorage.getItem("shortcuts") !== "off";
  const toggle = document.querySelector("[data-shortcuts]");
  if (toggle) {
    toggle.checked = on;
    toggle.closest("[hidden]")?.removeAttribute("hidden");
    toggle.addEventListener("change", () => {
      on = toggle.checked;
      localStorage.setItem("shortcuts", on ? "on" : "off");
    });
  }
  document.addEventListener("keydown", (event) => {
    if (!on || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable]")) return;
    const target = targets.get(event.key.toLowerCase());
    if (!target) return;
    event.preventDefault();
    target.focus();
    // A single key never decides: it leads to a button, and only opens links and summaries.
    if (target.matches("a, summary")) target.click();
  });
}
