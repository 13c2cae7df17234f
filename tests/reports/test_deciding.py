"""The city decides, and somebody else on a complaint."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.associations.enums import ListingState
from engagement.associations.models import Listing
from engagement.core.actor import ANONYMOUS, Actor, CityRole
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.kernel.errors import Forbidden, NotFound
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import Publication
from engagement.reports import errors, operations
from engagement.reports.enums import CaseState, Measure
from engagement.reports.queries import complaint_case, open_complaints, waiting_complaints
from engagement.workflows.decide_report import Ruling, decide_complaint, decide_report
from tests.registrations.support import Stagecraft, change_publication, kinds, mails, make_stage
from tests.reports.support import (
    CORRECT,
    DOWN,
    NOTHING,
    SUSPENDED,
    actor,
    cases,
    complaints,
    decide,
    file,
    staff,
)
from tests.support.factories import make_user

pytestmark = [pytest.mark.both_engines, pytest.mark.usefixtures("clock")]
EMAIL = "erna@leute.example"
WHY = "Das sehe ich anders, es steht noch da."


def state_of(stage: Stagecraft) -> PublicationState:
    with entered(SYSTEM):
        statement = sa.select(Publication.state).where(Publication.opportunity_id == stage.opportunity.id)
        return db.session.scalars(statement).one()


def listing_of(stage: Stagecraft) -> ListingState:
    with entered(SYSTEM):
        return db.session.scalars(sa.select(Listing.state).where(Listing.association_id == stage.association.id)).one()


def complain(stage: Stagecraft, report_id: str | None = None) -> None:
    """By who reported it, or by the association."""
    with entered(Scope.city(stage.city.id)):
        if report_id is None:
            operations.complain_as_association(stage.city.id, cases()[-1].public_id, text=WHY, actor=ANONYMOUS)
        else:
            operations.complain_as_reporter(stage.city.id, report_id, text=WHY, actor=ANONYMOUS)


def review(by: Actor, ruling: Ruling | None = None, reason: str = "Wir haben es noch einmal geprüft.") -> None:
    with entered(SYSTEM):
        decide_complaint(complaints()[-1].public_id, ruling=ruling, reason=reason, actor=by)


def test_no_action_is_told_to_who_reported_it_and_not_to_the_association(db_app: Flask) -> None:
    stage = make_stage()
    file(stage, email=EMAIL)
    file(stage)
    case = decide(stage, NOTHING, staff(stage))
    assert (case.state, case.measure, case.final_at) == (CaseState.DECIDED, Measure.NONE, utcnow())
    assert [(mail.kind, mail.to_email) for mail in mails()[1:]] == [("report_decided", EMAIL)]
    text = mails()[-1].body_text
    assert NOTHING.reason in text
    assert "/meldung/" in text
    assert state_of(stage) is PublicationState.PUBLISHED


def test_a_correction_is_asked_for_and_the_offer_stays(db_app: Flask) -> None:
    stage = make_stage()
    file(stage)
    decide(stage, CORRECT, staff(stage))
    [mail] = mails()
    assert (mail.kind, mail.to_email) == ("report_correct", stage.owner.email)
    assert state_of(stage) is PublicationState.PUBLISHED


def test_taking_down_brings_a_statement_of_reasons_without_the_reporter(db_app: Flask) -> None:
    stage = make_stage()
    file(stage, email=EMAIL, name="Erna Alt", text="Das beleidigt meine Schwester.")
    decide(stage, DOWN, staff(stage))
    assert state_of(stage) is PublicationState.REJECTED
    [statement] = mails("report_statement")
    assert statement.to_email == stage.owner.email
    text = " ".join(statement.body_text.split())
    for words in (
        "Das Angebot wird von den Seiten der Stadt genommen", DOWN.reason, "ohne automatische Mittel", "/begruendung/",
    ):  # fmt: skip
        assert words in text
    assert "Regel der Nutzungsbedingungen:" in text
    for secret in ("Erna", EMAIL, "Schwester"):
        assert secret not in statement.body_text + statement.body_html


def test_suspending_hides_the_association_and_tells_it_once(db_app: Flask) -> None:
    stage = make_stage()
    file(stage, association=True)
    decide(stage, SUSPENDED, staff(stage))
    assert listing_of(stage) is ListingState.SUSPENDED
    assert [mail.kind for mail in mails() if mail.to_email == stage.owner.email] == ["report_statement"]


@pytest.mark.parametrize(
    ("ruling", "refusal"),
    [
        (replace(NOTHING, reason="Nein."), errors.ReasonTooShort),
        (replace(DOWN, ground=None), errors.GroundMissing),
        (replace(SUSPENDED, ground=None), errors.GroundMissing),
    ],
)
def test_a_decision_needs_reason_and_clause(db_app: Flask, engine_kind: str, ruling: Ruling, refusal: type) -> None:
    stage = make_stage()
    file(stage)
    with pytest.raises(refusal):
        decide(stage, ruling, staff(stage))
    assert cases()[0].state is CaseState.OPEN


def test_an_association_has_no_offer_to_take_down(db_app: Flask) -> None:
    stage = make_stage()
    file(stage, association=True)
    with pytest.raises(errors.MeasureUnsuitable):
        decide(stage, DOWN, staff(stage))


def test_what_is_gone_already_is_said(db_app: Flask) -> None:
    stage = make_stage()
    moderator = staff(stage)
    file(stage)
    change_publication(stage.opportunity, state=PublicationState.WITHDRAWN)
    with pytest.raises(errors.NothingToTakeDown):
        decide(stage, DOWN, moderator)
    decide(stage, SUSPENDED, moderator)
    file(stage)
    with pytest.raises(errors.SuspendedAlready):
        decide(stage, SUSPENDED, moderator)


def test_stale_pages_and_second_decisions(db_app: Flask) -> None:
    stage = make_stage()
    moderator = staff(stage)
    file(stage)
    file(stage)
    case = cases()[0]
    with entered(Scope.city(stage.city.id)):
        with pytest.raises(errors.NewReports):
            decide_report(stage.city.id, case.public_id, NOTHING, seen=1, actor=moderator)
        decide_report(stage.city.id, case.public_id, NOTHING, seen=2, actor=moderator)
        with pytest.raises(errors.DecidedBefore):
            decide_report(stage.city.id, case.public_id, NOTHING, seen=2, actor=moderator)


def test_strangers_decide_nothing(db_app: Flask) -> None:
    stage, other = make_stage(), make_stage("anderstadt")
    file(stage)
    foreign = staff(other)
    for person in (foreign, stage.owner_actor, actor(make_user())):
        with pytest.raises(Forbidden):
            decide(stage, NOTHING, person)
    with entered(Scope.city(other.city.id)), pytest.raises(NotFound):
        decide_report(other.city.id, cases()[0].public_id, NOTHING, seen=1, actor=foreign)


def test_a_complaint_waits_for_somebody_else(db_app: Flask) -> None:
    stage = make_stage()
    first, second = staff(stage), staff(stage)
    done = file(stage, email=EMAIL)
    decide(stage, NOTHING, first)
    complain(stage, done.report_id)
    assert cases()[0].final_at is None
    assert mails()[-1].kind == "report_complaint"
    with entered(Scope.city(stage.city.id)):
        assert waiting_complaints(stage.city.id) == 1
    with pytest.raises(errors.SamePerson):
        review(first)
    with pytest.raises(errors.ReasonTooShort):
        review(second, reason="Nein.")
    review(second)
    assert (complaints()[0].is_changed, cases()[0].measure, cases()[0].final_at) == (False, Measure.NONE, utcnow())
    assert [(mail.kind, mail.to_email) for mail in mails()[-1:]] == [("report_complaint_decided", EMAIL)]
    with pytest.raises(errors.SamePerson):
        review(second)
    with pytest.raises(errors.DecidedBefore):
        review(staff(stage))


def test_a_complaint_of_who_reported_it_may_bring_a_measure(db_app: Flask) -> None:
    stage = make_stage()
    first, second = staff(stage), staff(stage)
    done = file(stage, email=EMAIL)
    decide(stage, NOTHING, first)
    complain(stage, done.report_id)
    review(second, DOWN)
    assert state_of(stage) is PublicationState.REJECTED
    assert (cases()[0].measure, complaints()[0].is_changed) == (Measure.TAKE_DOWN, True)
    told = {mail.to_email for mail in mails("report_complaint_decided")}
    assert told == {EMAIL, stage.owner.email}


@pytest.mark.parametrize("ruling", [DOWN, SUSPENDED])
def test_a_complaint_of_the_association_gives_back_what_was_taken(
    db_app: Flask, engine_kind: str, ruling: Ruling
) -> None:
    stage = make_stage()
    first, second = staff(stage), staff(stage)
    file(stage)
    decide(stage, ruling, first)
    complain(stage)
    review(second, NOTHING)
    assert (state_of(stage), listing_of(stage)) == (PublicationState.PUBLISHED, ListingState.VERIFIED)
    assert cases()[0].measure is Measure.NONE


def test_the_same_measure_is_no_change(db_app: Flask) -> None:
    stage = make_stage()
    first, second = staff(stage), staff(stage)
    file(stage)
    decide(stage, DOWN, first)
    complain(stage)
    with pytest.raises(errors.MeasureUnsuitable):
        review(second, DOWN)


def test_when_a_complaint_is_refused(db_app: Flask, clock: Any) -> None:
    stage = make_stage()
    done = file(stage)
    with pytest.raises(errors.NotDecidedYet):
        complain(stage, done.report_id)
    decide(stage, NOTHING, staff(stage))
    with entered(Scope.city(stage.city.id)):
        with pytest.raises(errors.TextMissing):
            operations.complain_as_reporter(stage.city.id, done.report_id, text="Nein", actor=ANONYMOUS)
        with pytest.raises(NotFound):
            operations.complain_as_reporter(stage.city.id, "xxxx", text=WHY, actor=ANONYMOUS)
    complain(stage, done.report_id)
    with pytest.raises(errors.ComplainedBefore):
        complain(stage, done.report_id)
    clock.shift(timedelta(days=184))
    with pytest.raises(errors.ComplaintTooLate):
        complain(stage)


def test_a_neighbouring_town_decides_where_nobody_else_can(db_app: Flask) -> None:
    stage, neighbour, third = make_stage(), make_stage("nachbarstadt"), make_stage("drittstadt")
    leader = staff(stage, CityRole.ADMINISTRATOR)
    there, elsewhere = staff(neighbour), staff(third)
    file(stage)
    decide(stage, DOWN, leader)
    complain(stage)
    complaint_id = complaints()[0].public_id
    for stranger in (there, elsewhere):
        with pytest.raises(Forbidden):
            review(stranger, NOTHING)
    with entered(Scope.city(neighbour.city.id)), pytest.raises(NotFound):
        complaint_case(complaint_id, for_city=neighbour.city.id)
    with entered(Scope.city(stage.city.id)):
        for town in ("nirgendwo", stage.city.slug):
            with pytest.raises(errors.NoNeighbour):
                operations.hand_over(stage.city.id, complaint_id, town=town, actor=leader)
        with pytest.raises(Forbidden):
            operations.hand_over(stage.city.id, complaint_id, town="nachbarstadt", actor=staff(stage))
        operations.hand_over(stage.city.id, complaint_id, town="nachbarstadt", actor=leader)
    told = [mail.to_email for mail in mails("report_hand_over")]
    assert told[0] == "ehrenamt@nachbarstadt.example" and len(told) == 2, "the desk, and the one who can decide"
    with entered(Scope.city(neighbour.city.id)):
        assert [each.public_id for each in open_complaints(neighbour.city.id)] == [complaint_id]
        assert complaint_case(complaint_id, for_city=neighbour.city.id).city.slug == stage.city.slug
    with pytest.raises(Forbidden):
        review(elsewhere, NOTHING)
    with entered(Scope.city(neighbour.city.id)):
        decide_complaint(complaint_id, ruling=NOTHING, reason="Wir sehen keinen Verstoß.", actor=there)
    assert state_of(stage) is PublicationState.PUBLISHED
    with entered(Scope.city(stage.city.id)), pytest.raises(errors.DecidedBefore):
        operations.hand_over(stage.city.id, complaint_id, town="drittstadt", actor=leader)


def test_the_platform_decides_where_no_town_can(db_app: Flask) -> None:
    stage = make_stage()
    file(stage)
    decide(stage, DOWN, staff(stage))
    complain(stage)
    review(actor(make_user(is_platform_admin=True)), NOTHING)
    assert state_of(stage) is PublicationState.PUBLISHED
    assert "report_complaint_decided" in kinds()
