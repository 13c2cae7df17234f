/**
 * The simple marks of formatted text (opportunities/richtext.py) for what the browser has as elements: of our editor, and of Word
 * or a web page on the clipboard. The server reads and cleans everything anyway.
 */
const BLOCKS = new Set(["P", "DIV", "H1", "H2", "H3", "H4", "H5", "H6", "UL", "OL", "TR", "BLOCKQUOTE", "TABLE"]);

function marked(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data.replace(/\s+/g, " ");
  if (node.nodeType !== Node.ELEMENT_NODE || ["STYLE", "SCRIPT", "HEAD"].includes(node.tagName)) return "";
  const inner = [...node.childNodes].map(marked).join("");
  const words = inner.trim();
  if (node.tagName === "BR") return "\n";
  if (node.tagName === "LI") {
    const list = node.parentElement;
    const place = [...(list?.children ?? [])].indexOf(node) + 1;
    return `\n${list?.tagName === "OL" ? `${place}. ` : "- "}${words.replace(/^[·•o§-]\s+/, "").replace(/\n+/g, " ")}\n`;
  }
  if (!words) return inner ? " " : "";
  // Google's clipboard wraps everything in a <b> that is not bold.
  const isBold = ["B", "STRONG"].includes(node.tagName) && !/font-weight:\s*normal/.test(node.dataset.style ?? "");
  if (isBold && !words.includes("\n")) return inner.replace(words, `**${words}**`);
  if (["I", "EM"].includes(node.tagName) && !words.includes("\n")) return inner.replace(words, `_${words}_`);
  const link = node.tagName === "A" ? node.getAttribute("href") ?? "" : "";
  if (/^(https?:|mailto:)[^\s()]+$/.test(link)) return link.replace(/^mailto:/, "") === words ? words : `[${words}](${link})`;
  if (/^H[1-6]$/.test(node.tagName)) return `\n\n### ${words}\n\n`;
  return BLOCKS.has(node.tagName) ? `\n\n${inner.replace(/^[·•§]\s+/, "- ")}\n\n` : inner;
}

/** Text with marks for everything inside `root`. */
export function toMarks(root) {
  const text = marked(root).replace(/[ \u00a0]+\n/g, "\n").replace(/\n[ \u00a0]+/g, "\n");
  return text.replace(/\n{3,}/g, "\n\n").replace(/(^(?:- |\d+\. ).*\n)\n(?=- |\d+\. )/gm, "$1").trim();
}

/** The clipboard's HTML as a document without styles: the page's policy forbids them, also where nobody sees them. */
export function readClipboard(html) {
  const bare = html.replace(/<style[\s\S]*?<\/style>/gi, "").replace(/\sstyle=/gi, " data-style=");
  return new DOMParser().parseFromString(bare, "text/html").body;
}
