/** „Noch 120 Zeichen“ under a text. The words stand in the page; 98765 in them is the place of the number. */
export function countCharacters(root = document) {
  for (const input of root.querySelectorAll("[data-count]")) {
    const note = document.getElementById(`${input.id}-count`);
    const limit = Number(input.dataset.count);
    if (!note || !limit) continue;
    const show = () => {
      // Line breaks travel as two characters.
      const left = limit - input.value.replace(/\n/g, "\r\n").length;
      const words = left < 0 ? note.dataset.over : note.dataset.left;
      note.textContent = words.replace("98765", Math.abs(left));
      note.classList.toggle("input__count--over", left < 0);
    };
    input.addEventListener("input", show);
    show();
  }
}
