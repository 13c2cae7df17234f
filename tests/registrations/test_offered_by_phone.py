"""People on a waitlist and the phone: who rings back, whom nothing reaches, and whom somebody has to tell."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from engagement.accounts.queries import actor_of
from engagement.audit.models import AuditEntry
from engagement.core.actor import ANONYMOUS, Actor
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import Forbidden, NotFound
from engagement.notifications.models import DeadAddress
from engagement.opportunities.models import Shift
from engagement.registrations import errors, operations
from engagement.registrations.enums import CallAnswer, CallTopic
from engagement.registrations.enums import RegistrationState as State
from engagement.registrations.models import CallTask, Registration
from engagement.registrations.queries import people_of
from engagement.registrations.queries.silence import waitlists_of_city
from tests.registrations.support import Stagecraft, change, kinds, mails, make_stage, registration, taken
from tests.registrations.test_desk_pages import people, today
from tests.support.factories import make_staff

pytestmark = [pytest.mark.both_engines, pytest.mark.usefixtures("clock")]
CALLS = {"email": "", "phone": "0171 3920011", "may_wait": True}


def offered(*, by_phone: bool = True, **values: Any) -> tuple[Stagecraft, str]:
    """A stage with one place, which has just been offered to who waited for it."""
    stage = make_stage(capacity=1, **values)
    first = stage.guest().registration_id
    with entered(Scope.city(stage.city.id)):
        waits = (stage.register(**CALLS) if by_phone else stage.guest(may_wait=True)).registration_id
        if registration(first).state is State.PENDING:
            operations.accept(first, actor=stage.owner_actor)
        operations.withdraw(first, actor=ANONYMOUS)
    assert registration(waits).state is State.OFFERED
    return stage, waits


def staff(stage: Stagecraft) -> Actor:
    with entered(SYSTEM):
        return actor_of(make_staff(stage.city, name="Rita Rathaus").id)


def ring(stage: Stagecraft, public_id: str, answer: CallAnswer, actor: Actor) -> operations.Outcome:
    with entered(Scope.city(stage.city.id)):
        return operations.answer_call(public_id, answer, actor=actor, for_city=True)


def kill(email: str) -> None:
    with entered(SYSTEM), writing():
        db.session.add(DeadAddress(email_normalised=email, error="550 unknown"))


def last_entry(public_id: str) -> AuditEntry:
    with entered(SYSTEM):
        statement = sa.select(AuditEntry).where(AuditEntry.subject_id == public_id).order_by(AuditEntry.id.desc())
        return db.session.scalars(statement.limit(1)).one()


def test_who_rings_the_town_takes_the_place(db_app: Flask, desk_client: Any) -> None:
    stage, waits = offered()
    desk = desk_client(stage)
    page = desk.get("/musterstadt/stadt/unbeantwortet")
    assert "Ein Platz ist angeboten" in page.visible_text
    assert "Der Verein ruft an." in page.visible_text
    done = desk.submit(page, button="Nimmt den Platz", follow_redirects=True)
    assert "Notiert: Dieser Mensch kommt. Der Verein weiß Bescheid." in done.visible_text
    assert "Nimmt den Platz" not in done.visible_text
    assert registration(waits).state is State.CONFIRMED
    assert taken(stage.shift) == 1
    entry = last_entry(waits)
    assert (entry.action, entry.actor_name) == ("registration.taken_by_phone", "Rita Rathaus")
    assert mails("registration_new")[-1].to_email == "helga@verein.example"
    stale = desk.submit(page, button="Nimmt den Platz")
    assert stale.status_code == 422
    assert "wurde schon angerufen" in stale.visible_text
    assert registration(waits).state is State.CONFIRMED


def test_by_the_number_of_her_slip(db_app: Flask, desk_client: Any) -> None:
    stage, waits = offered()
    desk = desk_client(stage)
    page = desk.get(f"/musterstadt/stadt/zusagen?q={waits}")
    done = desk.submit(page, button="Kommt nicht", follow_redirects=True)
    assert "Der Platz geht an die nächste Person" in done.visible_text
    assert registration(waits).state is State.WITHDRAWN
    assert taken(stage.shift) == 0
    assert last_entry(waits).action == "registration.not_taken"


def test_the_offer_must_stand(db_app: Flask, clock: time_machine.Traveller) -> None:
    stage, waits = offered()
    actor = staff(stage)
    until = registration(waits).hold_until
    assert until is not None
    clock.shift(until - utcnow() + timedelta(seconds=1))
    with pytest.raises(errors.PlacePassedOn):
        ring(stage, waits, CallAnswer.COMES, actor)
    operations.expire_holds()
    with pytest.raises(errors.PlacePassedOn):
        ring(stage, waits, CallAnswer.COMES, actor)
    assert registration(waits).state is State.EXPIRED


def test_staff_answer_only_offers(db_app: Flask) -> None:
    """A call that the association owes is the association's."""
    stage = make_stage(capacity=1)
    asked = stage.register(email="", phone="0171 3920011").registration_id
    waits = stage.register(email="", phone="0171 3920012", may_wait=True).registration_id
    actor = staff(stage)
    for each in (asked, waits):
        with pytest.raises(errors.NotByPhone):
            ring(stage, each, CallAnswer.COMES, actor)
    assert registration(asked).state is State.PENDING


