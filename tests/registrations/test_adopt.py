"""A guest turns out to have an account."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.accounts.models import User
from engagement.accounts.queries import actor_of
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import Forbidden
from engagement.messages.links import thread_token
from engagement.messages.models import MergedThread, Message, MessageThread
from engagement.messages.queries import merged_into
from engagement.registrations.enums import RegistrationState
from engagement.registrations.models import Participant
from engagement.registrations.operations import adopt_guest_registrations
from tests.registrations.support import change, make_stage, registration, taken
from tests.support.actors import sign_in
from tests.support.factories import make_city, make_user

pytestmark = [pytest.mark.both_engines, pytest.mark.usefixtures("clock")]


def participants() -> int:
    with entered(SYSTEM):
        return db.session.scalars(sa.select(sa.func.count(Participant.id))).one()


def test_guest_becomes_the_account(db_app: Flask) -> None:
    here, there = make_stage(), make_stage("andernorts", shifts=2)
    first, second = (
        here.guest(email="hanna@leute.example"),
        there.guest(email="hanna@leute.example", shift=there.shifts[1]),
    )
    person = make_user("Hanna@leute.example")
    with entered(Scope.person(person.id)):
        assert adopt_guest_registrations(person.id) == 2
        assert adopt_guest_registrations(person.id) == 0
    for each in (first, second):
        assert registration(each.registration_id).user_id == person.id
    assert participants() == 1


def test_guest_is_merged_into_what_the_account_has(db_app: Flask) -> None:
    stage = make_stage(shifts=2)
    guest = stage.register(email="hanna@leute.example", shift=stage.shifts[0])
    person = make_user("hanna@leute.example", confirmed=False)
    with entered(SYSTEM), pytest.raises(Forbidden):
        adopt_guest_registrations(person.id)
    change(Participant, registration(guest.registration_id).participant_id, email_normalised="other@leute.example")
    change(User, person.id, email_confirmed_at=utcnow())
    own = stage.register(actor=actor_of(person.id), shift=stage.shifts[1])
    change(Participant, registration(guest.registration_id).participant_id, email_normalised="hanna@leute.example")
    with entered(Scope.person(person.id)):
        assert adopt_guest_registrations(person.id) == 1
    rows = [registration(each.registration_id) for each in (guest, own)]
    assert len({row.participant_id for row in rows}) == 1
    assert [row.user_id for row in rows] == [person.id, person.id]
    assert participants() == 1


def test_place_held_twice_is_given_back_once(db_app: Flask) -> None:
    """Both had a place in the same shift: the account's stays."""
    stage, person = make_stage(), make_user("hanna@leute.example")
    guest = stage.register(email="somebody@leute.example")
    own = stage.register(actor=actor_of(person.id))
    change(Participant, registration(guest.registration_id).participant_id, email_normalised="hanna@leute.example")
    assert taken(stage.shift) == 2
    with entered(Scope.person(person.id)):
        adopt_guest_registrations(person.id)
    assert registration(guest.registration_id).state is RegistrationState.WITHDRAWN
    assert registration(own.registration_id).state is RegistrationState.CONFIRMED
    assert (taken(stage.shift), participants()) == (1, 1)


@pytest.mark.parametrize(
    ("theirs", "own", "then"),
    [
        ((168, False), (24, True), (168, False)),
        ((24, True), (2, False), (2, False)),
        ((168, False), (2, True), (2, False)),
        ((0, True), (24, True), (0, True)),
    ],
)
def test_the_guests_reminders_come_along(
    db_app: Flask, theirs: tuple[int, bool], own: tuple[int, bool], then: tuple[int, bool]
) -> None:
    """What the account has set itself stays."""
    guest = registration(make_stage().guest(email="hanna@leute.example").registration_id)
    change(Participant, guest.participant_id, reminder_hours=theirs[0], wants_thanks=theirs[1])
    person = make_user("hanna@leute.example")
    change(User, person.id, reminder_hours=own[0], wants_thanks=own[1])
    with entered(Scope.person(person.id)):
        adopt_guest_registrations(person.id)
    with entered(SYSTEM):
        found = db.session.execute(sa.select(User.reminder_hours, User.wants_thanks).where(User.id == person.id)).one()
    assert tuple(found) == then


