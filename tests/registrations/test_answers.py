"""Calling off, saying yes or no, and taking a date or an offer away."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.accounts.queries import actor_of
from engagement.associations.models import Membership
from engagement.associations.operations import choose_mails
from engagement.audit.models import AuditEntry
from engagement.core.actor import ANONYMOUS, SYSTEM_ACTOR, Actor, MembershipRole
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import Forbidden, NotFound
from engagement.opportunities.models import Shift
from engagement.opportunities.operations.places import ShiftClosed
from engagement.registrations import errors, operations
from engagement.registrations.enums import RegistrationState
from engagement.registrations.operations import Outcome
from engagement.workflows.cancel_shift import cancel_shift
from tests.registrations.support import Stagecraft, change, kinds, mails, make_stage, registration, taken
from tests.support.factories import make_association, make_opportunity, make_user

pytestmark = [pytest.mark.both_engines, pytest.mark.usefixtures("clock")]


def withdraw(stage: Stagecraft, done: Outcome) -> Outcome:
    with entered(Scope.city(stage.city.id)):
        return operations.withdraw(done.registration_id, actor=ANONYMOUS)


def answer(stage: Stagecraft, done: Outcome, actor: Actor, reason: str | None = None) -> Outcome:
    with entered(Scope.association(stage.association.id)):
        if reason is None:
            return operations.accept(done.registration_id, actor=actor)
        return operations.decline(done.registration_id, reason=reason, actor=actor)


def test_withdrawing_frees_the_place_and_tells_both(db_app: Flask) -> None:
    stage = make_stage()
    done = withdraw(stage, stage.guest(email="hanna@leute.example"))
    assert registration(done.registration_id).withdrawn_at == utcnow()
    assert (done.state, taken(stage.shift)) == (RegistrationState.WITHDRAWN, 0)
    assert [(mail.kind, mail.to_email) for mail in mails()[-2:]] == [
        ("registration_withdrawn", "hanna@leute.example"),
        ("registration_withdrawn_association", "helga@verein.example"),
    ]


def test_withdrawing_a_hold_leaves_the_association_in_peace(db_app: Flask) -> None:
    stage = make_stage()
    withdraw(stage, stage.register())
    assert (kinds(), taken(stage.shift)) == (["registration_hold", "registration_withdrawn"], 0)


def test_withdrawing_twice_is_refused(db_app: Flask) -> None:
    stage = make_stage()
    done = withdraw(stage, stage.guest())
    with pytest.raises(errors.AlreadyEnded):
        withdraw(stage, done)
    assert taken(stage.shift) == 0


def test_withdrawing_after_the_start_is_refused(db_app: Flask) -> None:
    stage = make_stage()
    done = stage.guest()
    change(Shift, stage.shift.id, starts_at=utcnow())
    with pytest.raises(errors.TooLateToWithdraw):
        withdraw(stage, done)


def test_accepting(db_app: Flask) -> None:
    stage = make_stage(approval_required=True)
    done = answer(stage, stage.guest(), stage.owner_actor)
    row = registration(done.registration_id)
    assert (row.state, row.decided_by_id, row.decided_at) == (RegistrationState.CONFIRMED, stage.owner.id, utcnow())
    assert (kinds()[-1], taken(stage.shift)) == ("registration_accepted", 1)


def test_declining_frees_the_place_and_gives_the_reason(db_app: Flask) -> None:
    stage = make_stage(approval_required=True)
    done = answer(stage, stage.guest(), stage.owner_actor, "Wir brauchen jemanden mit Führerschein.")
    assert (done.state, taken(stage.shift)) == (RegistrationState.DECLINED, 0)
    mail = mails("registration_declined")[0]
    assert "Wir brauchen jemanden mit Führerschein." in mail.body_text
    assert "Wir brauchen jemanden mit Führerschein." in mail.body_html


def test_declined_person_may_ask_again(db_app: Flask) -> None:
    stage, person = make_stage(approval_required=True), make_user()
    actor = actor_of(person.id)
    answer(stage, stage.register(actor=actor), stage.owner_actor, "")
    assert stage.register(actor=actor).state is RegistrationState.PENDING


@pytest.mark.parametrize("reason", [None, "Nein."])
def test_answering_twice_is_stale(db_app: Flask, reason: str | None) -> None:
    stage = make_stage(approval_required=True)
    done = answer(stage, stage.guest(), stage.owner_actor)
    with pytest.raises(errors.AlreadyAnswered):
        answer(stage, done, stage.owner_actor, reason)
    assert registration(done.registration_id).state is RegistrationState.CONFIRMED


def test_answering_after_a_withdrawal_is_stale(db_app: Flask) -> None:
    stage = make_stage(approval_required=True)
    done = withdraw(stage, stage.guest())
    with pytest.raises(errors.AlreadyAnswered):
        answer(stage, done, stage.owner_actor)


def test_stranger_may_not_answer(db_app: Flask) -> None:
    stage, stranger = make_stage(approval_required=True), make_user()
    done = stage.guest()
    with pytest.raises(Forbidden):
        answer(stage, done, actor_of(stranger.id))


def test_other_association_does_not_find_it(db_app: Flask) -> None:
    stage = make_stage(approval_required=True)
    done, other = stage.guest(), make_association(stage.city, owner=stage.owner)
    with entered(Scope.association(other.id)), pytest.raises(NotFound):
        operations.accept(done.registration_id, actor=stage.owner_actor)


def test_team_is_told_when_the_offer_names_no_address(db_app: Flask) -> None:
    stage = make_stage(contact_email="")
    stage.guest()
    assert [mail.to_email for mail in mails("registration_new")] == [stage.owner.email]


def test_cancelling_an_offer_ends_what_is_to_come(db_app: Flask) -> None:
    stage = make_stage(shifts=2, approval_required=True)
    ahead, held, over = stage.guest(), stage.register(), stage.guest(shift=stage.shifts[1])
    other = make_opportunity(stage.city, stage.association, is_ongoing=True)
    long_ago = utcnow() - timedelta(days=2)
    change(Shift, stage.shifts[1].id, starts_at=long_ago, ends_at=long_ago + timedelta(hours=1))
    with entered(SYSTEM):
        count = operations.cancel_for_opportunity(stage.opportunity.id, reason="Hochwasser.", actor=stage.owner_actor)
    states = [registration(each.registration_id).state for each in (ahead, held, over)]
    assert states == [RegistrationState.CANCELLED, RegistrationState.CANCELLED, RegistrationState.PENDING]
    assert (count, taken(stage.shifts[0]), taken(stage.shifts[1])) == (2, 0, 1)
    # The unconfirmed guest gets no mail: perhaps it was not her who wrote.
    assert len(mails("registration_cancelled")) == 1
    assert "Hochwasser." in mails("registration_cancelled")[0].body_text
    with entered(SYSTEM):
        assert operations.cancel_for_opportunity(other.id, reason="", actor=SYSTEM_ACTOR) == 0


def test_cancelling_interest(db_app: Flask) -> None:
    stage = make_stage(is_ongoing=True)
    stage.guest()
    with entered(Scope.association(stage.association.id)):
        assert operations.cancel_for_opportunity(stage.opportunity.id, reason="", actor=stage.owner_actor) == 1
    assert "nicht mehr" in mails("registration_cancelled")[0].body_text


def test_cancelling_one_date_leaves_the_others(db_app: Flask) -> None:
    stage = make_stage(shifts=2)
    gone, stays = stage.guest(), stage.guest(shift=stage.shifts[1])
    with entered(Scope.association(stage.association.id)):
        count = cancel_shift(
            stage.opportunity.public_id, stage.shift.public_id, reason="Regen.", actor=stage.owner_actor
        )
    assert count == 1
    assert registration(gone.registration_id).state is RegistrationState.CANCELLED
    assert registration(stays.registration_id).state is RegistrationState.CONFIRMED
    with pytest.raises(errors.ShiftCancelled):
        stage.register()
    with entered(Scope.association(stage.association.id)), pytest.raises(ShiftClosed):
        cancel_shift(stage.opportunity.public_id, stage.shift.public_id, reason="Regen.", actor=stage.owner_actor)


def test_stranger_may_not_cancel_a_date(db_app: Flask) -> None:
    stage, stranger = make_stage(), make_user()
    with entered(Scope.association(stage.association.id)), pytest.raises(Forbidden):
        cancel_shift(stage.opportunity.public_id, stage.shift.public_id, reason="x", actor=actor_of(stranger.id))


def test_log_holds_no_contact(db_app: Flask) -> None:
    stage = make_stage(approval_required=True)
    answer(stage, stage.guest(email="hanna@leute.example", name="Hanna Keller"), stage.owner_actor)
    withdraw(stage, stage.guest())
    with entered(SYSTEM):
        entries = db.session.scalars(
            sa.select(AuditEntry).where(AuditEntry.subject_kind == "registration").order_by(AuditEntry.id)
        ).all()
    assert [entry.action for entry in entries] == [
        "registration.held", "registration.confirmed", "registration.accepted", "registration.held",
        "registration.confirmed", "registration.withdrawn",
    ]  # fmt: skip
    told = " ".join(f"{entry.subject_label} {entry.actor_name} {entry.details}" for entry in entries)
    assert "hanna" not in told.lower()
    assert {entry.subject_label for entry in entries} == {stage.opportunity.title}
    assert {entry.association_id for entry in entries} == {stage.association.id}


def test_the_contact_and_everybody_who_wants_it_get_one_mail_each(db_app: Flask) -> None:
    stage = make_stage(contact_email="HELGA@verein.example")
    editor = make_user("editorin@leute.example")
    with entered(SYSTEM), writing():
        member = Membership(association_id=stage.association.id, user_id=editor.id, role=MembershipRole.EDITOR)
        db.session.add(member)
    stage.guest()
    assert [mail.to_email for mail in mails("registration_new")] == ["HELGA@verein.example", "editorin@leute.example"]
    with entered(SYSTEM):
        choose_mails(stage.association.id, kinds=[], actor=actor_of(editor.id))
    stage.guest()
    assert [mail.to_email for mail in mails("registration_new")][2:] == ["HELGA@verein.example"]