def test_only_staff_of_this_town(db_app: Flask, desk_client: Any) -> None:
    stage, waits = offered()
    other = make_stage("anderswo")
    with pytest.raises(Forbidden):
        ring(stage, waits, CallAnswer.COMES, stage.owner_actor)
    with pytest.raises(Forbidden):
        ring(stage, waits, CallAnswer.COMES, staff(other))
    with pytest.raises(NotFound):
        ring(other, waits, CallAnswer.COMES, staff(other))
    desk = desk_client(other)
    token = desk.get("/anderswo/stadt/unbeantwortet").document.all("input[name=csrf_token]")[0]["value"]
    asked = {"anruf": "comes", "csrf_token": token}
    answer = desk.post(f"/anderswo/stadt/zusagen/person/{waits}/anruf", data=asked)
    assert answer.status_code == 404
    assert registration(waits).state is State.OFFERED


def test_where_the_association_chooses_it_is_asked_then(db_app: Flask) -> None:
    stage, waits = offered(approval_required=True, by_phone=False)
    ring(stage, waits, CallAnswer.COMES, staff(stage))
    assert registration(waits).state is State.PENDING
    assert kinds()[-2:] == ["registration_pending", "registration_new"]
    with entered(Scope.city(stage.city.id)):
        operations.accept(waits, actor=stage.owner_actor)
    assert registration(waits).state is State.CONFIRMED


def test_with_an_address_she_has_it_in_writing(db_app: Flask, team_client: Any) -> None:
    """Somebody with an address, too, may rather ring the association than press the button."""
    stage, waits = offered(by_phone=False)
    work = team_client(stage)
    work.submit(work.get(people(stage)), button="Nimmt den Platz", follow_redirects=True)
    assert registration(waits).state is State.CONFIRMED
    assert kinds()[-1] == "registration_confirmed"
    stage, waits = offered(by_phone=False, slug="dort")
    ring(stage, waits, CallAnswer.DOES_NOT_COME, staff(stage))
    assert kinds()[-1] == "registration_withdrawn_for"


def test_a_place_is_not_kept_for_whom_nothing_reaches(db_app: Flask, team_client: Any, desk_client: Any) -> None:
    stage = make_stage(capacity=1)
    first = stage.guest().registration_id
    lost = stage.guest(email="weg@leute.example", name="Wolf Weg", may_wait=True).registration_id
    called = stage.guest(
        email="auch-weg@leute.example", phone="0171 3920012", name="Ruth Ruf", may_wait=True
    ).registration_id
    kill("weg@leute.example")
    kill("auch-weg@leute.example")
    with entered(Scope.city(stage.city.id)):
        operations.withdraw(first, actor=ANONYMOUS)
    assert registration(lost).state is State.WAITLISTED, "she keeps her turn"
    assert registration(called).state is State.OFFERED
    assert registration(called).is_by_phone
    assert len(mails("registration_call")) == 1
    listed = team_client(stage).get(people(stage)).visible_text
    assert "Mails kommen nicht an, eine Telefonnummer fehlt." in listed
    seen = desk_client(stage).get("/musterstadt/stadt/unbeantwortet").visible_text
    assert seen.count("Nicht erreichbar") == 1
    # Once a mail arrives again, it is her turn.
    with entered(SYSTEM), writing():
        db.session.execute(sa.delete(DeadAddress).where(DeadAddress.email_normalised == "weg@leute.example"))
    ring(stage, called, CallAnswer.DOES_NOT_COME, staff(stage))
    assert registration(lost).state is State.OFFERED