@pytest.mark.parametrize("both_wrote", [True, False])
def test_a_guests_conversation_comes_along(db_app: Flask, both_wrote: bool) -> None:
    stage, person = make_stage(shifts=2), make_user("hanna@leute.example")
    guest = registration(stage.register(email="somebody@leute.example").registration_id)
    own = registration(stage.register(actor=actor_of(person.id), shift=stage.shifts[1]).registration_id)
    for row, keys in ((guest, ("both", "guest")), (own, ("both", "own")))[: 2 if both_wrote else 1]:
        thread = MessageThread(
            association_id=row.association_id, city_id=row.city_id, opportunity_id=row.opportunity_id,
            participant_id=row.participant_id, name="Hanna", language="de", is_unread=row is guest,
        )  # fmt: skip
        for key in keys:
            thread.messages.append(Message(association_id=row.association_id, form_key=key, text=key))
        with entered(SYSTEM), writing():
            db.session.add(thread)
    change(Participant, guest.participant_id, email_normalised="hanna@leute.example")
    with entered(Scope.person(person.id)):
        adopt_guest_registrations(person.id)
    with entered(SYSTEM):
        threads = db.session.execute(sa.select(MessageThread.participant_id, MessageThread.is_unread)).all()
        keys = set(db.session.scalars(sa.select(Message.form_key)))
    assert [tuple(each) for each in threads] == [(own.participant_id, True)]
    assert keys == ({"both", "guest", "own"} if both_wrote else {"both", "guest"})


def test_the_link_of_a_merged_conversation_leads_on(db_app: Flask, client: Any) -> None:
    """Both had one about the same offer, the guest through another town: her link leads to the one that is kept."""
    stage, there, person = make_stage(shifts=2), make_city("dortstadt"), make_user("hanna@leute.example")
    guest = registration(stage.register(email="somebody@leute.example").registration_id)
    own = registration(stage.register(actor=actor_of(person.id), shift=stage.shifts[1]).registration_id)
    made = []
    for row, city_id, text in ((guest, there.id, "Vom Gast"), (own, own.city_id, "Vom Konto")):
        thread = MessageThread(
            association_id=row.association_id, city_id=city_id, opportunity_id=row.opportunity_id,
            participant_id=row.participant_id, name="Hanna", language="de",
        )  # fmt: skip
        thread.messages.append(Message(association_id=row.association_id, form_key=text, text=text))
        with entered(SYSTEM), writing():
            db.session.add(thread)
        made.append(thread.public_id)
    old, kept = made
    page = client.get(f"/dortstadt/nachricht/{thread_token(old)}")
    assert "Vom Gast" in page.visible_text
    change(Participant, guest.participant_id, email_normalised="hanna@leute.example")
    with entered(Scope.person(person.id)):
        adopt_guest_registrations(person.id)
    now = client.get(f"/dortstadt/nachricht/{thread_token(old)}")
    assert now.status_code == 303
    assert now.headers["Location"].endswith(f"/musterstadt/nachricht/{thread_token(kept)}")
    read = client.get(now.headers["Location"]).visible_text
    assert "Vom Gast" in read
    assert "Vom Konto" in read
    # What she typed on a page that was open meanwhile arrives, too.
    sent = client.submit(page, {"text": "Ich bringe Kuchen mit."}, follow_redirects=True)
    assert "Ich bringe Kuchen mit." in sent.visible_text
    assert client.get(f"/musterstadt/nachricht/{thread_token(old)}").status_code == 404, "another town's link"
    sign_in(db_app, client, stage.owner)
    inbox = f"/musterstadt/verein/{stage.association.public_id}/nachrichten"
    moved = client.get(f"{inbox}/{old}")
    assert moved.headers["Location"].endswith(f"/nachrichten/{kept}")
    other = make_stage("anderswo")
    sign_in(db_app, client, other.owner)
    foreign = f"/anderswo/verein/{other.association.public_id}/nachrichten/{old}"
    assert client.get(foreign).status_code == 404


def test_links_of_what_was_merged_twice_lead_on(db_app: Flask) -> None:
    stage, person = make_stage(shifts=2), make_user("hanna@leute.example")
    guest = registration(stage.register(email="somebody@leute.example").registration_id)
    own = registration(stage.register(actor=actor_of(person.id), shift=stage.shifts[1]).registration_id)
    threads = [
        MessageThread(
            association_id=row.association_id, city_id=row.city_id, opportunity_id=row.opportunity_id,
            participant_id=row.participant_id, name="Hanna", language="de",
        )
        for row in (guest, own)
    ]  # fmt: skip
    with entered(SYSTEM), writing():
        db.session.add_all(threads)
        db.session.flush()
        earlier = MergedThread(
            old_public_id="frueher", association_id=guest.association_id, city_id=guest.city_id,
            thread_id=threads[0].id,
        )  # fmt: skip
        db.session.add(earlier)
        kept = threads[1].public_id
    change(Participant, guest.participant_id, email_normalised="hanna@leute.example")
    with entered(Scope.person(person.id)):
        adopt_guest_registrations(person.id)
        where = merged_into("frueher", guest.city_id)
    assert where is not None
    assert (where.thread_id, where.city_slug) == (kept, "musterstadt")
