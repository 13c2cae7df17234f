"""Whatever somebody sends, reading it takes time in proportion to its length: no text keeps a process busy."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from engagement import logs
from engagement.associations.importing.rows import _EMAIL
from engagement.moderation.differences import word_differences
from engagement.opportunities import richtext
from engagement.opportunities.rules.contact_data import contacts_in
from engagement.opportunities.search.text import plain, words_of
from engagement.reports.rules import without_links

SIGNS = ("y", "ä", "1", "1.", "-", "a-", "_a ", "**a ", "a@", "<", "<a ", "[a](", "0 ", "www.", "http://a")
LENGTH = 30_000
SECONDS = 2.0  # of the processor, on a slow machine; each of these took many times as long with some of the signs

READERS: dict[str, Callable[[str], Any]] = {
    "addresses in a text": contacts_in,
    "typed form": richtext.from_input,
    "words for search": words_of,
    "words of HTML": plain,
    "links of a report": without_links,
    "addresses in the log": lambda text: logs._MAIL_ADDRESS.sub("…", text),
    "addresses of an import": lambda text: _EMAIL.sub("", text),
    "what is different": lambda text: word_differences(text, text[::-1]),
}


@pytest.mark.parametrize("reader", READERS)
def test_reading_takes_time_in_proportion(reader: str) -> None:
    for sign in SIGNS:
        text = (sign * LENGTH)[:LENGTH]
        began = time.process_time()
        READERS[reader](text)
        assert time.process_time() - began < SECONDS, f"{reader}: {sign!r}"


def test_far_too_long_text_is_not_read_but_kept_to_be_refused() -> None:
    text = "_a " * richtext.MAX_TYPED + "**x**"
    stored = richtext.from_input(text)
    assert "<em>" not in stored and "<strong>" not in stored
    assert len(richtext.plain_words(stored)) > richtext.MAX_TEXT
    assert richtext.from_input("**Hallo**" + " " * richtext.MAX_TYPED) == "<p><strong>Hallo</strong></p>", "blanks"


def test_what_is_marked_on_both_sides_is_found_from_left_to_right() -> None:
    typed = "_a_ **b _c_** [_d_](https://d.example) e_ **f _g **h** https://i.example/_j _k"
    assert richtext.to_html(typed) == richtext.sanitise(
        "<p><em>a</em> <strong>b <em>c</em></strong> "
        '<a href="https://d.example"><em>d</em></a> e_ <strong>f _g **h</strong> '
        '<a href="https://i.example/_j">https://i.example/_j</a> _k</p>'
    )
