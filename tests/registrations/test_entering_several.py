"""Somebody is entered for several dates in one form: for all of them or none, once, with one confirmation."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.accounts.queries import actor_of
from engagement.audit.models import AuditEntry
from engagement.core.actor import Actor
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.opportunities.models import Shift
from engagement.registrations import errors, operations, rules
from engagement.registrations.enums import EntryWay, RegistrationState
from engagement.registrations.operations import Outcome, Person
from engagement.registrations.queries import entered_person
from engagement.registrations.waitlist import WaitingNeedsContact
from tests.registrations.support import (
    Stagecraft,
    change,
    count_registrations,
    kinds,
    mails,
    make_stage,
    registration,
    taken,
)
from tests.registrations.test_concurrency import at_once, names
from tests.registrations.test_desk_pages import ENTERED, people
from tests.support.factories import make_staff

both_engines = pytest.mark.both_engines
pytestmark = pytest.mark.usefixtures("clock")
ERNA = Person(name="Erna Alt")
MIA = Person(name="Mia Neu", email="mia@leute.example")


def enter(
    stage: Stagecraft, person: Person = ERNA, *, shifts: list[Shift] | None = None, actor: Actor | None = None,
    **values: Any,
) -> dict[str, Outcome]:  # fmt: skip
    scope = Scope.city(stage.city.id) if values.get("for_city") else Scope.association(stage.association.id)
    asked = {"way": EntryWay.PHONE, "form_key": "bcdf2345ghjk"} | values
    actor = actor or stage.owner_actor
    with entered(scope):
        return operations.enter_several(
            stage.opportunity.public_id, city_id=stage.city.id, person=person, actor=actor,
            shift_ids=[each.public_id for each in shifts or stage.shifts], **asked,
        )  # fmt: skip


def audited(action: str) -> int:
    with entered(SYSTEM):
        statement = sa.select(sa.func.count(AuditEntry.id)).where(AuditEntry.action == action)
        return db.session.scalars(statement).one()


def fill(stage: Stagecraft, shift: Shift) -> None:
    change(Shift, shift.id, taken=shift.capacity)


def make_overlap(stage: Stagecraft) -> None:
    first, second = stage.shifts[:2]
    change(Shift, second.id, starts_at=first.starts_at + timedelta(minutes=30), ends_at=first.ends_at)


@both_engines
def test_one_form_takes_a_place_on_every_date(db_app: Flask) -> None:
    stage = make_stage(shifts=3)
    done = enter(stage, Person("Erna Alt", party_size=2), note="Zettel")
    assert list(done) == [each.public_id for each in stage.shifts]
    rows = [registration(each.registration_id) for each in done.values()]
    assert {(row.state, row.party_size, row.name) for row in rows} == {(RegistrationState.CONFIRMED, 2, "Erna Alt")}
    assert len({row.participant_id for row in rows}) == 1
    assert [taken(each) for each in stage.shifts] == [2, 2, 2]
    assert audited("registration.entered") == 3
    assert kinds() == []


def test_an_address_gets_one_mail_with_every_link(db_app: Flask) -> None:
    stage = make_stage(shifts=3)
    enter(stage, MIA)
    [mail] = mails()
    assert mail.kind == "registration_entered"
    assert mail.body_text.count("/zusage/") >= 3
    assert "Alle Termine" in mail.body_text
    assert mail.calendar.count("BEGIN:VEVENT") == 3


def test_the_association_hears_once_of_what_the_city_entered(db_app: Flask) -> None:
    stage = make_stage(shifts=3)
    user = make_staff(stage.city, name="Rita Rathaus")
    with entered(SYSTEM):
        staff = actor_of(user.id)
    enter(stage, for_city=True, actor=staff)
    [mail] = mails()
    assert (mail.kind, mail.to_email) == ("registration_entered_association", "helga@verein.example")
    assert "Alle Termine" in mail.body_text
    assert audited("registration.entered") == 3


@both_engines
def test_where_one_date_is_full_nothing_is_written(db_app: Flask) -> None:
    stage = make_stage(shifts=3, capacity=2)
    fill(stage, stage.shifts[1])
    with pytest.raises(errors.DatesRefused) as refused:
        enter(stage)
    assert {key: type(each) for key, each in refused.value.refusals.items()} == {
        stage.shifts[1].public_id: errors.ShiftFull
    }
    assert (count_registrations(), [taken(each) for each in stage.shifts]) == (0, [0, 2, 0])
    assert audited("registration.entered") == 0


@both_engines
def test_on_a_full_date_she_waits_where_that_was_asked(db_app: Flask) -> None:
    stage = make_stage(shifts=2, capacity=1)
    fill(stage, stage.shifts[1])
    full = stage.shifts[1].public_id
    with pytest.raises(WaitingNeedsContact):
        enter(stage, may_wait=[full])
    done = enter(stage, MIA, may_wait=[full])
    assert [each.state for each in done.values()] == [RegistrationState.CONFIRMED, RegistrationState.WAITLISTED]
    [mail] = mails()
    assert "Warteliste" in mail.body_text
    with entered(Scope.association(stage.association.id)):
        slip = entered_person(done[full].registration_id)
    assert ([each.position for each in slip.dates], slip.is_waiting, slip.waits_too) == ([0, 1], False, True)


def test_waiting_everywhere_is_no_confirmation(db_app: Flask) -> None:
    stage = make_stage(shifts=2, capacity=1)
    for each in stage.shifts:
        fill(stage, each)
    done = enter(stage, MIA, may_wait=[each.public_id for each in stage.shifts])
    assert kinds() == ["registration_waitlisted"]
    with entered(Scope.association(stage.association.id)):
        assert entered_person(next(iter(done.values())).registration_id).is_waiting


def test_dates_at_the_same_time_ask_and_may_be_forbidden(db_app: Flask) -> None:
    stage = make_stage(shifts=3)
    make_overlap(stage)
    with pytest.raises(errors.DatesRefused) as refused:
        enter(stage)
    assert [type(each) for each in refused.value.refusals.values()] == [errors.DatesAtOnce] * 2
    assert len(enter(stage, despite_overlap=True)) == 3


def test_an_association_may_forbid_dates_at_the_same_time(db_app: Flask) -> None:
    stage = make_stage(shifts=2, forbids_overlap=True)
    make_overlap(stage)
    with pytest.raises(errors.DatesRefused) as refused:
        enter(stage, despite_overlap=True)
    assert [type(each) for each in refused.value.refusals.values()] == [errors.DatesOverlap] * 2
    assert count_registrations() == 0


def test_gone_dates_too_many_and_who_is_there_already(db_app: Flask, clock: Any) -> None:
    stage = make_stage(shifts=2)
    with pytest.raises(errors.TooManyDates), entered(Scope.association(stage.association.id)):
        operations.enter_several(
            stage.opportunity.public_id, city_id=stage.city.id, person=ERNA, actor=stage.owner_actor,
            shift_ids=[f"x{n}" for n in range(rules.MAX_ENTERED_DATES + 1)], way=EntryWay.PHONE, form_key="",
        )  # fmt: skip
    enter(stage, MIA, shifts=stage.shifts[:1])
    with pytest.raises(errors.DatesRefused) as refused:
        enter(stage, MIA, form_key="another")
    assert [type(each) for each in refused.value.refusals.values()] == [errors.AlreadyEntered]
    change(Shift, stage.shifts[1].id, cancelled_at=utcnow())
    with pytest.raises(errors.DatesRefused) as refused:
        enter(stage)
    assert [type(each) for each in refused.value.refusals.values()] == [errors.ShiftCancelled]


@both_engines
@pytest.mark.parametrize("person", [ERNA, MIA, Person("Otto", phone="0171 3920012")])
def test_a_form_that_is_sent_twice_enters_once(db_app: Flask, person: Person) -> None:
    stage = make_stage(shifts=2)
    first, second = enter(stage, person), enter(stage, person)
    assert [each.registration_id for each in first.values()] == [each.registration_id for each in second.values()]
    assert all(each.is_repeated for each in second.values())
    assert ([taken(each) for each in stage.shifts], len(mails())) == ([1, 1], 1 if person.email else 0)
    # After „back“ the same form names somebody else, or another number of people.
    assert not any(each.is_repeated for each in enter(stage, Person("Karl Alt")).values())
    with pytest.raises(errors.DatesRefused):
        enter(stage, Person(person.name, person.email, person.phone, party_size=2))


@both_engines
@pytest.mark.parametrize("person", [ERNA, MIA])
def test_pressed_twice_at_once_it_enters_once(db_app: Flask, person: Person) -> None:
    stage = make_stage(shifts=2)
    actor, ids = stage.owner_actor, [each.public_id for each in stage.shifts]
    public_id, city_id = stage.opportunity.public_id, stage.city.id

    def press() -> Any:
        return operations.enter_several(
            public_id, city_id=city_id, person=person, actor=actor, shift_ids=ids, way=EntryWay.PHONE, form_key="k",
        )  # fmt: skip

    found = at_once(db_app, Scope.association(stage.association.id), [press] * 4)
    assert {tuple(each.registration_id for each in done.values()) for done in found} == {
        tuple(each.registration_id for each in found[0].values())
    }
    assert (count_registrations(), [taken(each) for each in stage.shifts]) == (2, [1, 1])


@both_engines
def test_two_forms_for_the_last_places_never_share_them(db_app: Flask) -> None:
    stage = make_stage(shifts=3, capacity=1)
    actor, public_id, city_id = stage.owner_actor, stage.opportunity.public_id, stage.city.id
    ids = [each.public_id for each in stage.shifts]

    def press(name: str, dates: list[str]) -> Any:
        return lambda: operations.enter_several(
            public_id, city_id=city_id, person=Person(name), actor=actor, shift_ids=dates, way=EntryWay.PHONE,
            form_key=name,
        )  # fmt: skip

    found = at_once(db_app, Scope.association(stage.association.id), [press("A", ids), press("B", ids[::-1])])
    assert names(found) == {"dict": 1, "DatesRefused": 1}
    assert [taken(each) for each in stage.shifts] == [1, 1, 1]


def test_the_page_enters_for_several_dates_and_prints_one_slip(db_app: Flask, team_client: Any) -> None:
    stage = make_stage(shifts=3)
    work = team_client(stage)
    page = work.get(people(stage, "/eintragen"))
    chosen = [each.public_id for each in stage.shifts]
    answer = work.submit(page, ENTERED | {"shift": chosen}, follow_redirects=True)
    assert "Für 3 Termine eingetragen." in answer.document.one(".notices").text
    assert answer.document.one("h1").text == "Bestätigung für Erna Alt"
    dates = answer.document.all(".slip__dates li")
    assert len(dates) == 3
    assert len({each.text for each in dates}) == 3
    again = work.submit(page, ENTERED | {"shift": chosen}, follow_redirects=True)
    assert len(again.document.all(".slip__dates li")) == 3
    assert [taken(each) for each in stage.shifts] == [1, 1, 1]


def test_the_page_marks_full_dates_and_offers_to_wait_there(db_app: Flask, desk_client: Any) -> None:
    stage = make_stage(shifts=3, capacity=2)
    fill(stage, stage.shifts[2])
    work = desk_client(stage)
    page = work.get(f"/{stage.city.slug}/stadt/zusagen/{stage.opportunity.public_id}/eintragen")
    filled = ENTERED | {"shift": [each.public_id for each in stage.shifts], "phone": "0171 3920012", "note": "Bus 3"}
    refused = work.submit(page, filled)
    assert refused.status_code == 422
    [mark] = refused.document.all(".choice__mark")
    assert mark.text == "Alle Plätze dieses Termins sind vergeben."
    assert len(refused.document.all("input[name=shift][checked]")) == 3
    assert refused.document.one("input[name=name]")["value"] == "Erna Alt"
    slip = work.submit(refused, button="Auf die Warteliste setzen", follow_redirects=True)
    assert "Für 3 Termine eingetragen. Bei einem davon auf der Warteliste." in slip.document.one(".notices").text
    assert "Warteliste: Nummer 1 von 1." in slip.document.all(".slip__dates li")[2].text


def test_the_page_asks_whether_both_are_possible(db_app: Flask, team_client: Any) -> None:
    stage = make_stage(shifts=2)
    make_overlap(stage)
    work = team_client(stage)
    page = work.get(people(stage, "/eintragen"))
    assert not page.document.all("input[name=despite_overlap]")
    asked = work.submit(page, ENTERED | {"shift": [each.public_id for each in stage.shifts]})
    assert len(asked.document.all(".choice__mark")) == 2
    answer = work.submit(asked, {"despite_overlap": "y"}, follow_redirects=True)
    assert len(answer.document.all(".slip__dates li")) == 2
