"""Parents and several dates in one form: they agree once, also for the waitlist, and take it back at once."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from engagement.core.actor import ANONYMOUS
from engagement.core.scope import Scope, entered
from engagement.registrations import errors, operations
from engagement.registrations.enums import RegistrationState as State
from engagement.registrations.operations import Minor
from tests.registrations.support import change, kinds, mails, make_stage
from tests.registrations.test_minors import found
from tests.registrations.test_several_dates import confirm, several
from tests.registrations.test_several_waiting import ids, stage_with_full_dates, states, wish

pytestmark = pytest.mark.usefixtures("clock")
PARENT = "mutter@leute.example"
YOUNG = Minor(14, "14–15", "Mia Keller", PARENT)


@pytest.mark.both_engines
def test_a_parent_agrees_once(db_app: Flask) -> None:
    stage = stage_with_full_dates(1, shifts=2, admits_minors=True)
    before = len(kinds())
    done = wish(stage, 1, minor=YOUNG)
    confirm(stage, done)
    assert states(done) == [State.AWAITING_GUARDIAN, State.WAITLISTED]
    assert kinds()[before:] == ["registration_hold", "registration_guardian_wait", "registration_guardian"]
    assert ": Warteliste" in mails("registration_guardian")[-1].body_text
    with entered(Scope.city(stage.city.id)):
        operations.agree_to_all(ids(done)[0], email=PARENT, actor=ANONYMOUS)
        assert states(done) == [State.CONFIRMED, State.WAITLISTED]
        change(type(stage.shift), stage.shifts[1].id, capacity=3)
        operations.tend_waitlists()
        assert states(done)[1] is State.OFFERED
        operations.take_offer(ids(done)[1], actor=ANONYMOUS)
    assert states(done) == [State.CONFIRMED, State.CONFIRMED], "she is not asked again"


@pytest.mark.both_engines
def test_a_parent_says_no_to_all(db_app: Flask) -> None:
    stage = stage_with_full_dates(1, shifts=2, admits_minors=True)
    done = wish(stage, 1, minor=YOUNG)
    confirm(stage, done)
    before = len(kinds())
    with entered(Scope.city(stage.city.id)):
        operations.refuse_all(ids(done)[0], email=PARENT, actor=ANONYMOUS)
    assert states(done) == [State.WITHDRAWN] * 2
    assert kinds()[before:] == ["registration_guardian_refused"]


@pytest.mark.both_engines
@pytest.mark.parametrize("full", [(), (2,)])
def test_consent_taken_back_is_one_mail(db_app: Flask, full: tuple[int, ...]) -> None:
    stage = stage_with_full_dates(*full, admits_minors=True)
    done = wish(stage, *full, minor=YOUNG)
    confirm(stage, done)
    with entered(Scope.city(stage.city.id)):
        operations.agree_to_all(ids(done)[0], email=PARENT, actor=ANONYMOUS)
        before = len(kinds())
        operations.refuse_all(ids(done)[0], email=PARENT, actor=ANONYMOUS)
    assert states(done) == [State.WITHDRAWN] * 3
    assert sorted(kinds()[before:]) == ["registration_withdrawn", "registration_withdrawn_association"]
    hers, theirs = mails("registration_withdrawn")[-1], mails("registration_withdrawn_association")[-1]
    assert hers.body_text.count("Mai 2026") == 4, "the first, and all in the list"
    assert theirs.body_text.count("Mai 2026") == 4 - len(full), "the association knew nothing of who waits"
    assert "hat die Zustimmung zurückgenommen" in " ".join(hers.body_text.split())
    assert hers.calendar.count("STATUS:CANCELLED") == 3
    with entered(Scope.city(stage.city.id)), pytest.raises(errors.GuardianTooLate):
        operations.refuse_all(ids(done)[0], email=PARENT, actor=ANONYMOUS)
    assert len(kinds()) == before + 2


@pytest.mark.both_engines
def test_a_stranger_cannot_take_it_back(db_app: Flask) -> None:
    stage = make_stage(shifts=2, admits_minors=True)
    done = several(stage, minor=YOUNG)
    confirm(stage, done)
    with entered(Scope.city(stage.city.id)):
        operations.agree_to_all(ids(done)[0], email=PARENT, actor=ANONYMOUS)
        with pytest.raises(errors.GuardianTooLate):
            operations.refuse_all(ids(done)[0], email="fremd@leute.example", actor=ANONYMOUS)
    assert states(done) == [State.CONFIRMED] * 2


def test_the_parent_sees_the_waitlist(db_app: Flask, client: Any) -> None:
    stage = stage_with_full_dates(1, shifts=2, admits_minors=True)
    done = wish(stage, 1, minor=YOUNG)
    confirm(stage, done)
    page = client.get(found(mails("registration_guardian")[-1].body_text, "/zusage/eltern/"))
    assert "auf der Warteliste" in page.visible_text
    client.submit(page, button="Ja, ich stimme allen Terminen zu", follow_redirects=True)
    assert states(done) == [State.CONFIRMED, State.WAITLISTED]
