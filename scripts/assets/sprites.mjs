// Sprites: icons.svg (line icons and city logos, on every page), illustrations.svg (scenes) and one for the picture of each city,
// which only its home shows.
// Colours are custom properties inside presentation attributes: they inherit into <use>, classes would not.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

// A browser finds style and place of every shape in a sprite, though none of them is shown there. In an inner <svg> that is not
// displayed it leaves that out (in a <g> it does not). What <use> copies out of it is displayed.
const HEAD = '<svg xmlns="http://www.w3.org/2000/svg"><svg display="none">';
const END = "</svg></svg>";
const OF_A_CITY = "hero-";

export function buildIcons(source) {
  const icons = readFileSync(join(source, "icons.svg"), "utf8").replace(/<!--[\s\S]*?-->/g, "");
  const symbols = icons.slice(icons.indexOf(">", icons.indexOf("<svg")) + 1, icons.lastIndexOf("</svg>"));
  return squeeze(`${HEAD}${symbols}${symbolsOf(join(source, "logos"), "logo-", files(join(source, "logos")))}${END}`);
}

/** Return [{name, content}] of the pictures: the scenes together, and every city's by itself. */
export function buildPictures(source) {
  const path = join(source, "illustrations");
  const sprite = (names) => squeeze(`${HEAD}${symbolsOf(path, "p-", names)}${END}`);
  const [scenes, cities] = [false, true].map((wanted) => files(path).filter((name) => name.startsWith(OF_A_CITY) === wanted));
  const single = cities.map((name) => ({ name: `illustrations-${name.slice(OF_A_CITY.length)}`, content: sprite([name]) }));
  return [{ name: "illustrations.svg", content: sprite(scenes) }, ...single];
}

const files = (path) => readdirSync(path).filter((name) => name.endsWith(".svg")).sort();

/** Files of a folder as symbols; an id is the prefix and the file's name. */
function symbolsOf(path, prefix, names) {
  return names
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
