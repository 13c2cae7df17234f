"""Reading HTML into blocks of lines: our own, that of imports, that of Word."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import nh3

# A piece of a line: ("text", words with their marks, "") or ("link", words with their marks, address).
Piece = tuple[str, str, str]
Block = tuple[str, list[list[Piece]]]

INLINE = {"strong": "**", "b": "**", "em": "_", "i": "_"}
BREAKS = {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "table", "tr", "td", "th",
          "section", "article", "pre", "hr", "dl", "dt", "dd"}  # fmt: skip
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_KEPT = BREAKS | INLINE.keys() | {"a", "br", "span"}


def read_blocks(html: str) -> list[Block]:
    """The blocks (p, ul, ol, h3) of any HTML, each with its lines, none of them empty. Lists lose their nesting."""
    clean = nh3.clean(
        html, tags=_KEPT, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"}, link_rel=None
    )
    reader = _Reader()
    reader.feed(clean)
    reader.close()
    return reader.finish()


@dataclass
class _Mark:
    """An open bold, emphasis or link and what was read inside it."""

    tag: str
    target: str = ""
    pieces: list[Piece] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.lines: list[list[Piece]] = []  # of the paragraph, heading or item at hand
        self.in_heading = False
        self.depth = 0  # of lists; inner ones join the outermost
        self.open: list[_Mark] = [_Mark("")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._end_line()
        elif tag in INLINE:
            self.open.append(_Mark(tag))
        elif tag == "a":
            self.open.append(_Mark(tag, dict(attrs).get("href") or ""))
        elif tag in BREAKS:
            self._end_block()
            self.in_heading = tag in HEADINGS
            if tag in ("ul", "ol"):
                self.depth += 1
                if self.depth == 1:
                    self.blocks.append((tag, []))

    def handle_endtag(self, tag: str) -> None:
        if tag in INLINE or tag == "a":
            if any(mark.tag == tag for mark in self.open):
                while self.open[-1].tag != tag:
                    self._close_mark()
                self._close_mark()
        elif tag in BREAKS:
            self._end_block()
            self.in_heading = False
            if tag in ("ul", "ol"):
                self.depth = max(0, self.depth - 1)

    def handle_data(self, data: str) -> None:
        self.open[-1].pieces.append(("text", re.sub(r"[ \t\n\r\f]+", " ", data), ""))

    def finish(self) -> list[Block]:
        self._end_block()
        return [block for block in self.blocks if block[1]]

    def _close_mark(self) -> None:
        mark = self.open.pop()
        self.open[-1].pieces += _wrapped(mark)

    def _end_line(self) -> None:
        """End the line, closing what is open and opening it again on the next line."""
        pending = [_Mark(mark.tag, mark.target) for mark in self.open[1:]]
        while len(self.open) > 1:
            self._close_mark()
        line = _trimmed(self.open[0].pieces)
        self.open = [_Mark(""), *pending]
        if line:
            self.lines.append(line)

    def _end_block(self) -> None:
        self._end_line()
        lines, self.lines = self.lines, []
        if not lines:
            return
        if self.depth:
            self.blocks[-1][1].append(_joined(lines))
        elif self.in_heading:
            self.blocks.append(("h3", [_joined(lines)]))
        else:
            self.blocks.append(("p", lines))


def _joined(lines: list[list[Piece]]) -> list[Piece]:
    """Several lines as one; items and headings have no line breaks."""
    whole = lines[0]
    for line in lines[1:]:
        whole = [*whole, ("text", " ", ""), *line]
    return whole


def _wrapped(mark: _Mark) -> list[Piece]:
    """The pieces of a closed mark as pieces of its parent, with spaces at its edges moved outside."""
    if mark.tag == "a":
        words = "".join(piece[1] for piece in mark.pieces)
        if not words.strip() or not mark.target or re.search(r"[()\s\[\]]", mark.target) or re.search(r"[\[\]]", words):
            return mark.pieces
        return [("link", words, mark.target)]
    sign = INLINE[mark.tag]
    pieces = list(mark.pieces)
    words = "".join(piece[1] for piece in pieces)
    if not words.strip():
        return pieces
    while pieces and not pieces[0][1].strip():
        pieces.pop(0)
    while pieces and not pieces[-1][1].strip():
        pieces.pop()
    before = " " if words[0].isspace() else ""
    after = " " if words[-1].isspace() else ""
    first, last = pieces[0], pieces[-1]
    if first[0] == "text":
        pieces[0] = ("text", first[1].lstrip(), "")
    if last[0] == "text":
        pieces[-1] = ("text", pieces[-1][1].rstrip(), "")
    return [("text", before + sign, ""), *pieces, ("text", sign + after, "")]


def _trimmed(pieces: list[Piece]) -> list[Piece]:
    """A line without spaces at its ends and without double ones; empty when it says nothing."""
    if not "".join(piece[1] for piece in pieces).strip():
        return []
    kept: list[Piece] = []
    for kind, text, target in pieces:
        if kind == "text" and kept and kept[-1][0] == "text":
            text = kept.pop()[1] + text
        kept.append((kind, re.sub(r" {2,}", " ", text) if kind == "text" else text, target))
    return kept
