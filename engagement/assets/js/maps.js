/** The button of a map. The map itself (map.js, 40 KB) and its pictures are fetched when it is pressed, not before. */
export function maps() {
  for (const place of document.querySelectorAll("[data-map]")) {
    const ask = place.querySelector(".map__ask");
    const button = ask.querySelector("button");
    const box = place.querySelector(".map__box");
    let drawn;
    ask.hidden = false;
    button.addEventListener("click", async () => {
      const open = box.hidden;
      box.hidden = !open;
      place.classList.toggle("map--open", open);
      button.setAttribute("aria-expanded", open);
      if (!open) return;
      drawn ??= load(place, box);
      (await drawn).invalidateSize();
    });
  }
}

async function load(place, box) {
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = place.dataset.style;
  const styled = new Promise((done) => sheet.addEventListener("load", done, { once: true }));
  document.head.append(sheet);
  const [{ draw }] = await Promise.all([import(place.dataset.script), styled]);
  return draw(place, box);
}
