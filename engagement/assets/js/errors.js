/** After a refused form the focus goes to the summary, which is read out and leads to the fields. */
export function focusErrors() {
  document.querySelector("[data-focus]")?.focus();
}
