"""People whom an association or the city's staff enter, and call off for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from engagement.accounts.queries import actor_of
from engagement.core.actor import ANONYMOUS, Actor
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.kernel.errors import Forbidden, NotFound
from engagement.notifications.models import DeadAddress
from engagement.opportunities.enums import PublicationState
from engagement.registrations import errors, operations
from engagement.registrations.enums import CallAnswer, EntryWay, RegistrationState
from engagement.registrations.operations import Outcome, Person
from engagement.registrations.queries import entered_by_city, entered_person, people_of, registration_of_reference
from engagement.registrations.waitlist import WaitingNeedsContact
from tests.registrations.support import (
    Stagecraft,
    change_publication,
    kinds,
    mails,
    make_stage,
    registration,
    taken,
)
from tests.support.factories import make_staff, make_user

pytestmark = [pytest.mark.both_engines, pytest.mark.usefixtures("clock")]
ERNA = Person(name="Erna Alt")


def enter(stage: Stagecraft, person: Person = ERNA, *, actor: Actor | None = None, **values: Any) -> Outcome:
    for_city = values.get("for_city", False)
    scope = Scope.city(stage.city.id) if for_city else Scope.association(stage.association.id)
    asked = {"shift_id": stage.shift.public_id if stage.shifts else None, "way": EntryWay.PHONE} | values
    actor = actor or stage.owner_actor
    with entered(scope):
        return operations.enter(stage.opportunity.public_id, city_id=stage.city.id, person=person, actor=actor, **asked)


def staff_of(stage: Stagecraft) -> Actor:
    user = make_staff(stage.city, name="Rita Rathaus")
    with entered(SYSTEM):
        return actor_of(user.id)


def test_somebody_without_any_contact_is_in_at_once(db_app: Flask) -> None:
    stage = make_stage()
    done = enter(stage, Person(name="  Erna   Alt ", party_size=2), way=EntryWay.PAPER, note="Zettel vom Basar")
    row = registration(done.registration_id)
    assert (row.state, row.name, row.party_size) == (RegistrationState.CONFIRMED, "Erna Alt", 2)
    assert (taken(stage.shift), kinds()) == (2, [])
    with entered(Scope.association(stage.association.id)):
        entry = people_of(stage.opportunity.public_id).shifts.items[0].people[0].entry
    assert entry is not None
    assert (entry.by, entry.by_city, entry.way, entry.note) == ("Elke Vogt", False, EntryWay.PAPER, "Zettel vom Basar")


def test_with_an_address_she_gets_a_mail_that_leads_to_calling_off(db_app: Flask) -> None:
    stage = make_stage()
    enter(stage, Person(name="Erna Alt", email="erna@leute.example"))
    [mail] = mails()
    assert (mail.kind, mail.to_email) == ("registration_entered", "erna@leute.example")
    assert "/zusage/" in mail.body_text


def test_places_are_respected(db_app: Flask) -> None:
    stage = make_stage(capacity=2)
    with pytest.raises(errors.TooFewPlaces):
        enter(stage, Person(name="Erna Alt", party_size=3))
    enter(stage, Person(name="Erna Alt", party_size=2))
    with pytest.raises(errors.ShiftFull):
        enter(stage, Person(name="Otto Alt"))
    assert taken(stage.shift) == 2


@pytest.mark.parametrize("person", [
    Person(name="Erna Alt", phone="0171 3920012"), Person(name="Erna Alt", email="erna@leute.example"),
])  # fmt: skip
def test_the_same_person_is_entered_once(db_app: Flask, engine_kind: str, person: Person) -> None:
    stage = make_stage()
    enter(stage, person)
    with pytest.raises(errors.AlreadyEntered):
        enter(stage, person)
    assert taken(stage.shift) == 1


def test_who_has_an_account_with_a_place_is_on_the_list_already(db_app: Flask) -> None:
    stage, user = make_stage(), make_user("erna@leute.example")
    stage.register(actor=actor_of(user.id))
    with pytest.raises(errors.AlreadyEntered):
        enter(stage, Person(name="Erna Alt", email="erna@leute.example"))


def test_an_unconfirmed_place_makes_room_for_the_entry(db_app: Flask) -> None:
    stage = make_stage(capacity=1)
    held = stage.register(email="erna@leute.example")
    done = enter(stage, Person(name="Erna Alt", email="erna@leute.example"))
    assert registration(held.registration_id).state is RegistrationState.EXPIRED
    assert registration(done.registration_id).state is RegistrationState.CONFIRMED
    assert taken(stage.shift) == 1


def test_under_age_and_unusable_numbers_are_refused(db_app: Flask) -> None:
    stage = make_stage()
    with pytest.raises(errors.PersonUnderAge):
        enter(stage, Person(name="Emil", is_adult=False))
    with pytest.raises(errors.PersonUnderAge):
        enter(stage, Person(name="Emil", is_minor=True))
    with pytest.raises(errors.PhoneUnusable):
        enter(stage, Person(name="Erna Alt", phone="12"))
    assert taken(stage.shift) == 0


def test_an_association_enters_while_paused_and_never_after_withdrawal(db_app: Flask) -> None:
    stage = make_stage()
    staff = staff_of(stage)
    change_publication(stage.opportunity, state=PublicationState.PAUSED)
    enter(stage)
    with pytest.raises(errors.OfferPaused):
        enter(stage, for_city=True, actor=staff)
    change_publication(stage.opportunity, state=PublicationState.WITHDRAWN)
    with pytest.raises(errors.OfferWithdrawn):
        enter(stage)


def test_a_date_that_has_begun_takes_nobody(db_app: Flask, clock: Any) -> None:
    stage = make_stage()
    clock.shift(timedelta(days=4))
    with pytest.raises(errors.ShiftPast):
        enter(stage)


def test_staff_enter_for_every_offer_that_their_city_shows(db_app: Flask) -> None:
    stage = make_stage()
    staff = staff_of(stage)
    done = enter(stage, Person(name="Erna Alt", phone="0171 3920012"), for_city=True, actor=staff)
    [mail] = mails()
    assert (mail.kind, mail.to_email) == ("registration_entered_association", "helga@verein.example")
    with entered(Scope.city(stage.city.id)):
        [row] = entered_by_city(stage.city.id, 1).items
        assert (row.public_id, row.by) == (done.registration_id, "Rita Rathaus")
        spoken = done.registration_id.upper()
        found = registration_of_reference(stage.city.id, f"{spoken[:4]}-{spoken[4:8]} {spoken[8:]}")
        assert [each.public_id for each in found.items] == [done.registration_id]
        assert entered_person(done.registration_id).name == "Erna Alt"


def test_staff_of_another_city_and_strangers_may_not(db_app: Flask) -> None:
    stage, other = make_stage(), make_stage("anderstadt")
    foreign = staff_of(other)
    with pytest.raises(Forbidden):
        enter(stage, for_city=True, actor=foreign)
    with pytest.raises(Forbidden):
        enter(stage, actor=other.owner_actor)
    done = enter(stage)
    with entered(Scope.city(other.city.id)), pytest.raises(NotFound):
        operations.withdraw_for(done.registration_id, actor=foreign, for_city=True)
    with entered(SYSTEM), pytest.raises(Forbidden):
        operations.withdraw_for(done.registration_id, actor=other.owner_actor)


def test_calling_off_for_somebody(db_app: Flask) -> None:
    stage = make_stage()
    done = enter(stage, Person(name="Erna Alt", email="erna@leute.example", party_size=2))
    with entered(Scope.association(stage.association.id)):
        operations.withdraw_for(done.registration_id, actor=stage.owner_actor)
        with pytest.raises(errors.AlreadyEnded):
            operations.withdraw_for(done.registration_id, actor=stage.owner_actor)
        with pytest.raises(NotFound):
            entered_person(done.registration_id)
    assert taken(stage.shift) == 0
    assert kinds() == ["registration_entered", "registration_withdrawn_for"]


def test_the_city_calls_off_and_tells_the_association(db_app: Flask) -> None:
    stage = make_stage()
    done = enter(stage)
    staff = staff_of(stage)
    with entered(Scope.city(stage.city.id)):
        operations.withdraw_for(done.registration_id, actor=staff, for_city=True)
    assert kinds() == ["registration_withdrawn_association"]


def test_too_late_to_call_off_for_somebody(db_app: Flask, clock: Any) -> None:
    stage = make_stage()
    done = enter(stage)
    clock.shift(timedelta(days=4))
    with entered(Scope.association(stage.association.id)), pytest.raises(errors.TooLateToWithdraw):
        operations.withdraw_for(done.registration_id, actor=stage.owner_actor)


WAITS = Person("Karla", phone="07221 123456")


def test_who_is_entered_on_a_full_date_waits_in_order(db_app: Flask) -> None:
    stage = make_stage(capacity=1)
    in_place = stage.guest().registration_id
    with pytest.raises(WaitingNeedsContact):
        enter(stage, may_wait=True)
    one = enter(stage, WAITS, may_wait=True).registration_id
    two = enter(stage, Person("Mia", email="mia@leute.example"), may_wait=True, actor=staff_of(stage), for_city=True)
    assert [registration(each).state for each in (one, two.registration_id)] == [RegistrationState.WAITLISTED] * 2
    assert kinds()[-1] == "registration_waitlisted"
    with entered(Scope.association(stage.association.id)):
        assert (entered_person(one).position, entered_person(one).waiting) == (1, 2)
    with entered(Scope.city(stage.city.id)):
        operations.withdraw(in_place, actor=ANONYMOUS)
    row = registration(one)
    assert (row.state, row.is_by_phone) == (RegistrationState.OFFERED, True)
    with entered(Scope.association(stage.association.id)):
        assert entered_person(one).offered_until is not None
        operations.answer_call(one, CallAnswer.DOES_NOT_COME, actor=stage.owner_actor)
    assert registration(two.registration_id).state is RegistrationState.OFFERED


def test_a_place_for_an_address_that_is_dead_is_told_by_phone(db_app: Flask) -> None:
    stage = make_stage(capacity=1)
    in_place = stage.guest().registration_id
    waits = enter(stage, Person("Mia", email="mia@leute.example", phone="07221 123456"), may_wait=True).registration_id
    assert not registration(waits).is_by_phone
    with entered(SYSTEM), writing():
        db.session.add(DeadAddress(email_normalised="mia@leute.example", error="550 unknown"))
    with entered(Scope.city(stage.city.id)):
        operations.withdraw(in_place, actor=ANONYMOUS)
    assert registration(waits).is_by_phone
    assert kinds().count("registration_call") == 1
