"""What the style guide shows of entering people and of comparing texts. Names and numbers are invented."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from werkzeug.datastructures import MultiDict

from engagement.core.pagination import Page
from engagement.kernel.clock import utcnow
from engagement.moderation.differences import Piece, word_differences
from engagement.registrations.forms import EnterForm
from engagement.registrations.rules import ADULT


def sample_pieces() -> list[Piece]:
    """Return a changed text: words that went, that came, and that are folded away."""
    same = "Wir treffen uns am Gemeindehaus und gehen zusammen los. Jacken und Handschuhe haben wir da. " * 8
    return word_differences(
        f"Jugendliche ab 14 helfen eine Stunde mit. {same}Danach gibt es Kuchen.",
        f"Jugendliche ab 16 helfen anderthalb Stunden mit. {same}Danach gibt es Suppe und Kuchen.",
    )


def sample_answers() -> tuple[Page[dict[str, Any]], Page[dict[str, Any]]]:
    """Return what people said afterwards, and a list without answers."""
    now = utcnow()
    told = {"association_name": "Mittagstisch am Markt", "title": "Hände, die mitkochen", "created_at": now}
    answers: list[dict[str, Any]] = [
        {**told, "name": "Renate Kohler", "mood": "good", "text": "Schön war es.\nGern wieder.", "starts_at": now},
        {**told, "name": "", "mood": "bad", "text": "", "starts_at": None},
    ]
    return Page(answers, 1, 2, 24), Page([], 1, 0, 24)


def entry_forms() -> tuple[EnterForm, EnterForm]:
    """Return the questions of entering somebody, untouched and after mistakes."""
    blank = EnterForm(formdata=None, prefix="c-")
    wrong = EnterForm(formdata=MultiDict({"d-email": "hanna.keller.example", "d-party_size": "0"}), prefix="d-")
    dates = [("a", "Sa., 28. November 2026, 9–12 Uhr"), ("b", "Sa., 5. Dezember 2026, 9–12 Uhr")]
    for form in (blank, wrong):
        form.fit(dates, is_ongoing=False, age=ADULT)
    wrong.validate()
    return blank, wrong


@dataclass(frozen=True)
class SampleContact:
    """Whom to call."""

    name: str = "Elke Vogt"
    phone: str = "07252 0000-71"
    email: str = "kueche@mittagstisch.example"


@dataclass(frozen=True)
class SampleOffer:
    """Looks like an OfferView to the slip."""

    title: str = "Hände, die mitkochen: Um zwölf kommen 60 Gäste"
    association_name: str = "Mittagstisch am Markt"
    schedule_note: str = ""
    is_remote: bool = False
    place_parts: tuple[str, ...] = ("Gemeindehaus", "Am Marktbrunnen 5", "Bretten")
    meeting_point: str = "Hintereingang, bitte klingeln"
    recognise_us: str = "Wir tragen rote Schürzen"
    bring_along: str = "Feste Schuhe"
    contact: SampleContact = field(default_factory=SampleContact)


def sample_slip() -> dict[str, Any]:
    """Return a confirmation to print and to hand over, with everything that can stand on it."""
    start = utcnow() + timedelta(days=3)
    return {
        "public_id": "p5r77cjc5z5x", "name": "Renate Kohler", "party_size": 2, "shift_note": "Küche",
        "starts_at": start, "ends_at": start + timedelta(hours=3), "offer": SampleOffer(), "dates": (),
    }  # fmt: skip


def sample_slip_of_several() -> dict[str, Any]:
    """Return a confirmation for several dates; on one of them the person waits."""
    slip = sample_slip()
    start = slip["starts_at"]
    dates = [
        {
            "public_id": f"p5r77cjc5z{n}x", "note": "Küche" if n == 2 else "", "offered_until": None,
            "starts_at": start + timedelta(days=7 * n), "ends_at": start + timedelta(days=7 * n, hours=3),
            "position": 2 if n == 4 else 0, "waiting": 3,
        }
        for n in (2, 3, 4)
    ]  # fmt: skip
    offer = SampleOffer(title="Hände, die abwaschen: jeden Dienstag")
    return slip | {"public_id": "p5r77cjc5z2x", "offer": offer, "dates": dates, "is_waiting": False, "waits_too": True}
