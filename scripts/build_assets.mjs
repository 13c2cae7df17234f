// Builds the front end: engagement/assets and the npm packages become hashed files in engagement/static, and
// manifest.json tells the application their names.
//
//   npm ci --ignore-scripts          once, and again when package-lock.json changes
//   node scripts/build_assets.mjs    the same input gives the same files; needs no network
//
// Python with fonttools cuts the fonts: $PYTHON, else .venv/bin/python, else python3.

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

import { buildFonts } from "./assets/fonts.mjs";
import { buildMapStyles, buildScript, buildStyles } from "./assets/bundle.mjs";
import { buildIcons, buildPictures } from "./assets/sprites.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const source = join(root, "engagement", "assets");
const target = join(root, "engagement", "static");
const manifest = {};

/** Write a file under a name that holds a hash of its content, and enter it in the manifest. */
function publish(name, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 10);
  const dot = name.lastIndexOf(".");
  const hashed = `${name.slice(0, dot)}.${hash}${name.slice(dot)}`;
  writeFileSync(join(target, hashed), content);
  if (!name.endsWith(".woff2")) {
    const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
    writeFileSync(join(target, `${hashed}.br`), brotliCompressSync(content, options));
    writeFileSync(join(target, `${hashed}.gz`), gzipSync(content, { level: 9 }));
  }
  manifest[name] = hashed;
  return hashed;
}

mkdirSync(target, { recursive: true });
for (const font of buildFonts(root)) publish(font.name, font.content);
publish("icons.svg", buildIcons(source));
for (const picture of buildPictures(source)) publish(picture.name, picture.content);
for (const name of readdirSync(join(source, "favicons")).sort()) {
  publish(name, readFileSync(join(source, "favicons", name)));
}
for (const name of ["main.css", "workplace.css", "print.css"]) publish(name, await buildStyles(source, root, manifest, name));
for (const name of ["main.js", "authoring.js", "look.js"]) publish(name, await buildScript(source, name));
publish("map.js", await buildScript(source, "map.js", "esm"));
publish("map.css", await buildMapStyles(source, root));

const ordered = Object.fromEntries(Object.entries(manifest).sort());
writeFileSync(join(target, "manifest.json"), `${JSON.stringify(ordered, null, 2)}\n`);

// Files of earlier builds stay for a day: a server that still runs, and pages that are open, name them.
const DAY = 24 * 60 * 60 * 1000;
const wanted = new Set(["manifest.json"]);
for (const name of Object.values(manifest)) for (const end of ["", ".br", ".gz"]) wanted.add(name + end);
for (const name of readdirSync(target)) {
  const path = join(target, name);
  if (!wanted.has(name) && Date.now() - statSync(path).mtimeMs > DAY) rmSync(path, { recursive: true });
}
console.log(`${Object.keys(manifest).length} assets in engagement/static`);
