/* Checks of a page as it stands; each returns sentences about what is wrong. Read by looking.py. */
(() => {
  const isSeen = (item) => item.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const isClipped = (style) => style.clip !== "auto" || style.clipPath !== "none";
  const brief = (item) => item.outerHTML.slice(0, 100);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const TO_HIT = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=tab]";
  const BLOCKS = "p, li, dd, dt, td, th, span, div, label, h1, h2, h3, h4, h5, h6";
  const longest = (times) => Math.max(...times.split(",").map((time) => parseFloat(time) || 0));

  return {
    /* One h1, no level of heading left out, one main, named navigations, the way past the menu first, announcements. */
    structure() {
      const found = [];
      const headings = all("h1, h2, h3, h4, h5, h6").filter(isSeen);
      if (headings.filter((item) => item.tagName === "H1").length !== 1) found.push("it has not exactly one h1");
      headings.forEach((item, index) => {
        const before = index ? Number(headings[index - 1].tagName[1]) : 6;
        if (Number(item.tagName[1]) > before + 1) {
          found.push(`a level of headings is left out before “${item.textContent.trim()}”`);
        }
      });
      if (all("main").length !== 1) found.push("it has not exactly one main");
      const ways = all("nav");
      const unnamed = ways.filter((item) => !item.ariaLabel && !item.getAttribute("aria-labelledby"));
      if (ways.length > 1 && unnamed.length) found.push("a navigation among several has no name");
      const [first] = all(TO_HIT);
      const leads = first?.matches("a.skip") && document.querySelector(first.getAttribute("href"));
      if (!leads) found.push("it does not begin with the way to its content");
      if (!all("[role=status], [aria-live]").length) found.push("it has no place for announcements");
      return found;
    },

    /* Too small to hit. A link inside a sentence may be as low as its line; the label of a field counts with it. */
    targets(smallest) {
      const isInSentence = (item) => {
        if (!item.matches("a") || getComputedStyle(item).display !== "inline") return false;
        const around = item.parentElement.closest(BLOCKS);
        return Boolean(around) && around.textContent.trim() !== item.textContent.trim();
      };
      return all(TO_HIT)
        .filter((item) => isSeen(item) && !item.closest("[inert]") && !isInSentence(item))
        .map((item) => [item, item.getBoundingClientRect(), item.labels?.[0]?.getBoundingClientRect()])
        .filter(([item, box, label]) => {
          if (box.width < 2 || box.height < 2 || isClipped(getComputedStyle(item))) return false;
          const width = Math.max(box.width, label?.width ?? 0);
          const height = Math.max(box.height, label?.height ?? 0);
          return width < smallest - 0.5 || height < smallest - 0.5;
        })
        .map(([item, box]) => `${Math.round(box.width)} × ${Math.round(box.height)} px: ${brief(item)}`);
    },

    /* The distances that readers may set for themselves (WCAG 1.4.12), and what they cut off. */
    spacing() {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(`
        * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
        p { margin-bottom: 2em !important; }`);
      const before = document.adoptedStyleSheets;
      document.adoptedStyleSheets = [...before, sheet];
      const hides = (value) => value === "hidden" || value === "clip";
      const cut = all("body *").filter((item) => {
        const style = getComputedStyle(item);
        if (!hides(style.overflowX) && !hides(style.overflowY)) return false;
        if (style.textOverflow === "ellipsis" || style.webkitLineClamp !== "none" || isClipped(style)) return false;
        if (item.clientWidth < 2 || item.clientHeight < 2 || item.closest("svg, [aria-hidden=true]")) return false;
        const words = [...item.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
        return words && (item.scrollWidth > item.clientWidth + 1 || item.scrollHeight > item.clientHeight + 1);
      });
      const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
      document.adoptedStyleSheets = before;
      return [...cut.map((item) => `it cuts off ${brief(item)}`), ...(wide > 0 ? [`it is ${wide} px too wide`] : [])];
    },

    /* With the colours of the system backgrounds are gone: what is pressed or filled in keeps an edge or a line. */
    forced() {
      const sides = ["Top", "Right", "Bottom", "Left"];
      return all("button, a.kern-btn, input, select, textarea")
        .filter((item) => isSeen(item) && !item.matches("[type=hidden], [type=checkbox], [type=radio], [type=file]"))
        .filter((item) => {
          const style = getComputedStyle(item);
          if (item.getBoundingClientRect().width < 2 || isClipped(style) || style.appearance !== "none") return false;
          const hasEdge = sides.some(
            (side) => style[`border${side}Style`] !== "none" && parseFloat(style[`border${side}Width`]) > 0,
          );
          return !hasEdge && !style.textDecorationLine.includes("underline") && !item.querySelector("svg");
        })
        .map(brief);
    },

    /* Whoever asked for less motion gets none. */
    motion() {
      return all("body, body *").filter((item) => {
        const style = getComputedStyle(item);
        const moves = style.animationName !== "none" && longest(style.animationDuration) > 0.011;
        return moves || longest(style.transitionDuration) > 0.011;
      }).map(brief);
    },
  };
})()
