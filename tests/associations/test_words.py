"""Names as they are compared, sorted and found. No database."""

from __future__ import annotations

import pytest

from engagement.associations.enums import AssociationKind
from engagement.associations.words import (
    OTHER_LETTER,
    compare_key,
    directory_sort_key,
    guess_kind,
    keys_of,
    letter_of,
    plain,
    query_words,
    search_text,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Turnverein Bretten e. V.", "turnverein bretten eV"),
        ("Turnverein Bretten", "Turnverein Bretten e.V"),
        ("Tierschutz-Verein", "Tierschutzverein e.V."),
        ("Bürgerverein Möckern", "Buergerverein Moeckern"),
        ("Förderverein 'Die Tür'", "Förderverein „Die Tür“"),
        ("Straßenfest Süd", "Strassenfest Sued"),
        ("Hilfe gGmbH", "Hilfe"),
    ],
)
def test_spellings_of_one_name_have_one_key(one: str, other: str) -> None:
    assert compare_key(one) == compare_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("TV Bretten", "TV Rinklingen"), ("Eva", "Evang"), ("Verein Nord", "Verein Süd"), ("Kreis 1", "Kreis 2")],
)
def test_different_names_have_different_keys(one: str, other: str) -> None:
    assert compare_key(one) != compare_key(other)


def test_a_name_of_a_legal_form_alone_still_has_a_key() -> None:
    assert compare_key("e.V.") != ""


def test_other_names_have_keys_too_each_once() -> None:
    assert keys_of("NABU Leipzig e. V.", "NABU Leipzig\nNaturschutzbund") == ["nabuleipzig", "naturschutzbund"]


@pytest.mark.parametrize("typed", ["müll", "muell", "Mull", "MÜLL", "mülldetektive"])
def test_words_are_found_however_umlauts_are_typed(typed: str) -> None:
    stored = search_text("Mülldetektive e. V.")
    assert all(word in stored for word in query_words(typed))


def test_words_with_real_e_after_a_vowel_find_themselves() -> None:
    stored = search_text("Neue Feuerwehr Steuerberatung Frauenbund")
    for typed in ("neue", "feuer", "steuer", "frauen", "frau"):
        assert all(word in stored for word in query_words(typed)), typed


def test_a_compound_finds_the_parted_name() -> None:
    assert query_words("Tierschutzverein")[0] in search_text("Tierschutz-Verein Bretten")


def test_a_query_of_signs_or_of_the_legal_form_asks_for_nothing() -> None:
    assert query_words("%_* '") == []
    assert query_words("e. V.") == []
    assert query_words("Chor e.V.") == ["chor"]


def test_wildcards_of_the_database_never_reach_it() -> None:
    assert not set("%_\\") & set("".join(query_words("50%_a\\b")))


def test_quotes_in_front_do_not_count_for_the_alphabet() -> None:
    assert letter_of(directory_sort_key("„Frauen für Frauen“ e.V.")) == "f"
    assert letter_of(directory_sort_key("'Holunder' e.V.")) == "h"


def test_umlauts_stand_with_their_vowel_and_numbers_apart() -> None:
    assert letter_of(directory_sort_key("Ökohaus")) == "o"
    assert letter_of(directory_sort_key("1. Karnevalsverein")) == OTHER_LETTER
    assert letter_of(directory_sort_key("Юность")) == OTHER_LETTER
    assert letter_of("") == OTHER_LETTER


def test_the_alphabet_sorts_as_german_words_do() -> None:
    names = ["Zirkus", "Äpfel", "Apfel", "ärzte", "Über", "Ufer"]
    assert sorted(names, key=directory_sort_key) == ["Apfel", "Äpfel", "ärzte", "Über", "Ufer", "Zirkus"]


def test_plain_text_keeps_one_space_between_words() -> None:
    assert plain("  Da   capo – al  fine ") == "da capo al fine"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Stiftung Bürger für Leipzig", AssociationKind.FOUNDATION),
        ("Förderverein Stiftung Schloss e. V.", AssociationKind.CLUB),
        ("Bürgerinitiative Süd", AssociationKind.INITIATIVE),
        ("Initiative Schleußig e.V.", AssociationKind.CLUB),
        ("Selbsthilfegruppe Licht", AssociationKind.INITIATIVE),
        ("Soziokulturelles Zentrum", AssociationKind.INSTITUTION),
        ("Conne Island", AssociationKind.CLUB),
    ],
)
def test_the_kind_is_guessed_from_the_name(name: str, kind: AssociationKind) -> None:
    assert guess_kind(name) is kind
