"""„War alles gut?“"""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from engagement.core.actor import ANONYMOUS
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.feedback import rules
from engagement.feedback.enums import Mood
from engagement.feedback.links import feedback_token
from engagement.feedback.operations import give_feedback
from engagement.feedback.queries import answers
from engagement.kernel.errors import DomainError, NotFound
from engagement.registrations.operations import erase
from engagement.registrations.operations.leaving import leave_registrations
from engagement.workflows.own_data import own_data
from tests.registrations.support import Stagecraft, mails, make_stage
from tests.support.actors import sign_in
from tests.support.factories import make_staff, make_user

pytestmark = pytest.mark.usefixtures("clock")


def over(clock: Any, **values: Any) -> tuple[Stagecraft, str]:
    """A stage with somebody who was there."""
    stage = make_stage(**values)
    done = stage.guest(name="Hanna Keller")
    clock.move_to(stage.shift.ends_at + timedelta(hours=3))
    return stage, done.registration_id


def give(stage: Stagecraft, registration_id: str, mood: Mood = Mood.GOOD, **values: Any) -> None:
    with entered(Scope.city(stage.city.id)):
        give_feedback(registration_id, city_id=stage.city.id, mood=mood, network="192.0.2.1", **values)


def test_the_page_takes_one_answer(db_app: Flask, client: Any, clock: Any) -> None:
    stage, registration_id = over(clock)
    path = f"/musterstadt/rueckmeldung/{feedback_token(registration_id)}"
    page = client.get(path)
    assert "Wie war es, Hanna Keller?" in page.document.text
    assert client.submit(page, {}).status_code == 422
    without_words = client.submit(page, {"mood": "bad"})
    assert without_words.status_code == 422 and "was nicht gut war" in without_words.document.text
    done = client.submit(page, {"mood": "bad", "text": "Niemand war da."}, follow_redirects=True)
    assert "Danke für Ihre Antwort." in done.document.text
    assert "Sie haben schon geantwortet" in client.get(path).document.text
    client.post(path, data={"mood": "good"})
    with entered(Scope.association(stage.association.id)):
        (answer,) = answers(city_id=None, page=1).items
    assert (answer.mood, answer.text, answer.name) == ("bad", "Niemand war da.", "Hanna Keller")
    (mail,) = mails("feedback_new")
    assert mail.to_email == stage.owner.email and "Niemand war da." in mail.body_text


def test_a_good_answer_without_words_is_not_mailed(db_app: Flask, clock: Any) -> None:
    stage, registration_id = over(clock)
    give(stage, registration_id)
    assert mails("feedback_new") == []


def test_only_who_was_there_may_answer_and_in_time(db_app: Flask, clock: Any) -> None:
    stage = make_stage()
    early = stage.guest()
    held = stage.register()
    with pytest.raises(NotFound):
        give(stage, early.registration_id)
    clock.move_to(stage.shift.ends_at + timedelta(days=1))
    with pytest.raises(NotFound):
        give(stage, held.registration_id)
    other = make_stage("andernorts")
    with pytest.raises(NotFound):
        give(other, early.registration_id)
    clock.move_to(stage.shift.ends_at + rules.OPEN)
    with pytest.raises(rules.TooLateToAnswer):
        give(stage, early.registration_id)


def test_one_network_cannot_flood(db_app: Flask, clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "NETWORK_LIMIT", 1)
    stage = make_stage(capacity=5)
    first, second = stage.guest(), stage.guest()
    clock.move_to(stage.shift.ends_at + timedelta(hours=3))
    give(stage, first.registration_id)
    with pytest.raises(rules.TooManyAnswers):
        give(stage, second.registration_id)


@pytest.mark.both_engines
def test_two_clicks_give_one_answer(db_app: Flask, clock: Any) -> None:
    stage, registration_id = over(clock)
    refused: list[DomainError] = []

    def click() -> None:
        with db_app.app_context():
            try:
                give(stage, registration_id, Mood.FAIR, text="Es regnete.")
            except DomainError as refusal:
                refused.append(refusal)

    clicks = [threading.Thread(target=click) for _ in range(2)]
    for each in clicks:
        each.start()
    for each in clicks:
        each.join()
    assert [type(each) for each in refused] == [rules.AnsweredBefore]
    assert len(mails("feedback_new")) == 1


def test_the_town_reads_only_what_is_meant_for_it(db_app: Flask, client: Any, clock: Any) -> None:
    stage = make_stage(capacity=5)
    first, second = stage.guest(), stage.guest()
    clock.move_to(stage.shift.ends_at + timedelta(hours=3))
    give(stage, first.registration_id, text="Nur für den Verein.")
    give(stage, second.registration_id, text="Auch für die Stadt.", is_for_city=True)
    sign_in(db_app, client, make_staff(stage.city))
    page = client.get("/musterstadt/stadt/rueckmeldungen")
    assert "Auch für die Stadt." in page.document.text and "Nur für den Verein." not in page.document.text
    sign_in(db_app, client, stage.owner)
    page = client.get(f"/musterstadt/verein/{stage.association.public_id}/rueckmeldungen")
    assert "Auch für die Stadt." in page.document.text and "Nur für den Verein." in page.document.text


def test_a_person_finds_it_among_her_data(db_app: Flask, clock: Any) -> None:
    from engagement.accounts.queries import actor_of
    from engagement.feedback.operations import forget_feedback

    stage = make_stage()
    person = make_user()
    with entered(SYSTEM):
        actor = actor_of(person.id)
    done = stage.register(actor=actor)
    clock.move_to(stage.shift.ends_at + timedelta(hours=3))
    give(stage, done.registration_id, text="Schön war es.")
    with entered(SYSTEM):
        (section,) = [each for each in own_data(person.id) if each.key == "feedback"]
        assert "Schön war es." in section.rows[0]
        forget_feedback(person.id)
        assert not [each for each in own_data(person.id) if each.key == "feedback"]


def test_whoever_has_her_details_deleted_takes_her_words_and_her_links_along(
    db_app: Flask, client: Any, clock: Any
) -> None:
    stage, registration_id = over(clock)
    path = f"/musterstadt/rueckmeldung/{feedback_token(registration_id)}"
    give(stage, registration_id, text="Schön war es.")
    clock.shift(timedelta(minutes=1))
    with entered(Scope.city(stage.city.id)):
        erase(registration_id, actor=ANONYMOUS)
    assert client.get(path).status_code == 410
    assert client.post(path, data={"mood": "good"}).status_code == 410
    with entered(Scope.association(stage.association.id)):
        assert answers(city_id=None, page=1).items == []


def test_the_link_closes_with_the_account(db_app: Flask, client: Any, clock: Any) -> None:
    from engagement.accounts.queries import actor_of

    stage, person = make_stage(), make_user()
    with entered(SYSTEM):
        actor = actor_of(person.id)
    done = stage.register(actor=actor)
    clock.move_to(stage.shift.ends_at + timedelta(hours=3))
    path = f"/musterstadt/rueckmeldung/{feedback_token(done.registration_id)}"
    assert client.get(path).status_code == 200
    clock.shift(timedelta(minutes=1))
    with entered(SYSTEM):
        leave_registrations(person.id, actor=actor)
    assert client.get(path).status_code == 410
