// Fonts are cut once and kept in node_modules/.cache, since nothing but the package or the script changes them.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";

/** Return [{name, content}] of all cut fonts. Throws when no Python with fonttools is there. */
export function buildFonts(root) {
  const script = join(root, "scripts", "subset_fonts.py");
  const pack = join(root, "node_modules", "@kern-ux", "native");
  const key = createHash("sha256")
    .update(readFileSync(script))
    .update(readFileSync(join(pack, "package.json")))
    .digest("hex")
    .slice(0, 16);
  const cache = join(root, "node_modules", ".cache", "fonts");
  const folder = join(cache, key);
  if (!existsSync(folder)) {
    rmSync(cache, { recursive: true, force: true });
    mkdirSync(cache, { recursive: true });
    const part = `${folder}.part`;
    execFileSync(python(root), [script, join(pack, "dist", "fonts", "fira-sans"), part], { stdio: "inherit" });
    renameSync(part, folder);
  }
  return readdirSync(folder)
    .sort()
    .map((name) => ({ name, content: readFileSync(join(folder, name)) }));
}

function python(root) {
  if (process.env.PYTHON) return process.env.PYTHON;
  const own = join(root, ".venv", "bin", "python");
  return existsSync(own) ? own : "python3";
}
