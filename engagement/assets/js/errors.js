/** After a refused form the focus goes to the summary, which is read out and leads to the fields. Says whether there is one. */
export function focusErrors() {
  const summary = document.querySelector("[data-focus]");
  summary?.focus();
  return Boolean(summary);
}

/** Who came to a field by a link of the summary has its name in the address. It would lead back there after the next attempt, away from the summary of what is wrong now. */
export function forgetField() {
  document.addEventListener("submit", ({ submitter }) => {
    if (!location.hash || submitter?.hasAttribute("formaction")) return;
    history.replaceState(history.state, "", location.pathname + location.search);
  });
}
