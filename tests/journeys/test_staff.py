"""Staff decide on one case after the other, and two of them never decide twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from engagement.cities.models import City
from engagement.opportunities.enums import PublicationState
from tests.journeys.conftest import COLLEAGUE, MODERATOR, Post, sign_in
from tests.journeys.hands import Hands
from tests.support.factories import make_association, make_opportunity, make_user
from tests.support.mail import text_of

Somebody = Callable[[], Hands]
SOON, LATER = "Laubharker für den Friedhof", "Vorleserin oder Vorleser für die Bücherei"
OWNER = "vorstand@verein.example"
REASON = "Der Friedhof gehört der Stadt. Bitte sprechen Sie zuerst mit dem Bauhof."


@pytest.fixture
def queue(app: Flask, town: City) -> None:
    """Two offers to review; the later one was made first."""
    with app.app_context():
        association = make_association(town, owner=make_user(OWNER))
        for title, days in ((LATER, 30), (SOON, 6)):
            make_opportunity(
                town, association, state=PublicationState.IN_REVIEW, title=title, starts_in=timedelta(days=days)
            )


def reject(jonas: Hands) -> None:
    """Without a reason, with half a one, and with a whole one."""
    jonas.press("Ablehnen")
    jonas.sees_error("Begründung", "Schreiben Sie eine Begründung.")
    jonas.write("Begründung", "Nein")
    jonas.press("Ablehnen")
    jonas.sees_error("Begründung", "Bitte erklären Sie es in einem ganzen Satz")
    jonas.holds("Begründung", "Nein")
    jonas.write("Begründung", REASON)
    jonas.press("Ablehnen")


def decision_journey(somebody: Somebody, post: Post) -> None:
    jonas = somebody()
    sign_in(jonas, MODERATOR)
    jonas.at("Zu prüfen")
    jonas.follow_beginning(SOON)
    jonas.at(SOON)
    reject(jonas)
    jonas.at(LATER)
    jonas.sees("Erledigt")
    assert REASON in text_of(post.to(OWNER, SOON))
    jonas.press("Freigeben")
    jonas.at("Zu prüfen")
    jonas.sees("Alles erledigt")
    assert LATER in text_of(post.to(OWNER, "online"))


def two_of_them_journey(somebody: Somebody, post: Post) -> None:
    jonas, sabine = somebody(), somebody()
    for person, email in ((jonas, MODERATOR), (sabine, COLLEAGUE)):
        sign_in(person, email)
        person.at("Zu prüfen")
        person.follow_beginning(SOON)
        person.at(SOON)
    jonas.press("Freigeben")
    jonas.at(LATER)
    sabine.write("Begründung", REASON)
    sabine.press("Bitte ändern")
    sabine.sees("Das wurde inzwischen entschieden.", "Jonas Maier hat das entschieden", "freigegeben")
    post.to(OWNER, "online")
    assert not [mail for mail in post.sink.to(OWNER) if REASON in text_of(mail)]


@pytest.mark.both_engines
def test_one_case_after_the_other(queue: None, engine_kind: str, somebody: Somebody, post: Post) -> None:
    decision_journey(somebody, post)


@pytest.mark.both_engines
def test_two_at_the_same_case(queue: None, engine_kind: str, somebody: Somebody, post: Post) -> None:
    two_of_them_journey(somebody, post)


@pytest.mark.parametrize("way", ["phone", "keyboard"], indirect=True)
def test_one_case_after_the_other_in_other_ways(queue: None, way: str, somebody: Somebody, post: Post) -> None:
    decision_journey(somebody, post)
