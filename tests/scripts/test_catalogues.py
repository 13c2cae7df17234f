"""The check of the catalogues notices what a reader of German would."""

from __future__ import annotations

from functools import cache

import pytest
from babel.messages.catalog import Catalog, Message

from scripts import catalogues


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (Message("Sign in", ""), "is not translated"),
        (Message("Sign in", "Einloggen", flags={"fuzzy"}), "is fuzzy"),
        (Message("Hello %(name)s", "Guten Tag"), "other placeholders"),
        (Message("Hello", "Guten Tag %(name)s"), "other placeholders"),
        (Message(("%(num)d place", "%(num)d places"), ("ein Platz", "%(count)d Plätze")), "other placeholders"),
        (Message("<strong>Free</strong>", "Frei"), "other markup"),
    ],
)
def test_a_bad_translation_is_noticed(message: Message, expected: str) -> None:
    found = catalogues.message_problems(message)
    assert len(found) == 1
    assert expected in found[0]


def test_a_form_for_one_may_leave_the_number_out() -> None:
    assert (
        catalogues.message_problems(Message(("%(num)d place", "%(num)d places"), ("ein Platz", "%(num)d Plätze"))) == []
    )


def test_a_guess_is_still_to_translate() -> None:
    catalogue = Catalog(locale="de")
    catalogue.add("Sign in", "Einloggen")
    catalogue.add("Sign out", "Einloggen", flags={"fuzzy"})
    catalogue.add("Save")
    catalogue.add(("%(num)d place", "%(num)d places"), ("ein Platz", ""))
    assert [message.id for message in catalogues.untranslated(catalogue)] == [
        "Sign out", "Save", ("%(num)d place", "%(num)d places"),
    ]  # fmt: skip


@cache
def extracted() -> list[Message]:
    """Reading all code and templates takes seconds."""
    return list(catalogues.extract())


def test_the_messages_of_code_and_templates_are_found() -> None:
    assert len(extracted()) > 50


def test_german_in_the_code_is_noticed_but_not_in_quotes(monkeypatch: pytest.MonkeyPatch) -> None:
    messages = [Message("Bitte warten und hoffen"), Message("Write „bei uns“, or “mit uns”"), Message("Please wait")]
    monkeypatch.setattr(catalogues, "extract", lambda: messages)
    monkeypatch.setattr(catalogues, "catalogues", lambda: iter(()))
    assert catalogues.problems() == ["“Bitte warten und hoffen” is no English", "there is no catalogue"]


def test_english_holds_only_what_reads_otherwise() -> None:
    english = {path.parts[-3]: catalogue for path, catalogue in catalogues.catalogues()}["en"]
    assert 0 < len(english) < len(extracted()) / 2
    assert not [message.id for message in english if message.id and message.string in (message.id, "")]
