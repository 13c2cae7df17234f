"""Formatted text that is typed without an editor, and the HTML that is stored of it.

The typed form: a blank line parts paragraphs, "- " begins a list item, "1. " a numbered one, "### " a heading;
**bold**, _emphasis_, [words](https://address); bare addresses become links. A single * does nothing, because people
write „Helfer*innen“. `to_html(to_text(to_html(text)))` is `to_html(text)`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from html import escape, unescape
from itertools import repeat
from urllib.parse import urlsplit

import nh3

from engagement.opportunities.richtext_reader import Block, Piece, read_blocks

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "h3"}
AROUND = {"bold": "strong", "soft": "em"}
SIGNS = {"ul": "- ", "h3": "### "}
SCHEMES = {"http", "https", "mailto"}
REL = "nofollow noopener"
MAX_TEXT = 10_000  # the longest of 2,311 real offers has 5,579 characters
MAX_TYPED = 3 * MAX_TEXT  # with all signs and addresses of links; what is longer is not read, it takes too long

_BULLET = re.compile(r"^[-*•·][ \t]+(?=\S)")
_NUMBER = re.compile(r"^(\d{1,3})[.)][ \t]+(?=\S)")
_HEADING = re.compile(r"^#{1,6}[ \t]+(?=\S)")
_URL = r"https?://[^\s<>\"()\[\]*]*[^\s<>\"()\[\]*.,;:!?'_“”„‘’»«]"
_MAIL = r"[A-Za-z0-9][A-Za-z0-9.+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}"
_INLINE = re.compile(
    r"\[(?P<label>[^\[\]\n]+)\]\((?P<target>[^()\s]+)\)"
    rf"|(?<!\w)(?P<url>{_URL})"
    rf"|(?<![\w.+-])(?P<mail>{_MAIL})(?![\w-])"
)
# What is marked on both sides, and where such a mark can end.
_MARKED = (
    (re.compile(r"\*\*(?=\S)(?P<bold>.+?)(?<=\S)\*\*"), re.compile(r"(?<=\S)(?=\*\*)")),
    (
        re.compile(r"(?<![^\s(*„“\"'–-])_(?=[^\s_])(?P<soft>.+?)(?<=[^\s_])_(?![\w_])"),
        re.compile(r"(?<=[^\s_])(?=_(?![\w_]))"),
    ),
)
_MARKUP = re.compile(
    r"</?(?:p|br|div|span|li|ul|ol|strong|b|em|i|u|h[1-6]|a|table|tr|td|font)(?:\s[^<>]*)?/?>", re.IGNORECASE
)


def sanitise(html: str) -> str:
    """HTML with our few tags and addresses of http, https and mailto; everything else is dropped, its words stay."""
    return nh3.clean(
        html, tags=TAGS, attributes={"a": {"href"}}, url_schemes=SCHEMES, link_rel=REL, strip_comments=True,
    )  # fmt: skip


def from_input(text: str) -> str:
    """HTML to store for what came out of a textarea: the typed form, or HTML that somebody pasted as such.

    Text that is far too long to be stored becomes one paragraph as it was typed, to be counted and refused.
    """
    if len(text) > MAX_TYPED:
        text = "\n".join(" ".join(line.split()) for line in text.split("\n"))
    if len(text) > MAX_TYPED:
        return f"<p>{escape(text, quote=False)}</p>"
    for _attempt in range(5):
        if not _MARKUP.search(text):
            break
        text = to_text(text)
    while _MARKUP.search(text):
        text = _MARKUP.sub("", text)
    return to_html(text)


def to_html(text: str) -> str:
    """The sanitised HTML of the typed form."""
    blocks: list[tuple[str, list[str]]] = []
    kind = ""
    for raw in _tidy(text).split("\n"):
        line = raw.strip()
        if not line:
            kind = ""
            continue
        items = len(blocks[-1][1]) if kind == "ol" else 0
        found, content = _classify(line, items + 1)
        if found == kind and found != "h3":
            blocks[-1][1].append(content)
        else:
            found = "ol" if found == "1" else found
            blocks.append((found, [content]))
        kind = found
    return sanitise("".join(_block_html(kind, lines) for kind, lines in blocks))


def to_text(html: str) -> str:
    """The typed form of HTML, ours or foreign: for the textarea, and for text of imports and of Word.

    Addresses are written bare where that reads back as the same link, else with their words in brackets.
    """
    blocks = read_blocks(html)
    wanted = sanitise(html)
    ways = [_blocks_text(blocks, write) for write in (_careful, _bare, _explicit)]
    return next((text for text in ways if to_html(text) == wanted), ways[0])


def _blocks_text(blocks: list[Block], write: Callable[[list[Piece]], str]) -> str:
    shown = []
    for kind, lines in blocks:
        signs = (f"{number}. " for number in range(1, len(lines) + 1)) if kind == "ol" else repeat(SIGNS.get(kind, ""))
        shown.append("\n".join(sign + write(line).strip() for sign, line in zip(signs, lines, strict=False)))
    return "\n\n".join(shown)


def plain_words(html: str) -> str:
    """The words alone, for lengths: „&“ is one sign, as in the typed form."""
    return " ".join(unescape(nh3.clean(html.replace("<", " <"), tags=set())).split())


def _tidy(text: str) -> str:
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    text = re.sub("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", "\n", text)
    kept = "".join(char for char in text if char == "\n" or unicodedata.category(char) not in ("Cc", "Cs", "Cn", "Co"))
    return re.sub(r" {2,}", " ", kept.replace("\ufeff", "").replace("\u200b", ""))


def _classify(line: str, next_number: int) -> tuple[str, str]:
    """What a line is, "1" for the first item of a numbered list. „24. Dezember“ stays text: it does not count on."""
    if match := _HEADING.match(line):
        return "h3", line[match.end() :]
    if match := _BULLET.match(line):
        return "ul", line[match.end() :]
    if (match := _NUMBER.match(line)) and int(match[1]) in (1, next_number):
        return "1" if int(match[1]) == 1 else "ol", line[match.end() :]
    return "p", line


def _block_html(kind: str, lines: list[str]) -> str:
    if kind in ("ul", "ol"):
        return f"<{kind}>" + "".join(f"<li>{_inline_html(line)}</li>" for line in lines) + f"</{kind}>"
    return f"<{kind}>" + "<br>".join(_inline_html(line) for line in lines) + f"</{kind}>"


def _marks(source: str) -> Iterator[re.Match[str]]:
    """Links and what is bold or emphasised in a line, from left to right, none inside another one.

    Signs on both sides are looked for only as far as the last one that can end them: each that opens nothing would be
    followed to the end of the line, which takes minutes where somebody has typed many.
    """
    searches = [(_INLINE, len(source))]
    for pattern, end in _MARKED:
        ends = [match.start() for match in end.finditer(source)]
        searches += [(pattern, ends[-1] + 2)] if ends else []
    at, found = 0, [pattern.search(source, 0, until) for pattern, until in searches]
    while any(found):
        first = min((match for match in found if match), key=lambda match: match.start())
        yield first
        at = first.end()
        found = [
            pattern.search(source, at, until) if match and match.start() < at else match
            for match, (pattern, until) in zip(found, searches, strict=True)
        ]


def _inline_html(source: str, *, in_link: bool = False) -> str:
    parts = []
    at = 0
    for match in _marks(source):
        made = _mark_html(match, in_link)
        if made is not None:
            parts += [escape(source[at : match.start()], quote=False), made]
            at = match.end()
    parts.append(escape(source[at:], quote=False))
    return "".join(parts)


def _mark_html(match: re.Match[str], in_link: bool) -> str | None:
    if match.lastgroup in AROUND:
        tag = AROUND[match.lastgroup]
        return f"<{tag}>{_inline_html(match[match.lastgroup], in_link=in_link)}</{tag}>"
    if in_link:
        return None
    label, target = match["label"], match["target"]
    if match["url"]:
        label = target = match["url"]
    elif match["mail"]:
        label, target = match["mail"], f"mailto:{match['mail']}"
    if not _is_good_target(target):
        return None
    inner = _inline_html(label, in_link=True) if match["label"] else escape(label, quote=False)
    return f'<a href="{escape(target)}">{inner}</a>'


def _is_good_target(target: str) -> bool:
    """Whether the sanitiser would keep the address: it drops what no browser could open."""
    try:
        parts = urlsplit(target)
    except ValueError:
        return False
    if parts.scheme not in SCHEMES or (parts.scheme != "mailto" and not parts.hostname):
        return False
    return f'href="{escape(target)}"' in nh3.clean(f'<a href="{escape(target)}">x</a>', url_schemes=SCHEMES)


def _careful(line: list[Piece]) -> str:
    bare, explicit = _bare(line), _explicit(line)
    return bare if _inline_html(bare) == _inline_html(explicit) else explicit


def _bare(line: list[Piece]) -> str:
    return "".join(
        text if target in (text, f"mailto:{text}") else _explicit([(kind, text, target)]) for kind, text, target in line
    )


def _explicit(line: list[Piece]) -> str:
    return "".join(
        f"[{text}]({target})" if kind == "link" and _is_good_target(target) else text for kind, text, target in line
    )