def test_who_cannot_be_told_keeps_nobody_from_a_free_place(db_app: Flask) -> None:
    stage = make_stage(capacity=3)
    first = stage.guest(party_size=3).registration_id
    lost = stage.guest(email="weg@leute.example", party_size=2, may_wait=True).registration_id
    change(Registration, registration(lost).id, passed_since=utcnow() - timedelta(days=1), collected=1)
    kill("weg@leute.example")
    change(Shift, stage.shift.id, capacity=4, taken=4)
    with entered(Scope.city(stage.city.id)):
        operations.withdraw(first, actor=ANONYMOUS)
    assert registration(lost).collected == 0, "what was collected for the group is free"
    assert registration(lost).state is State.WAITLISTED
    assert taken(stage.shift) == 0
    assert stage.guest(party_size=4).state is State.CONFIRMED


def test_who_waited_in_vain_is_told_by_phone(db_app: Flask, clock: time_machine.Traveller, team_client: Any) -> None:
    stage = make_stage(capacity=1)
    stage.guest()
    by_phone = stage.register(**CALLS, name="Ruth Ruf").registration_id
    dead = stage.guest(email="weg@leute.example", phone="0171 3920012", may_wait=True).registration_id
    by_mail = stage.guest(may_wait=True).registration_id
    kill("weg@leute.example")
    clock.shift(stage.shift.starts_at - utcnow() + timedelta(minutes=1))
    for _twice in range(2):
        operations.tend_waitlists()
    assert {registration(each).state for each in (by_phone, dead, by_mail)} == {State.EXPIRED}
    with entered(SYSTEM):
        tasks = db.session.scalars(sa.select(CallTask).order_by(CallTask.id)).all()
        rows = [registration(each).id for each in (by_phone, dead)]
    assert [(each.registration_id, each.topic) for each in tasks] == [(row, CallTopic.NO_PLACE) for row in rows]
    work = team_client(stage)
    page = work.get(today(stage))
    assert "Bitte sagen Sie Ruth Ruf Bescheid" in page.visible_text
    assert "Auf der Warteliste ist kein Platz frei geworden." in page.visible_text
    work.submit(page, button="Bescheid gesagt", follow_redirects=True)
    with entered(SYSTEM):
        assert db.session.scalar(sa.select(sa.func.count(CallTask.id)).where(CallTask.done_at.is_(None))) == 1


def test_two_dates_at_the_same_time_are_two_lists(db_app: Flask, desk_client: Any) -> None:
    stage = make_stage(capacity=1, shifts=2)
    twin = stage.shifts[1]
    change(Shift, twin.id, starts_at=stage.shift.starts_at, ends_at=stage.shift.ends_at)
    stage.guest()
    stage.guest(shift=twin)
    one = stage.guest(may_wait=True, name="Anna Adler").registration_id
    two = stage.guest(may_wait=True, name="Bodo Bär").registration_id
    stage.guest(may_wait=True, name="Cora Clever", shift=twin)
    page = desk_client(stage).get("/musterstadt/stadt/unbeantwortet")
    tables = [each.text for each in page.document.all("section.panel tbody")]
    assert len(tables) == 2
    assert sorted("Cora Clever" in each for each in tables) == [False, True]
    # Who came at the same moment has the same number everywhere: the longer row waits shorter.
    moment = utcnow()
    change(Registration, registration(one).id, queued_at=moment, created_at=moment + timedelta(minutes=1))
    change(Registration, registration(two).id, queued_at=moment, created_at=moment)
    with entered(Scope.association(stage.association.id)):
        (here,) = [each for each in people_of(stage.opportunity.public_id).shifts.items if len(each.waiting) == 2]
    seen = [each for each in waitlists_of_city(stage.city.id, utcnow()) if each.shift_id == stage.shift.public_id]
    assert [(each.position, each.name) for each in here.waiting] == [(1, "Anna Adler"), (2, "Bodo Bär")]
    assert [(each.position, each.name) for each in seen] == [(1, "Anna Adler"), (2, "Bodo Bär")]
