/** After a refused form the focus goes to the summary, which is read out and leads to the fields. Says whether there is one. */
export function focusErrors() {
  const summary = document.querySelector("[data-focus]");
  summary?.focus();
  return Boolean(summary);
}
