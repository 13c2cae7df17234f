/** A button under each password that shows what was typed. Its words come from the body, in the page's language. */
export function revealPasswords() {
  for (const input of document.querySelectorAll('input[type="password"][data-show]')) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "reveal";
    button.setAttribute("aria-controls", input.id);
    button.textContent = input.dataset.show;
    button.addEventListener("click", () => {
      const hidden = input.type === "password";
      input.type = hidden ? "text" : "password";
      button.textContent = hidden ? input.dataset.hide : input.dataset.show;
    });
    input.after(button);
    input.form?.addEventListener("submit", () => (input.type = "password"));
  }
}
