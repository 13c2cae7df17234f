"""„E-Mail“ is not torn apart at the end of a line."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from engagement.web.unbroken import held_together
from tests.support.factories import make_city

LONG = "Sie bekommen eine E-Mail, sobald die Stadt das Angebot angesehen hat."


def test_a_sentence_keeps_the_word_in_one_line() -> None:
    held = held_together(f"<p>{LONG}</p>".encode()).decode()
    assert held == f"<p>{LONG}</p>".replace("E-Mail", '<span class="nowrap">E-Mail</span>')
    assert held_together(held.encode()).decode() == held


def test_the_heading_keeps_the_whole_word() -> None:
    held = held_together("<h1>E-Mail-Adresse ändern</h1>".encode()).decode()
    assert held == '<h1><span class="nowrap">E-Mail-Adresse</span> ändern</h1>'
    assert held_together(b"<h1>E-Mails</h1>") == b'<h1><span class="nowrap">E-Mails</span></h1>'


@pytest.mark.parametrize(
    "page",
    [
        "<label>Ihre E-Mail-Adresse</label>",
        f"<title>{LONG}</title>",
        f"<option value=1>{LONG}</option>",
        f"<textarea>\n{LONG}</textarea>",
        f'<p title="{LONG}">Kurz</p>',
        f"<!-- {LONG} --><p>Kurz</p>",
        "<p>Ein langer Satz ganz ohne das Wort, um das es hier geht, nur zum Vergleich.</p>",
    ],
)
def test_everything_else_stays_as_it_is(page: str) -> None:
    assert held_together(page.encode()).decode() == page


def test_pages_are_treated_also_from_memory(app: Flask, client: Any) -> None:
    with app.app_context():
        make_city("musterstadt")
    for _time in range(2):
        page = client.get("/musterstadt/konto/einloggen")
        assert page.status_code == 200
    first, second = (client.get("/musterstadt/seite/hilfe") for _time in range(2))
    assert first.data == second.data
    assert b'<span class="nowrap">E-Mail</span>' in first.data
