"""Somebody whom an association has blocked: on both engines, and while she registers at that moment."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.accounts.queries import actor_of
from engagement.associations.models import Block
from engagement.audit.models import AuditEntry
from engagement.core.actor import ANONYMOUS, Actor
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import Forbidden, NotFound
from engagement.opportunities.models import Shift
from engagement.registrations import errors, operations
from engagement.registrations.enums import ACTIVE_STATES, EntryWay, RegistrationState
from engagement.registrations.models import Registration
from engagement.registrations.operations.entering import Person, enter
from engagement.registrations.queries import blocked_people
from engagement.workflows.retention import delete_due
from tests.registrations.support import Stagecraft, mails, make_stage, registration, taken
from tests.registrations.test_concurrency import at_once
from tests.support.factories import make_association, make_opportunity, make_user

pytestmark = pytest.mark.both_engines
EMAIL, PHONE = "stoert@leute.example", "07252 555123"


@pytest.fixture
def stage(db_app: Flask, clock: Any) -> Stagecraft:
    return make_stage(shifts=3)


def block(stage: Stagecraft, registration_id: str, actor: Actor | None = None, **values: Any) -> int:
    wanted = {"reason": "Hat andere beschimpft.", "declines": True, "tells": True} | values
    with entered(Scope.association(stage.association.id)):
        return operations.block_person(registration_id, actor=actor or stage.owner_actor, **wanted)


def confirmed(stage: Stagecraft, email: str = EMAIL, shift: int = 0) -> str:
    return stage.guest(email=email, shift=stage.shifts[shift]).registration_id


def blocks() -> list[Block]:
    with entered(SYSTEM):
        return list(db.session.scalars(sa.select(Block).order_by(Block.id)))


def test_her_registrations_end_and_her_address_cannot_come_again(stage: Stagecraft) -> None:
    first, second = confirmed(stage), confirmed(stage, shift=1)
    assert block(stage, first, message="Es passt nicht.") == 2
    for public_id in (first, second):
        row = registration(public_id)
        assert (row.state, row.decline_reason) == (RegistrationState.DECLINED, "Es passt nicht.")
    assert [taken(shift) for shift in stage.shifts] == [0, 0, 0]
    assert [mail.to_email for mail in mails("registration_declined")] == [EMAIL, EMAIL]
    assert all("beschimpft" not in mail.body_text for mail in mails())
    held = stage.register(email="STOERT@leute.example", shift=stage.shifts[2])
    assert held.state is RegistrationState.HELD, "who only types an address learns nothing"
    with entered(Scope.city(stage.city.id)), pytest.raises(errors.NotWithThisAssociation):
        operations.confirm_hold(held.registration_id, actor=ANONYMOUS)
    assert registration(held.registration_id).state is RegistrationState.HELD


def test_her_account_is_meant_too(stage: Stagecraft) -> None:
    public_id = confirmed(stage)
    block(stage, public_id)
    user = make_user(EMAIL)
    with pytest.raises(errors.NotWithThisAssociation):
        stage.register(actor=actor_of(user.id), shift=stage.shifts[1])


def test_an_account_s_address_and_number_are_known_again(stage: Stagecraft) -> None:
    user = make_user(EMAIL, phone=PHONE)
    done = stage.register(actor=actor_of(user.id))
    block(stage, done.registration_id)
    with pytest.raises(errors.NotWithThisAssociation):
        stage.register(email="", phone="+49 7252 555123", shift=stage.shifts[1])
    held = stage.register(email=EMAIL, shift=stage.shifts[1])
    with entered(Scope.city(stage.city.id)), pytest.raises(errors.NotWithThisAssociation):
        operations.confirm_hold(held.registration_id, actor=ANONYMOUS)


def test_a_lapsed_place_cannot_be_renewed(stage: Stagecraft, clock: Any) -> None:
    held = stage.register(email=EMAIL, shift=stage.shifts[1])
    block(stage, confirmed(stage))
    assert registration(held.registration_id).state is RegistrationState.EXPIRED, "what she only held ends silently"
    assert taken(stage.shifts[1]) == 0
    with entered(Scope.city(stage.city.id)), pytest.raises(errors.NotWithThisAssociation):
        operations.renew_hold(held.registration_id, actor=ANONYMOUS)


def test_others_and_other_associations_are_not_touched(stage: Stagecraft) -> None:
    other = make_association(stage.city, owner=make_user())
    offer = make_opportunity(stage.city, other)
    block(stage, confirmed(stage))
    with entered(Scope.city(stage.city.id)):
        shift_id = db.session.scalars(sa.select(Shift.public_id).where(Shift.opportunity_id == offer.id)).one()
        held = operations.register(
            offer.public_id, city_id=stage.city.id, actor=ANONYMOUS, shift_id=shift_id, name="Sie", email=EMAIL,
            is_adult=True,
        )  # fmt: skip
        assert operations.confirm_hold(held.registration_id, actor=ANONYMOUS).state is RegistrationState.CONFIRMED
    assert stage.guest(email="andere@leute.example").state is RegistrationState.CONFIRMED


def test_registrations_may_stay_and_mails_may_be_left_out(stage: Stagecraft) -> None:
    public_id = confirmed(stage)
    assert block(stage, public_id, declines=False) == 0
    assert registration(public_id).state is RegistrationState.CONFIRMED
    other = confirmed(stage, "zweite@leute.example", shift=1)
    block(stage, other, tells=False)
    assert registration(other).state is RegistrationState.DECLINED
    assert mails("registration_declined") == []


def test_whoever_enters_people_is_refused_too(stage: Stagecraft) -> None:
    from tests.support.factories import make_staff

    block(stage, confirmed(stage))
    arguments: dict[str, Any] = {
        "city_id": stage.city.id, "shift_id": stage.shifts[1].public_id, "way": EntryWay.PHONE,
        "person": Person("Sie", email=EMAIL),
    }  # fmt: skip
    with entered(Scope.association(stage.association.id)), pytest.raises(errors.PersonBlocked):
        enter(stage.opportunity.public_id, actor=stage.owner_actor, **arguments)
    staff = actor_of(make_staff(stage.city).id)
    with entered(Scope.city(stage.city.id)), pytest.raises(errors.NotWithThisAssociation):
        enter(stage.opportunity.public_id, actor=staff, for_city=True, **arguments)


def test_only_hashes_are_kept_and_the_log_names_nobody(stage: Stagecraft) -> None:
    block(stage, confirmed(stage))
    (row,) = blocks()
    assert len(row.email_hash or "") == 64 and EMAIL not in repr(vars(row))
    with entered(SYSTEM):
        entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "person.blocked")).one()
    assert (entry.city_id, entry.subject_label, entry.details) == (None, stage.association.name, {})


def test_lifting_lets_her_come_again(stage: Stagecraft) -> None:
    block(stage, confirmed(stage))
    stranger = actor_of(make_user().id)
    with entered(Scope.association(stage.association.id)):
        (found,) = blocked_people(stage.association.id, utcnow())
        for association_id, actor, refusal in (
            (stage.association.id, stranger, Forbidden), (stage.association.id + 7, stage.owner_actor, NotFound),
        ):  # fmt: skip
            with pytest.raises(refusal):
                operations.unblock_person(found.public_id, association_id=association_id, actor=actor)
        operations.unblock_person(found.public_id, association_id=stage.association.id, actor=stage.owner_actor)
        with pytest.raises(NotFound):
            operations.unblock_person(found.public_id, association_id=stage.association.id, actor=stage.owner_actor)
    assert stage.guest(email=EMAIL).state is RegistrationState.CONFIRMED


def test_refusals(stage: Stagecraft) -> None:
    public_id = confirmed(stage)
    with pytest.raises(errors.BlockReasonMissing):
        block(stage, public_id, reason="  ")
    with pytest.raises(Forbidden):
        block(stage, public_id, actor_of(make_user().id))
    block(stage, public_id)
    with pytest.raises(errors.BlockedBefore):
        block(stage, public_id)
    with entered(Scope.association(stage.association.id)):
        nobody = enter(
            stage.opportunity.public_id, city_id=stage.city.id, shift_id=stage.shifts[2].public_id,
            person=Person("Ohne alles"), way=EntryWay.IN_PERSON, actor=stage.owner_actor,
        )  # fmt: skip
    with pytest.raises(errors.NothingToKnowBy):
        block(stage, nobody.registration_id)


def test_it_ends_after_24_months(stage: Stagecraft, clock: Any) -> None:
    block(stage, confirmed(stage))
    clock.shift(timedelta(days=729))
    delete_due()
    assert len(blocks()) == 1
    clock.shift(timedelta(days=2))
    with entered(Scope.association(stage.association.id)):
        assert blocked_people(stage.association.id, utcnow()) == []
    delete_due()
    assert blocks() == []


def test_who_registers_while_she_is_blocked_does_not_slip_in(stage: Stagecraft, app: Flask) -> None:
    """Three dates at once, and the block in between: what came first is declined, what came later refused."""
    user = make_user(EMAIL)
    first = stage.register(actor=actor_of(user.id)).registration_id
    actor, owner = actor_of(user.id), stage.owner_actor
    offer, city_id, ids = stage.opportunity.public_id, stage.city.id, [shift.public_id for shift in stage.shifts]

    def join(shift_id: str) -> Any:
        return lambda: operations.register(
            offer, city_id=city_id, actor=actor, shift_id=shift_id, name="Sie", is_adult=True
        )

    def stop() -> int:
        return operations.block_person(first, reason="Weil.", declines=True, tells=False, actor=owner)

    results = at_once(app, Scope.city(city_id), [join(ids[1]), stop, join(ids[2])])
    wrong = [each for each in results if isinstance(each, Exception)]
    assert all(isinstance(each, errors.NotWithThisAssociation) for each in wrong), results
    with entered(SYSTEM):
        active = sa.select(sa.func.count(Registration.id)).where(Registration.state.in_(ACTIVE_STATES))
        assert db.session.scalar(active) == 0
    assert [taken(shift) for shift in stage.shifts] == [0, 0, 0]
