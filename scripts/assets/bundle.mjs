// A stylesheet for everybody, one for workplaces and one for paper, and a script for every page and one for authors, bundled and minified by esbuild.

import { readFileSync } from "node:fs";
import { join } from "node:path";

import * as esbuild from "esbuild";

import { pruneKern } from "./kern.mjs";

const TARGETS = ["chrome109", "firefox115", "safari16", "edge109"];

/** Bundle a sheet of css/: KERN's used part, then ours; url(/static/x) gets the hashed name from the manifest. */
export async function buildStyles(source, root, manifest, name) {
  const kern = join(root, "node_modules", "@kern-ux", "native", "dist", "kern.css");
  const result = await esbuild.build({
    entryPoints: [join(source, "css", name)],
    bundle: true,
    minify: true,
    write: false,
    target: TARGETS,
    legalComments: "none",
    external: ["/static/*"],
    plugins: [
      {
        name: "kern",
        setup(build) {
          build.onResolve({ filter: /^kern$/ }, () => ({ path: kern, namespace: "kern" }));
          build.onLoad({ filter: /.*/, namespace: "kern" }, () => ({
            contents: pruneKern(readFileSync(kern, "utf8")),
            loader: "css",
          }));
        },
      },
    ],
  });
  // Relative, so that it holds wherever the static folder is mounted.
  return result.outputFiles[0].text.replace(/url\("?\/static\/([^")]+)"?\)/g, (_, asset) => {
    if (!manifest[asset]) throw new Error(`${name} names an unknown asset: ${asset}`);
    return `url(${manifest[asset]})`;
  });
}

/** Bundle one script of js/: main.js for every page, others for the page that names them. */
export async function buildScript(source, name, format = "iife") {
  const result = await esbuild.build({
    entryPoints: [join(source, "js", name)],
    bundle: true,
    minify: true,
    write: false,
    format,
    target: TARGETS,
    legalComments: "none",
  });
  return result.outputFiles[0].text;
}

/** Leaflet's stylesheet and ours for maps; its own pictures are of controls that we do not use. */
export async function buildMapStyles(source, root) {
  const result = await esbuild.build({
    entryPoints: [join(source, "css", "map.css")],
    bundle: true,
    minify: true,
    write: false,
    target: TARGETS,
    legalComments: "none",
    loader: { ".png": "empty" },
    nodePaths: [join(root, "node_modules")],
  });
  return result.outputFiles[0].text;
}
