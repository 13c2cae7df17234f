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

SENTENCE: Final = 40  # letters; what is shorter is a label
_WORD: Final = re.compile(rb"\b[Ee]-[Mm]ail(?:s|-Adresse\b)?")
# Elements that hold nothing but text, and the text between two tags.
_PIECES: Final = re.compile(
    rb"<(?:(title|option|textarea|script|style)\b.*?</\1>|!--.*?-->)|(<h1[^<>]*)?>([^<>]*\b[Ee]-[Mm]ail[^<>]*)(?=<)",
    re.DOTALL,
)


def hold_words(response: Response) -> Response:
    """Hold words together on a finished page. A hook, before those that keep pages and compress them."""
    is_plain = not response.direct_passthrough and not response.is_streamed and not response.content_encoding
    if response.mimetype == "text/html" and is_plain:
        response.set_data(held_together(response.get_data()))
    return response


def held_together(page: bytes) -> bytes:
    """The page with each „E-Mail“ in a sentence held together. Attributes and what is typed stay as they are."""
    return _PIECES.sub(_held, page) if _WORD.search(page) else page


def _held(piece: re.Match[bytes]) -> bytes:
    heading, text = piece[2], piece[3]
    if text is None or (heading is None and len(text.strip()) < SENTENCE):
        return piece[0]
    return (heading or b"") + b">" + _WORD.sub(rb'<span class="nowrap">\g<0></span>', text)
