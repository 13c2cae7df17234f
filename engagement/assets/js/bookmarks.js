/**
 * „Merken“ in place. With an account the button's form is sent in the background; without one this browser keeps the list
 * ({town: [offers]}, the latest first) and nobody else sees it. What the account has taken over is forgotten here.
 */
const KEY = "merkliste";
const MOST = 60;

const read = () => {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
};
const write = (lists) => {
  for (const town of Object.keys(lists)) if (!lists[town].length) delete lists[town];
  if (Object.keys(lists).length) localStorage.setItem(KEY, JSON.stringify(lists));
  else localStorage.removeItem(KEY);
};
const show = (button, kept) => {
  button.setAttribute("aria-pressed", kept);
  button.name = kept ? "vergessen" : "merken";
};

export function bookmarks() {
  const form = document.getElementById("merken");
  if (!form) return;
  const inBrowser = form.dataset.keeps === "browser";
  const say = (words) => (document.getElementById("gemerkt").textContent = words);

  const mark = () => {
    const lists = read();
    for (const button of document.querySelectorAll("[data-keep]")) {
      const { keep: town } = button.dataset;
      if (inBrowser) show(button, Boolean(lists[town]?.includes(button.value)));
      else if (button.name === "vergessen" && lists[town]) lists[town] = lists[town].filter((id) => id !== button.value);
    }
    if (!inBrowser) write(lists);
  };

  const toggle = (button) => {
    const lists = read();
    const { keep: town } = button.dataset;
    const list = lists[town] ?? [];
    const kept = list.includes(button.value);
    if (!kept && list.length >= MOST) return say(form.dataset.full);
    lists[town] = kept ? list.filter((id) => id !== button.value) : [button.value, ...list];
    write(lists);
    show(button, !kept);
    say(kept ? form.dataset.dropped : form.dataset.kept);
  };

  const send = async (button) => {
    const wanted = button.name === "merken";
    try {
      const data = new FormData(form, button);
      const answer = await fetch(button.formAction, { method: "POST", body: data, headers: { Accept: "application/json" } });
      if (![200, 422].includes(answer.status) || answer.redirected) throw new Error(answer.status);
      if (answer.ok) show(button, wanted);
      say(await answer.text());
    } catch {
      sent = button;
      form.requestSubmit(button);
    }
  };

  let sent;
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button?.matches("[data-keep]") || button === sent) return;
    event.preventDefault();
    if (inBrowser) return toggle(button);
    send(button);
  });

  mark();
  document.addEventListener("replaced", mark);
  list(mark);
  adopt();
}

/** The page of the list gets its offers from the server, which needs their numbers. */
async function list(mark) {
  const place = document.querySelector("[data-bookmarks]");
  if (!place || "asked" in place.dataset) return;
  const town = place.dataset.bookmarks;
  const lists = read();
  if (!lists[town]?.length) return;
  const answer = await fetch(`${location.pathname}?nr=${lists[town].join(",")}`);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  place.replaceChildren(...page.querySelector("[data-bookmarks]").childNodes);
  const shown = new Set([...place.querySelectorAll("[data-keep]")].map((button) => button.value));
  write({ ...lists, [town]: lists[town].filter((id) => shown.has(id)) }); // those that are deleted for good
  mark();
}

/** Signed in, and this browser has kept something before: ask. */
function adopt() {
  const form = document.querySelector("[data-adopt]");
  const lists = read();
  const found = Object.entries(lists).flatMap(([town, ids]) => ids.map((id) => `${town}/${id}`));
  if (!form || !found.length) return;
  const words = form.querySelector("p");
  words.textContent = words.textContent.replace("98765", found.length);
  for (const value of found) {
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name: "angebot", value });
    form.append(input);
  }
  form.hidden = false;
  form.querySelector("[type=button]").addEventListener("click", () => {
    localStorage.removeItem(KEY);
    form.remove();
  });
}
