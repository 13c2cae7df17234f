"""The code of a certificate: 32 characters that say what the paper says, and no name; typed at a desk."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from engagement.associations.models import Association, MergedAssociation
from engagement.attendance import typed_codes
from engagement.attendance.certificates import certificate_code, read_typed
from engagement.attendance.errors import TooManyCodes, UnknownCode
from engagement.attendance.operations.checking import WRONG, check_code
from engagement.core.scope import SYSTEM, entered
from engagement.core.tokens import TokenInvalid
from engagement.core.transaction import writing
from engagement.extensions import db
from tests.registrations.support import Stagecraft, change, make_stage

ID, NAME = "7k2m9qxcbdfg", "Nachbarn e. V."
FIRST, LAST, ISSUED = date(2025, 12, 1), date(2026, 4, 30), date(2026, 5, 4)


def digest(purpose: str, text: str) -> list[str]:
    return [hashlib.sha256(f"{purpose}/{text}".encode()).hexdigest()]


def found(prefix: str) -> list[tuple[str, str]]:
    return [each for each in [(ID, NAME), ("7k2m9qzzzzzz", "Andere")] if each[0].startswith(prefix)]


def make(name: str = "Hanna Keller", minutes: int = 150) -> str:
    return typed_codes.write_code(ID, NAME, name, minutes, FIRST, LAST, ISSUED, digest)


@settings(deadline=None)
@given(
    st.integers(5, 2**20 - 1), st.dates(date(2000, 1, 1), date(2080, 1, 1)), st.integers(0, 2**13 - 1),
    st.integers(0, 2**12 - 1), st.text(max_size=40),
)  # fmt: skip
def test_a_code_says_what_it_was_made_of(minutes: int, first: date, span: int, gap: int, name: str) -> None:
    last = date.fromordinal(first.toordinal() + span)
    issued = date.fromordinal(last.toordinal() + gap)
    code = typed_codes.write_code(ID, NAME, name, minutes, first, last, issued, digest)
    assert typed_codes.is_code(code)
    read = typed_codes.read_code(code, found, digest)
    assert (read.minutes, read.first, read.last, read.issued) == (minutes, first, last, issued)
    assert read.association_name == NAME and not read.is_renamed
    assert typed_codes.is_about(read, name, digest)


def test_every_changed_character_is_noticed() -> None:
    code = make()
    for at, char in enumerate(code):
        other = typed_codes.LETTERS[(typed_codes.LETTERS.index(char) + 1) % 32]
        with pytest.raises(typed_codes.NotOneOfOurs):
            typed_codes.read_code(code[:at] + other + code[at + 1 :], found, digest)


def test_it_may_be_typed_as_people_type() -> None:
    code = make()
    shown = typed_codes.grouped(code)
    assert [len(group) for group in shown.split()] == [4] * 8
    for typed in (shown, shown.lower(), shown.replace(" ", "-"), shown.replace("0", "O").replace("1", "l")):
        assert typed_codes.plain(typed) == code


def test_what_has_no_room_gets_no_code() -> None:
    assert make(minutes=2**20) == ""
    assert typed_codes.write_code(ID, NAME, "", 5, date(1999, 12, 31), LAST, ISSUED, digest) == ""
    assert typed_codes.write_code("øøøøøøøøøøøø", NAME, "", 5, FIRST, LAST, ISSUED, digest) == ""


def code_of(stage: Stagecraft, name: str = "Hanna Keller") -> str:
    said = stage.association
    return certificate_code(said.public_id, said.name, name, 150, FIRST, LAST, ISSUED)


def test_somebody_at_a_desk_types_it(db_app: Flask, client: Any) -> None:
    stage = make_stage()
    start = client.get(f"/{stage.city.slug}/")
    page = client.get(next(a["href"] for a in start.document.all("footer a") if a.text == "Bescheinigung prüfen"))
    short = client.submit(page, {"code": "7K2M 9QXC"})
    assert short.status_code == 422 and short.document.one("#code")["value"] == "7K2M 9QXC"
    assert "Ein Code hat 32 Zeichen, hier sind es 8." in short.visible_text
    wrong = client.submit(page, {"code": "7K2M " * 8})
    assert wrong.status_code == 422 and "Zu diesem Code gibt es keine Bescheinigung." in wrong.visible_text
    right = client.submit(page, {"code": typed_codes.grouped(code_of(stage)).lower()}, follow_redirects=True)
    assert right.document.one("h1").text == "Diese Bescheinigung ist echt"
    assert stage.association.name in right.visible_text and "2,5" in right.visible_text
    assert "Hanna" not in right.get_data(as_text=True)
    assert "auf diesen Namen ausgestellt" in client.submit(right, {"name": "hanna  keller"}).visible_text
    assert "auf einen anderen Namen" in client.submit(right, {"name": "Hanna Kelter"}).visible_text


@pytest.mark.both_engines
def test_the_association_may_be_renamed_or_become_part_of_another(db_app: Flask, client: Any) -> None:
    stage = make_stage()
    # Not at random as elsewhere: one new name in 64 has the mark of the old one, and this one has not.
    change(Association, stage.association.id, public_id=ID, name=NAME)
    code = certificate_code(ID, NAME, "Hanna Keller", 150, FIRST, LAST, ISSUED)
    assert not read_typed(code).is_renamed
    change(Association, stage.association.id, name="Nachbarschaft 2000 e. V.")
    assert read_typed(code).association_name == "Nachbarschaft 2000 e. V."
    page = client.get(f"/{stage.city.slug}/bescheinigung/{code}")
    assert "hat seitdem seinen Namen geändert" in page.visible_text
    other = make_stage("andernorts")
    gone = "zzzzzzzzzzzz"
    with entered(SYSTEM), writing():
        db.session.add(
            MergedAssociation(
                association_id=other.association.id, old_public_id=gone, name=NAME, home_city_id=other.city.id
            )
        )
    merged = certificate_code(gone, NAME, "Hanna Keller", 150, FIRST, LAST, ISSUED)
    assert read_typed(merged).association_name == NAME and not read_typed(merged).is_renamed
    with entered(SYSTEM), writing():
        db.session.execute(sa.delete(MergedAssociation))
    with pytest.raises(TokenInvalid):
        read_typed(merged)


@pytest.mark.both_engines
def test_codes_cannot_be_tried_through(db_app: Flask) -> None:
    stage = make_stage()
    with entered(SYSTEM):
        for _time in range(WRONG):
            assert check_code(code_of(stage), network="192.0.2.1")
            with pytest.raises(UnknownCode):
                check_code("7K2M" * 8, network="192.0.2.1")
        with pytest.raises(TooManyCodes):
            check_code(code_of(stage), network="192.0.2.1")
        assert check_code(code_of(stage), network="192.0.2.2")


def test_a_code_holds_under_an_earlier_key(db_app: Flask, make_app: Any) -> None:
    stage = make_stage()
    code = code_of(stage)
    old = db_app.config["SECRET_KEY"]
    with make_app(secret_key="n" * 40, secret_key_fallbacks=(old,)).app_context(), entered(SYSTEM):
        assert read_typed(code).is_about("Hanna Keller") and not read_typed(code).is_renamed
    with make_app(secret_key="n" * 40).app_context(), entered(SYSTEM), pytest.raises(TokenInvalid):
        read_typed(code)
