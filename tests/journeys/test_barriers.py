"""A visitor says what does not work, and a person of the town answers: by keyboard alone, and on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engagement.cities.models import City
from tests.journeys.conftest import MODERATOR, TOWN, Post, sign_in
from tests.journeys.hands import Hands
from tests.support.mail import text_of

Somebody = Callable[[], Hands]
GUEST = "walter.gut@leute.example"
BARRIER = "Ich sehe nicht, welches Feld gerade dran ist."
ANSWER = "Danke. Das Feld hat jetzt einen dicken Rahmen."


@pytest.mark.parametrize("way", ["keyboard", "phone"], indirect=True)
def test_a_barrier_is_reported_and_answered(town: City, way: str, somebody: Somebody, post: Post) -> None:
    walter = somebody()
    walter.go(f"/{TOWN}/")
    walter.follow("Barriere melden")
    walter.at("Barriere melden")
    walter.press("Meldung absenden")
    walter.sees_error("Was geht nicht?", "Bitte schreiben Sie, was nicht geht. Ein Satz reicht.")
    walter.write("Was geht nicht?", BARRIER)
    walter.write("Auf welcher Seite?", "Mitmachen")
    walter.write("Ihre E-Mail", GUEST)
    walter.press("Meldung absenden")
    walter.at("Ihre Meldung ist angekommen")
    walter.sees(BARRIER)

    jonas = somebody()
    sign_in(jonas, MODERATOR)
    jonas.at("Zu prüfen")
    jonas.go(f"/{TOWN}/stadt/barrieren")
    jonas.at("Barrieren")
    jonas.follow_beginning(BARRIER)
    jonas.sees(BARRIER)
    jonas.press("Speichern")
    jonas.sees_error("Ihr Text", "Bitte schreiben Sie, was Sie geantwortet haben.")
    jonas.choose("Mit einer E-Mail")
    jonas.write("Ihr Text", ANSWER)
    jonas.tick("Das ist erledigt")
    jonas.press("Speichern")
    jonas.sees("Gesendet.")
    assert ANSWER in text_of(post.to(GUEST, "Barriere"))
    walter.page.reload()
    walter.at("Unsere Antwort auf Ihre Meldung")
    walter.sees(ANSWER)
