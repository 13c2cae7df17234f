"""Addresses in running text: what counts as one, how it is taken out, and what the form does about it."""

from __future__ import annotations

import pytest
from flask import Flask

from engagement.opportunities.enums import PublicationState as State
from engagement.opportunities.rules.contact_data import Contact, Kind, contacts_in, contacts_of, without
from tests.opportunities.workplace import Workplace, press, stored, value_of


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Fragen an helga@verein.example.", ["helga@verein.example"]),
        ("helga (at) verein.example", ["helga (at) verein.example"]),
        ("Rufen Sie an: 07252 1234", ["07252 1234"]),
        ("Tel. +49 7252 12 34-5 oder 0151/2345678", ["+49 7252 12 34-5", "0151/2345678"]),
        ('<p>Mail: <a href="mailto:a@b.example">schreiben</a></p>', ["a@b.example"]),
        ("a@b.example, noch einmal a@b.example", ["a@b.example"]),
    ],
)
def test_addresses_are_noticed(text: str, found: list[str]) -> None:
    assert [contact.text for contact in contacts_in(text)] == found


@pytest.mark.parametrize(
    "text",
    [
        "Am 09.05.2026 von 08:00 bis 12:30 Uhr", "75015 Bretten, Marktplatz 3", "IBAN DE12 5001 0517 0648 4898 90",
        "Zimmer 007", "1.000 bis 2.000 Menschen", "@verein auf den sozialen Medien", "3,012345678",
    ],
)  # fmt: skip
def test_other_numbers_are_left_alone(text: str) -> None:
    assert contacts_in(text) == []


def test_the_value_is_written_as_an_address() -> None:
    assert [each.value for each in contacts_in("helga (at) verein.example")] == ["helga@verein.example"]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Fragen? E-Mail: a@b.example", "Fragen?"),
        ("Zeile eins\n\nTel. a@b.example\nZeile drei", "Zeile eins\n\n\nZeile drei"),
        ("Schreiben Sie (a@b.example) uns.", "Schreiben Sie uns."),
        ("Schreiben Sie [uns](mailto:a@b.example).", "Schreiben Sie."),
        ("Nichts darin", "Nichts darin"),
    ],
)
def test_taking_one_out_leaves_no_rest(text: str, left: str) -> None:
    assert without(text, Contact(Kind.EMAIL, "a@b.example")) == left


def test_every_text_is_looked_at() -> None:
    assert set(contacts_of({"title": "a@b.example", "meeting_point": "07252 1234", "skills": ""})) == {
        "title", "meeting_point"
    }  # fmt: skip


def test_handing_in_points_to_it_and_moving_puts_it_right(app: Flask, work: Workplace) -> None:
    answer = work.fill(
        work.client.get(f"{work.base}/neu"),
        {"description": "Kommen Sie!\n\nFragen an anna@verein.example oder 07252 9876", "contact_phone": ""},
        follow_redirects=True,
    )
    assert stored(app)[1].state is State.DRAFT
    assert "In Ihrem Text steht: anna@verein.example, 07252 9876" in answer.visible_text
    assert [link["href"] for link in answer.document.all(".errors a")] == ["#description"]
    moved = press(work, answer, "move-contacts")
    found = (value_of(moved, "contact_email"), value_of(moved, "contact_phone"))
    assert found == ("anna@verein.example", "07252 9876")
    assert "anna@" not in value_of(moved, "description")
    assert stored(app)[0].contact_email == work.owner.email  # nothing is saved before somebody looks at it
    done = work.client.submit(moved, {}, form="main form.authoring", button="Einreichen", follow_redirects=True)
    assert "Eingereicht" in done.visible_text
    assert stored(app)[0].contact_email == "anna@verein.example"


def test_it_may_stay_knowingly(app: Flask, work: Workplace) -> None:
    answer = work.fill(
        work.client.get(f"{work.base}/neu"), {"title": "Hilfe, 07252 9876 anrufen"}, follow_redirects=True
    )
    done = work.client.submit(
        answer, {"keeps_contact_in_text": "y"}, form="main form.authoring", button="Einreichen", follow_redirects=True
    )
    assert "Eingereicht" in done.visible_text
    assert stored(app)[0].keeps_contact_in_text
