"""A guest's mail is written before her place is taken, and goes out only when it tells how things stand then."""

from __future__ import annotations

import functools
from datetime import timedelta

import pytest
from flask import Flask

from engagement.core.actor import ANONYMOUS
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.core.transaction import writing
from engagement.kernel.clock import utcnow
from engagement.opportunities.models import Shift
from engagement.registrations.enums import RegistrationState
from engagement.registrations.operations import mails as mails_of_registrations
from engagement.registrations.operations.ready_hold import ReadyHold, ready_hold
from engagement.registrations.operations.registering import _register
from engagement.registrations.operations.wishes import wish_for
from tests.registrations.support import Stagecraft, change, mails, make_stage, registration

pytestmark = [pytest.mark.both_engines, pytest.mark.usefixtures("clock")]
EMAIL = "hanna@leute.example"


def asking(**changes: object) -> functools.partial[object]:
    values = {
        "actor": ANONYMOUS, "name": "Hanna Keller", "phone": "", "message": "", "is_adult": True, "is_minor": False,
        "despite_overlap": False, "party_size": 1, "group_name": "", "minor": None, "language": "de", "now": utcnow(),
        "may_wait": False,
    }  # fmt: skip
    return functools.partial(wish_for, **(values | changes))  # type: ignore[arg-type]  # as `register` gives them


def prepared(stage: Stagecraft, **changes: object) -> ReadyHold | None:
    with entered(Scope.city(stage.city.id)):
        return ready_hold(
            stage.opportunity.public_id, stage.shift.public_id, stage.city.id, asking(**changes), EMAIL
        )  # fmt: skip


def taken_with(stage: Stagecraft, ready: ReadyHold | None) -> RegistrationState:
    with entered(Scope.city(stage.city.id)):
        return _register(
            stage.opportunity.public_id, stage.shift.public_id, stage.city.id, asking(), EMAIL, (), ready
        ).state  # fmt: skip


def test_it_says_what_the_mail_says_that_is_written_afterwards(db_app: Flask) -> None:
    stage = make_stage()
    row = registration(stage.register(email=EMAIL, name=" Hanna  Keller ").registration_id)
    with entered(SYSTEM), writing():
        mails_of_registrations.send_hold(row)
    before, after = mails()
    columns = ("kind", "to_email", "to_name", "from_name", "reply_to", "language", "subject", "body_text", "calendar")
    assert [getattr(before, name) for name in columns] == [getattr(after, name) for name in columns]
    assert before.body_html == after.body_html
    assert row.public_id not in before.body_text, "the link is signed"


def test_it_is_written_anew_when_the_date_has_moved_meanwhile(db_app: Flask) -> None:
    stage = make_stage()
    ready = prepared(stage)
    assert ready is not None
    day, shift = timedelta(days=1), stage.shift
    change(Shift, shift.id, starts_at=shift.starts_at + day, ends_at=shift.ends_at + day, note="am Nebeneingang")
    assert taken_with(stage, ready) is RegistrationState.HELD
    (mail,) = mails()
    assert "am Nebeneingang" in mail.body_text and "am Nebeneingang" not in ready.mail.body_text


def test_it_is_the_one_that_goes_out_when_nothing_has_changed(db_app: Flask) -> None:
    stage = make_stage()
    ready = prepared(stage)
    assert ready is not None
    change(Shift, stage.shift.id, taken=1)  # somebody else came first: no word of the mail
    assert taken_with(stage, ready) is RegistrationState.HELD
    (mail,) = mails()
    assert (mail.subject, mail.body_html) == (ready.mail.subject, ready.mail.body_html)
    assert registration(ready.registration_id).hold_until == ready.hold_until


def test_nothing_is_written_for_who_will_be_refused(db_app: Flask) -> None:
    stage = make_stage()
    assert prepared(stage, is_adult=False) is None
    assert prepared(stage, party_size=stage.shift.capacity + 1) is None
    change(Shift, stage.shift.id, taken=stage.shift.capacity)
    assert prepared(stage) is None
