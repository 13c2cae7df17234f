"""Words of the index and of the question, without a database."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engagement.opportunities.search.text import MAX_WORDS, index_folded, index_stems, plain, question, words_of


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("Buehne", "Bühne"), ("Bühnen", "Bühne"), ("Müll", "Muell"), ("Muell", "Müll"), ("Gärten", "Garten"),
        ("Fußball", "FUSSBALL"), ("fussball", "Fußball"), ("Helferinnen", "Helfer"), ("vorlesen", "Vorleserin"),
        ("МУЗИКА", "музика"),
    ],
)  # fmt: skip
def test_words_meet_by_stem(asked: str, written: str) -> None:
    assert f" {question(asked)[0].stem} " in index_stems("", written)


@pytest.mark.parametrize(
    ("asked", "written"),
    [("Aufgaben", "Hausaufgabenhilfe"), ("Einsatz", "Aufbaueinsatz"), ("bueh", "Freilichtbühne"),
     ("Bühn", "Freilichtbuehne"), ("cafe", "Café"), ("repaircafe", "Repair-Café"), ("muller", "Müllerstraße")],
)  # fmt: skip
def test_words_meet_inside_others(asked: str, written: str) -> None:
    assert question(asked)[0].part in index_folded("", written)


def test_different_words_do_not_meet() -> None:
    assert question("Katze")[0].part not in index_folded("", "Hund und Vogel")
    assert f" {question('Hund')[0].stem} " not in index_stems("", "Hundert")


def test_the_title_stands_before_the_divider() -> None:
    title, rest = index_stems("Bühne", "Garten").split("|")
    assert (title, rest) == (" buhn ", " gart ")


def test_signs_operators_and_small_words_ask_for_nothing() -> None:
    assert question('für die  * " ( ) : - ^ \\ % _ ; \x00') == ()
    assert [word.part for word in question('"Garten" AND NOT (Beet*)')] == ["garten", "and", "not", "beet"]


def test_a_question_has_an_end() -> None:
    assert len(question(" ".join(f"wort{n}" for n in range(50)))) == MAX_WORDS


def test_html_falls_apart_at_its_tags() -> None:
    assert words_of(plain("<p>Ein Fest</p><ul><li>Kuchen&amp;Tee</li></ul>")) == ["ein", "fest", "kuchen", "tee"]


@settings(deadline=None)
@given(st.text())
def test_whoever_types_a_whole_text_finds_it(text: str) -> None:
    stems, folded = index_stems("", text), index_folded("", text)
    for word in question(text):
        assert f" {word.stem} " in stems
        assert word.part in folded
