/**
 * Repeated groups (dates of an offer): <div data-rows><div data-row>…</div>… <template>…__n__…</template>
 * <button type="submit" data-add-row name="add">. Without script the button asks the server for another row.
 */
export function repeatRows() {
  for (const group of document.querySelectorAll("[data-rows]")) {
    const template = group.querySelector("template");
    const add = group.querySelector("[data-add-row]");
    if (!template || !add) continue;
    add.addEventListener("click", (event) => {
      event.preventDefault();
      const rows = group.querySelectorAll("[data-row]");
      const number = Number(group.dataset.next ?? rows.length);
      group.dataset.next = number + 1;
      const holder = document.createElement("div");
      holder.innerHTML = template.innerHTML.replaceAll("__n__", number);
      const row = holder.firstElementChild;
      (rows.length ? rows[rows.length - 1] : template).after(row);
      row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
    });
  }
}
