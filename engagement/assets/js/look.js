// The editor of a town's look: a colour picker beside each colour, and a preview that follows the entries. Without this
// file the form's own buttons do the same.

const form = document.querySelector("form[data-look]");
const status = form?.querySelector("[data-look-status]");
const frame = document.querySelector("iframe[name='look-preview']");
let running;
let again = null; // what waits for its turn: a button, or only the entries
const came = new WeakMap(); // each part as the server wrote it, so that only what differs is replaced

function addPickers() {
  for (const text of form.querySelectorAll(".colour__in input[type='text']")) {
    if (text.parentElement.querySelector("input[type='color']")) continue;
    const picker = document.createElement("input");
    picker.type = "color";
    picker.setAttribute("aria-label", form.querySelector(`label[for="${text.id}"]`).textContent);
    picker.value = /^#[0-9a-f]{6}$/i.test(text.value) ? text.value : "#888888";
    picker.addEventListener("input", () => (text.value = picker.value));
    picker.addEventListener("change", () => save());
    text.before(picker);
  }
}

/** Send the draft, show what the server says about it, and load the preview anew. */
async function save(button) {
  if (running) {
    again = { button: button ?? again?.button };
    return;
  }
  running = true;
  status.textContent = form.dataset.busy;
  try {
    const data = new FormData(form);
    data.set(button?.name || "preview", button?.value || "1");
    const answer = await fetch(location.pathname, { method: "POST", body: data, headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (answer.status === 409 || !page.querySelector("form[data-look]")) throw new Error(answer.status);
    replaceParts(page, button);
    status.textContent = answer.ok ? form.dataset.done : form.dataset.refused;
    if (answer.ok) frame.contentWindow.location.reload();
  } catch {
    form.requestSubmit(); // as without script: whatever is wrong, the page says it
    return;
  } finally {
    running = false;
  }
  if (again) {
    const next = again.button;
    again = null;
    save(next);
  }
}

function replaceParts(page, button) {
  const active = document.activeElement?.id;
  for (const part of document.querySelectorAll("[data-part]")) {
    const fresh = page.getElementById(part.id);
    // What somebody is typing in stays, unless she asked for another value.
    if (fresh && came.get(part) !== fresh.outerHTML && (button || !part.contains(document.activeElement) || part.id === `${active}-part`)) {
      came.set(fresh, fresh.outerHTML);
      part.replaceWith(document.adoptNode(fresh));
    }
  }
  for (const field of page.querySelectorAll("form[data-look] input[type='hidden']")) {
    const own = form.elements[field.name];
    if (own && field.name) own.value = field.value;
  }
  addPickers();
  if (active) document.getElementById(active)?.focus({ preventScroll: true });
  if (button) after(button)?.focus({ preventScroll: true });
}

/** Where somebody goes on who has pressed a button that is gone or stands elsewhere now: the colour that was taken, the part that was moved. */
function after(button) {
  if (button.name === "take") return document.getElementById(button.value.split(":")[0]);
  const [part, way] = button.value.split(":");
  const same = form.querySelector(`[name="move"][value="${CSS.escape(`${part}:${way}`)}"]`);
  return same || form.querySelector(`[name="move"][value^="${CSS.escape(`${part}:`)}"]`);
}

if (form && frame) {
  for (const part of document.querySelectorAll("[data-part]")) came.set(part, part.outerHTML);
  addPickers();
  form.addEventListener("change", (event) => {
    if (event.target.type !== "color") save();
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name='move'], button[name='take']");
    if (!button) return;
    event.preventDefault();
    save(button);
  });
}
