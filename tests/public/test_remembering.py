"""What is drawn once: pieces of pages, bounded, and kept with what they were made of."""

from __future__ import annotations

from typing import Any

import pytest
from markupsafe import Markup

from engagement.web import remembering
from engagement.web.remembering import MOST_OF_ONE, Pieces, keep_with


def test_pieces_are_bounded_in_number_and_length(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembering, "MOST_LENGTH", 100)
    pieces = Pieces()
    for number in range(50):
        assert pieces.keep(number, Markup("x" * 30)) == "x" * 30
        assert sum(len(text) for text in pieces.values()) <= 100 and number in pieces


def test_a_value_keeps_a_few_pieces() -> None:
    made: dict[int, str] = {}
    for number in range(3 * MOST_OF_ONE):
        assert keep_with(made, number, str(number)) == str(number)
        assert len(made) <= MOST_OF_ONE


def test_a_template_that_is_given_more_globals_still_sees_them(app: Any) -> None:
    """Importing is quick where all names are known, and right where they are not."""
    with app.test_request_context("/"):
        source = "{% from 'components/tag.html' import tag %}{{ tag('eins') }}"
        environment = app.jinja_env
        assert "eins" in environment.from_string(source).render()
        assert "eins" in environment.from_string(source, globals={"colour": "blue"}).render()
        assert "eins" in environment.from_string(source).render()
