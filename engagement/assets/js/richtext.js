/**
 * The editor of a richtext field: an editable text with a small toolbar in the place of the textarea, which goes on holding what is
 * sent, in the marks that the server reads. Undo, spelling, Ctrl+B and Ctrl+I are the browser's own.
 */
import { readClipboard, toMarks } from "./marks.js";

const KEPT = { B: "strong", STRONG: "strong", I: "em", EM: "em", P: "p", DIV: "p", LI: "li", UL: "ul", OL: "ol" };

export function richTexts() {
  for (const box of document.querySelectorAll("[data-rich]")) build(box);
}

function build(box) {
  const source = box.querySelector("textarea");
  const parts = box.querySelector("template").content.cloneNode(true);
  const [bar, link, hint, text] = parts.children;
  const label = box.querySelector("label");
  const plainHint = document.getElementById(`${source.id}-hint`);
  // The field's id goes to the editor: labels and the error summary lead to it.
  text.id = source.id;
  source.id += "-source";
  label.id = `${text.id}-label`;
  hint.id = `${text.id}-hint`;
  const described = source.getAttribute("aria-describedby");
  for (const [name, value] of Object.entries({
    contenteditable: "true", role: "textbox", "aria-multiline": "true", "aria-labelledby": label.id, "aria-describedby": described,
    "aria-invalid": source.getAttribute("aria-invalid"), lang: source.lang,
  })) if (value) text.setAttribute(name, value);
  if (source.classList.contains("kern-form-input__input--error")) text.classList.add("kern-form-input__input--error");
  plainHint.replaceWith(hint);
  source.before(bar, link, text);
  source.hidden = true;
  label.addEventListener("click", () => text.focus());
  document.execCommand("defaultParagraphSeparator", false, "p");

  const write = () => {
    source.value = toMarks(text);
    source.dispatchEvent(new Event("input", { bubbles: true }));
  };
  text.addEventListener("input", (event) => {
    event.stopPropagation();
    write();
  });
  text.addEventListener("paste", (event) => {
    event.preventDefault();
    const html = event.clipboardData.getData("text/html");
    const plain = event.clipboardData.getData("text/plain");
    document.execCommand("insertHTML", false, html ? clean(readClipboard(html)) : paragraphs(plain));
  });
  toolbar(bar, text, link);
}

/** The elements that we keep, as HTML; everything else leaves its words. */
function clean(node) {
  if (node.nodeType === Node.TEXT_NODE) return escaped(node.data.replace(/\s+/g, " "));
  if (node.nodeType !== Node.ELEMENT_NODE || ["SCRIPT", "HEAD", "STYLE"].includes(node.tagName)) return "";
  const inner = [...node.childNodes].map(clean).join("");
  if (node.tagName === "BR") return "<br>";
  if (!inner.trim()) return inner;
  const href = node.tagName === "A" ? node.getAttribute("href") : "";
  if (/^(https?:|mailto:)[^\s()]+$/.test(href ?? "")) return `<a href="${escaped(href)}">${inner}</a>`;
  const tag = /^H[1-6]$/.test(node.tagName) ? "h3" : KEPT[node.tagName];
  // Google's clipboard wraps everything in a <b> that is not bold; a div of divs is no paragraph.
  const isOurs = tag && !/font-weight:\s*normal/.test(node.dataset.style ?? "") && !(tag === "p" && /<(p|ul|ol|h3)>/.test(inner));
  return isOurs ? `<${tag}>${inner}</${tag}>` : inner;
}

const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
const paragraphs = (text) =>
  text.split(/\n\s*\n/).map((part) => escaped(part.trim()).replace(/\n/g, "<br>")).map((part, _, all) => (all.length > 1 ? `<p>${part}</p>` : part)).join("");

function toolbar(bar, text, link) {
  const buttons = [...bar.querySelectorAll("button")];
  const address = link.querySelector("input");
  let chosen;
  buttons.forEach((button, place) => (button.tabIndex = place ? -1 : 0));
  const states = () => {
    for (const button of buttons) {
      const command = button.dataset.do;
      const inside = text.contains(getSelection().anchorNode) ? getSelection().anchorNode : text;
      const element = inside.nodeType === Node.TEXT_NODE ? inside.parentElement : inside;
      const on = command === "h3" ? element.closest("h3") : command === "link" ? element.closest(".rich__text a") : document.queryCommandState(command);
      button.setAttribute("aria-pressed", Boolean(on) && document.activeElement === text);
    }
  };
  const act = (command, value) => {
    text.focus();
    document.execCommand(command, false, value);
    states();
  };
  bar.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const command = button.dataset.do;
    if (command === "h3") act("formatBlock", button.getAttribute("aria-pressed") === "true" ? "p" : "h3");
    else if (command !== "link") act(command);
    else if (button.getAttribute("aria-pressed") === "true") act("unlink");
    else if (text.contains(getSelection().anchorNode)) {
      chosen = getSelection().getRangeAt(0).cloneRange();
      link.hidden = false;
      address.value = "";
      address.focus();
    } else text.focus();
  });
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = buttons[(buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length];
    for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
    next.focus();
  });
  const set = () => {
    const value = address.value.trim();
    link.hidden = true;
    text.focus();
    getSelection().removeAllRanges();
    getSelection().addRange(chosen);
    if (!value) return;
    const target = /^(https?:|mailto:)/.test(value) ? value : value.includes("@") ? `mailto:${value}` : `https://${value}`;
    if (chosen.collapsed) document.execCommand("insertHTML", false, `<a href="${escaped(target)}">${escaped(value)}</a>`);
    else document.execCommand("createLink", false, target);
  };
  link.querySelector("button").addEventListener("click", set);
  link.addEventListener("input", (event) => event.stopPropagation());
  address.addEventListener("keydown", (event) => {
    if (event.key === "Escape") address.value = "";
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    set();
  });
  document.addEventListener("selectionchange", states);
}
