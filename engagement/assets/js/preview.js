/** A chosen picture is shown at once; a file that is too large is given back before it travels. Drawn, not linked: the page's policy allows no blob addresses. */
const WIDTH = 480;

export function previewFiles() {
  for (const input of document.querySelectorAll("[data-preview]")) {
    const place = document.getElementById(`${input.id}-chosen`);
    input.addEventListener("change", () => show(input, place));
  }
}

async function show(input, place) {
  place.replaceChildren();
  const file = input.files[0];
  if (!file) return;
  const words = document.createElement("p");
  if (input.dataset.max && file.size > input.dataset.max * 1024 * 1024) {
    input.value = "";
    words.className = "kern-error";
    words.textContent = input.dataset.large;
    return place.append(words);
  }
  words.textContent = input.dataset.preview.replace("{name}", file.name);
  place.append(words);
  if (!file.type.startsWith("image/")) return;
  try {
    const picture = await createImageBitmap(file);
    if (input.files[0] !== file) return;
    const canvas = document.createElement("canvas");
    canvas.width = Math.min(WIDTH, picture.width);
    canvas.height = Math.round((picture.height * canvas.width) / picture.width);
    canvas.className = "file__canvas";
    canvas.setAttribute("aria-hidden", "true");
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    place.append(canvas);
  } catch {
    // The server says what is wrong with it.
  }
}
