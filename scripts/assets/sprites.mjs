// Two sprites: icons.svg (line icons and city logos, on every page) and illustrations.svg (scenes, city pictures).
// Colours are custom properties inside presentation attributes: they inherit into <use>, classes would not.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const HEAD = '<svg xmlns="http://www.w3.org/2000/svg">';

export function buildIcons(source) {
  const icons = readFileSync(join(source, "icons.svg"), "utf8").replace(/<!--[\s\S]*?-->/g, "");
  const symbols = icons.slice(icons.indexOf(">", icons.indexOf("<svg")) + 1, icons.lastIndexOf("</svg>"));
  return squeeze(`${HEAD}${symbols}${folder(join(source, "logos"), "logo-")}</svg>`);
}

export function buildPictures(source) {
  return squeeze(`${HEAD}${folder(join(source, "illustrations"), "p-")}</svg>`);
}

/** Every file of a folder as a symbol; its id is the prefix and the file's name. */
function folder(path, prefix) {
  return readdirSync(path)
    .filter((name) => name.endsWith(".svg"))
    .sort()
    .map((name) => {
      const text = readFileSync(join(path, name), "utf8");
      const open = text.slice(0, text.indexOf(">"));
      const body = text.slice(text.indexOf(">") + 1, text.lastIndexOf("</svg>"));
      const box = /viewBox="([^"]+)"/.exec(open)[1];
      return `<symbol id="${prefix}${name.slice(0, -4)}" viewBox="${box}" stroke-linecap="round" stroke-linejoin="round">${body}</symbol>`;
    })
    .join("");
}

const squeeze = (text) => text.replace(/>\s+</g, "><").trim();
