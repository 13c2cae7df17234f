"""Words that stay in one line: browsers end a line after the hyphen of „E-Mail“, and read aloud „E“ is no word.

Done to the finished page, so that catalogues, mails and papers keep the word as people type it. Labels and other short
texts fit into a line anyway, and some of them lie side by side with what they hold; only sentences and the heading of
a page are touched.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from flask import Response

SENTENCE: Final = 40  # bytes; what is shorter is a label
# What follows the first letter: to look for a fixed sign takes a tenth of the time.
_REST: Final = re.compile(rb"-[Mm]ail(?:s|-Adresse\b)?")
_FIRST: Final = re.compile(rb"(?<!\w)[Ee]")
_HOLDS_TEXT_ALONE: Final = (b"<title", b"<option", b"<textarea", b"<script", b"<style")


def hold_words(response: Response) -> Response:
    """Hold words together on a finished page. A hook, before those that keep pages and compress them."""
    is_plain = not response.direct_passthrough and not response.is_streamed and not response.content_encoding
    if response.mimetype == "text/html" and is_plain:
        response.set_data(held_together(response.get_data()))
    return response


def held_together(page: bytes) -> bytes:
    """The page with each „E-Mail“ in a sentence held together. Attributes and what is typed stay as they are."""
    pieces, done = [], 0
    for rest in _REST.finditer(page):
        start = rest.start() - 1
        if _FIRST.match(page, start) and _stands_in_a_sentence(page, start):
            pieces += [page[done:start], b'<span class="nowrap">', page[start : rest.end()], b"</span>"]
            done = rest.end()
    return b"".join([*pieces, page[done:]]) if pieces else page


def _stands_in_a_sentence(page: bytes, place: int) -> bool:
    begin = page.rfind(b">", 0, place) + 1
    if page.find(b"<", begin, place) >= 0:  # in a tag or a comment
        return False
    tag = page[max(page.rfind(b"<", 0, begin), 0) : begin]
    if tag.startswith(_HOLDS_TEXT_ALONE):
        return False
    return tag.startswith(b"<h1") or len(page[begin : page.find(b"<", place)].strip()) >= SENTENCE
