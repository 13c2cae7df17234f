/**
 * Short messages about what an in-place update did: toast("Gemerkt."). They are read out, stay while somebody points at
 * them or has the focus in them, and can be closed. A click on [data-copy] copies its address and says so.
 */
const STAY = 8000;
let timer;

export function toast(text) {
  const region = document.querySelector("[data-toasts]");
  if (!region) return;
  const box = region.querySelector("template").content.firstElementChild.cloneNode(true);
  const close = () => box.remove();
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(close, STAY);
  };
  box.querySelector(".toast__t").textContent = text;
  box.querySelector("button").addEventListener("click", close);
  for (const kind of ["pointerenter", "focusin"]) box.addEventListener(kind, () => clearTimeout(timer));
  for (const kind of ["pointerleave", "focusout"]) box.addEventListener(kind, wait);
  region.querySelector(".toast")?.remove();
  region.append(box);
  wait();
}

export function toasts() {
  // What stands in a live region when the page opens is not read out; what enters it afterwards is.
  const notices = document.querySelector(".notices");
  if (notices?.firstElementChild) setTimeout(() => notices.append(notices.firstElementChild), 500);
}

export function share() {
  const box = document.querySelector("[data-share]");
  if (!box) return;
  const copy = box.querySelector("[data-copy]");
  const print = box.querySelector("[data-print]");
  const address = copy.dataset.copy;
  if (navigator.share && matchMedia("(pointer: coarse)").matches) {
    box.querySelector("summary").addEventListener("click", (event) => {
      event.preventDefault();
      // Somebody closed the device's own sheet: nothing to say.
      navigator.share({ title: box.dataset.title, url: address }).catch(() => {});
    });
    return;
  }
  print.hidden = false;
  print.addEventListener("click", () => {
    box.removeAttribute("open");
    window.print();
  });
  if (!navigator.clipboard) return;
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(address);
    box.removeAttribute("open");
    box.querySelector("summary").focus();
    toast(copy.dataset.toast);
  });
}
