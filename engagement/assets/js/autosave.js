/**
 * Drafts save themselves: form[data-autosave] is sent to that address a moment after somebody has typed. The words come
 * from the server or stand at [data-autosave-status], a polite live region. Whatever goes wrong is said and tried again;
 * the form's own buttons keep working. form[data-guard] only asks before somebody leaves what is not saved.
 */
const PAUSE = 2500;
const AGAIN = 15000;
const PATIENCE = 20000;

export function autosave() {
  const form = document.querySelector("form[data-autosave], form[data-guard]");
  const status = form?.querySelector("[data-autosave-status]");
  if (!form || !status) return;
  const saves = Boolean(form.dataset.autosave);
  let dirty = false;
  let failed = false;
  let leaving = false;
  let stopped = false;
  let running = null;
  let timer;

  const say = (text) => {
    if (status.textContent !== text) status.textContent = text;
  };
  const schedule = (wait) => {
    clearTimeout(timer);
    if (saves && !stopped) timer = setTimeout(save, wait);
  };

  function save(keepalive = false) {
    if (!dirty || running || stopped || leaving || !saves) return running;
    clearTimeout(timer);
    dirty = false;
    const data = new FormData(form);
    data.delete("picture"); // a file goes with the form's own buttons
    running = send(data, keepalive).finally(() => {
      running = null;
      if (dirty) schedule(PAUSE);
    });
    return running;
  }

  async function send(data, keepalive) {
    let answer;
    try {
      answer = await fetch(form.dataset.autosave, {
        method: "POST", body: data, keepalive, redirect: "manual", headers: { Accept: "application/json" },
        signal: AbortSignal.timeout(PATIENCE),
      });
    } catch {
      return retry(status.dataset.offline);
    }
    const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
    if (!isJson) return [401, 403, 0].includes(answer.status) ? stop(status.dataset.signedOut) : retry(status.dataset.failed);
    const found = await answer.json();
    if (found.state === "saved") return keep(found);
    if (found.state === "refused") return retry(found.text);
    stop(found.text, found.look);
  }

  function keep(found) {
    failed = false;
    form.elements.version.value = found.version;
    form.dataset.autosave = found.autosave;
    // The form has no address of its own: from now on its buttons send to the draft.
    if (location.pathname !== found.edit) history.replaceState(null, "", found.edit);
    say(found.text);
    const aside = document.getElementById("daneben");
    if (aside && !aside.contains(document.activeElement)) aside.innerHTML = found.beside;
  }

  function retry(text) {
    dirty = failed = true;
    say(text);
    setTimeout(() => save(), AGAIN);
  }

  function stop(text, look) {
    dirty = failed = stopped = true;
    say(text);
    if (!look) return;
    const link = document.createElement("a");
    link.href = look;
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = status.dataset.look;
    status.append(" ", link);
  }

  for (const kind of ["input", "change"]) {
    form.addEventListener(kind, () => {
      dirty = true;
      schedule(PAUSE);
    });
  }
  window.addEventListener("online", () => save());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save(true);
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (running) {
      // The button sends what the background has not finished: wait for it, else both meet as two versions.
      event.preventDefault();
      const button = event.submitter;
      running.finally(() => form.requestSubmit(button));
      return;
    }
    leaving = true;
  });
  window.addEventListener("pageshow", () => (leaving = false));
  window.addEventListener("beforeunload", (event) => {
    // What is only waiting for its turn is sent when the page is hidden.
    if (dirty && (failed || !saves) && !leaving) event.preventDefault();
  });
}
