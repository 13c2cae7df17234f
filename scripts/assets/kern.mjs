// KERN ships every component in one stylesheet of 340 KB. Keep its base, its tokens and the components in use.

/** Component families of KERN that our templates use; `kern-btn` keeps `kern-btn--primary` and the like. */
const USED = ["btn", "label", "hint", "error", "form-input", "fieldset", "sr-only"];

/** Return the part of KERN's stylesheet that is used, without tokens that nothing refers to. */
export function pruneKern(css) {
  let tree = parse(css.replace(/\/\*[\s\S]*?\*\//g, "")).flatMap(keepUsed);
  for (;;) {
    const text = print(tree);
    const used = new Set([...text.matchAll(/var\(\s*(--kern-[\w-]+)/g)].map((found) => found[1]));
    const before = text.length;
    tree = tree.map((node) => dropTokens(node, used));
    if (print(tree).length === before) return print(tree);
  }
}

function keepUsed(node) {
  if (node.children) {
    const children = node.children.flatMap(keepUsed);
    return children.length ? [{ ...node, children }] : [];
  }
  const kept = selectors(node.head).filter(isUsed);
  return kept.length ? [{ ...node, head: kept.join(",") }] : [];
}

function isUsed(selector) {
  if (/^[\s]*(\[data-kern-theme|\.kern-light|\.kern-dark)/.test(selector)) return false;
  const names = [...selector.matchAll(/\.kern-([\w-]+)/g)].map((found) => found[1]);
  return names.every((name) => USED.some((family) => name === family || name.startsWith(`${family}_`) || name.startsWith(`${family}--`)));
}

/** Split a selector list at its outer commas only. */
function selectors(head) {
  if (head.startsWith("@")) return [head];
  const parts = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < head.length; at += 1) {
    if (head[at] === "(" || head[at] === "[") depth += 1;
    if (head[at] === ")" || head[at] === "]") depth -= 1;
    if (head[at] === "," && depth === 0) {
      parts.push(head.slice(start, at).trim());
      start = at + 1;
    }
  }
  return [...parts, head.slice(start).trim()];
}

function dropTokens(node, used) {
  if (node.children) return { ...node, children: node.children.map((child) => dropTokens(child, used)) };
  // A token that ours overrides may go too: tokens.css declares it again.
  return { ...node, body: node.body.replace(/(^|;)\s*(--kern-[\w-]+)\s*:[^;]*/g, (all, start, name) => (used.has(name) ? all : start)) };
}

/** Rules as {head, body} and at-rules that hold rules as {head, children}. */
function parse(css) {
  const nodes = [];
  let at = 0;
  while (at < css.length) {
    const open = css.indexOf("{", at);
    if (open < 0) break;
    const head = css.slice(at, open).replace(/@charset[^;]*;/, "").trim();
    let depth = 1;
    let end = open + 1;
    for (let quote = ""; depth > 0; end += 1) {
      const sign = css[end];
      if (quote) quote = sign === quote ? "" : quote;
      else if (sign === '"' || sign === "'") quote = sign;
      else if (sign === "{") depth += 1;
      else if (sign === "}") depth -= 1;
    }
    const body = css.slice(open + 1, end - 1);
    nodes.push(/^@(media|supports|layer)/.test(head) ? { head, children: parse(body) } : { head, body });
    at = end;
  }
  return nodes;
}

function print(nodes) {
  return nodes
    .map((node) => `${node.head}{${node.children ? print(node.children) : node.body}}`)
    .filter((text) => !/\{\s*;*\s*\}$/.test(text))
    .join("\n");
}
