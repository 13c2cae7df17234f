"""Hours that people write down themselves: only what the association confirms counts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.attendance import errors, operations
from engagement.attendance.enums import ProposalState
from engagement.attendance.models import HoursProposal
from engagement.attendance.queries import certified_guest, proposals_of_registration, waiting_hours
from engagement.core.actor import ANONYMOUS
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.extensions import db
from engagement.kernel.clock import today, utcnow
from engagement.kernel.errors import Forbidden, NotFound
from engagement.notifications.models import OutboxMessage
from engagement.registrations.links import registration_token
from engagement.registrations.models import Registration
from engagement.registrations.operations import erase, withdraw
from tests.attendance.test_operations import actions, actor_of_user, ongoing, rows
from tests.registrations.support import Stagecraft, change, make_stage, registration
from tests.support.actors import sign_in
from tests.support.factories import make_user

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def part(db_app: Flask) -> tuple[Stagecraft, str]:
    """Somebody who has taken part for a month."""
    stage, registration_id = ongoing()
    change(Registration, registration(registration_id).id, created_at=utcnow() - timedelta(days=30))
    return stage, registration_id


def write(part: tuple[Stagecraft, str], days_ago: int = 0, minutes: int = 90, note: str = "") -> None:
    with entered(Scope.city(part[0].city.id)):
        operations.propose_hours(
            part[1], day=today() - timedelta(days=days_ago), minutes=minutes, note=note, actor=ANONYMOUS
        )


def entries() -> list[HoursProposal]:
    with entered(SYSTEM):
        statement = sa.select(HoursProposal).order_by(HoursProposal.id).execution_options(populate_existing=True)
        return list(db.session.scalars(statement))


def decide(stage: Stagecraft, entry: str, *, minutes: int | None = None, **values: Any) -> None:
    with entered(Scope.association(stage.association.id)):
        actor = values.pop("actor", stage.owner_actor)
        if minutes is not None:
            operations.confirm_proposal(entry, minutes=minutes, actor=actor)
        else:
            operations.decline_proposal(entry, actor=actor, **values)


def mailed(kind: str) -> list[OutboxMessage]:
    with entered(SYSTEM):
        return list(db.session.scalars(sa.select(OutboxMessage).where(OutboxMessage.kind == kind)))


def tell() -> tuple[int, int]:
    with entered(SYSTEM):
        return operations.tell_of_proposals(), operations.tell_of_decisions()


@pytest.mark.both_engines
def test_only_what_is_confirmed_counts(part: tuple[Stagecraft, str]) -> None:
    stage, registration_id = part
    for days_ago in (0, 1, 2):
        write(part, days_ago, note="Vorgelesen")
    write(part, 0, note="Vorgelesen")  # a second click
    first, second, third = (each.public_id for each in entries())
    assert rows() == []
    with entered(Scope.association(stage.association.id)):
        [line] = waiting_hours(stage.association.id)
    assert (line.count, line.people) == (3, 1)
    decide(stage, first, minutes=90)
    decide(stage, first, minutes=90)  # a second click
    decide(stage, second, minutes=60)
    decide(stage, third, answer="An dem Tag war zu.")
    assert [each.minutes for each in rows()] == [90, 60]
    with entered(SYSTEM):
        assert certified_guest(registration_id).minutes == 150
    states = {each.day: (each.state, each.is_corrected, each.answer) for each in own(part)}
    assert states == {
        today(): (ProposalState.CONFIRMED, False, ""),
        today() - timedelta(days=1): (ProposalState.CONFIRMED, True, ""),
        today() - timedelta(days=2): (ProposalState.DECLINED, False, "An dem Tag war zu."),
    }
    assert actions() == [
        *["attendance.hours_proposed"] * 3, *["attendance.hours_confirmed"] * 2, "attendance.hours_declined",
    ]  # fmt: skip
    with pytest.raises(errors.ProposalDecided):
        decide(stage, first)
    with pytest.raises(errors.ProposalDecided):
        decide(stage, third, minutes=30)


def own(part: tuple[Stagecraft, str]) -> Any:
    with entered(Scope.city(part[0].city.id)):
        return proposals_of_registration(part[1])


def test_nonsense_is_refused(part: tuple[Stagecraft, str]) -> None:
    stage, registration_id = part
    for days_ago, minutes, refusal in (
        (-1, 60, errors.DayInFuture), (31, 60, errors.BeforeJoining), (400, 60, errors.DayTooLongAgo),
        (0, 24 * 60 + 1, errors.HoursOutOfBounds), (0, 1, errors.HoursOutOfBounds),
    ):  # fmt: skip
        with pytest.raises(refusal):
            write(part, days_ago, minutes)
    write(part, 3, 60)
    with pytest.raises(errors.DayProposed):
        write(part, 3, 90)
    with entered(Scope.association(stage.association.id)):
        operations.note_hours(registration_id, day=today() - timedelta(days=4), minutes=30, actor=stage.owner_actor)
    with pytest.raises(errors.DayNoted):
        write(part, 4)
    with entered(Scope.city(stage.city.id)):
        withdraw(registration_id, actor=ANONYMOUS)
    with pytest.raises(errors.NotTakingPart):
        write(part, 0)


def test_a_month_of_entries_is_enough(part: tuple[Stagecraft, str]) -> None:
    change(Registration, registration(part[1]).id, created_at=utcnow() - timedelta(days=60))
    for days_ago in range(31):
        write(part, days_ago, 30)
    with pytest.raises(errors.TooManyProposals):
        write(part, 40, 30)


def test_a_day_has_24_hours_over_all_offers(part: tuple[Stagecraft, str]) -> None:
    _stage, registration_id = part
    write(part, 0, 20 * 60)
    other = make_stage("nachbarort", is_ongoing=True, shifts=0)
    done = other.guest(shift=None, email="zwei@leute.example")
    with entered(SYSTEM):
        from engagement.registrations.operations import accept

        accept(done.registration_id, actor=other.owner_actor)
    change(
        Registration, registration(done.registration_id).id, participant_id=registration(registration_id).participant_id
    )
    with pytest.raises(errors.DayTooFull):
        write((other, done.registration_id), 0, 5 * 60)
    write((other, done.registration_id), 0, 4 * 60)


def test_a_date_is_ticked_off_instead(db_app: Flask) -> None:
    stage = make_stage()
    with pytest.raises(errors.HasADate):
        write((stage, stage.guest().registration_id))


def test_who_has_left_still_gets_her_hours(part: tuple[Stagecraft, str]) -> None:
    stage, registration_id = part
    write(part, 1)
    with entered(Scope.city(stage.city.id)):
        withdraw(registration_id, actor=ANONYMOUS)
    decide(stage, entries()[0].public_id, minutes=90)
    assert [each.minutes for each in rows()] == [90]


def test_only_the_team_decides_and_only_the_writer_takes_back(part: tuple[Stagecraft, str]) -> None:
    stage, registration_id = part
    write(part, 1)
    entry = entries()[0].public_id
    with pytest.raises(Forbidden):
        decide(stage, entry, minutes=90, actor=actor_of_user(make_user().id))
    other = make_stage("nachbarort", is_ongoing=True, shifts=0)
    with pytest.raises(NotFound):
        decide(other, entry, minutes=90)
    somebody = stage.guest(shift=None, email="zwei@leute.example").registration_id
    with entered(Scope.city(stage.city.id)):
        with pytest.raises(NotFound):
            operations.take_back_hours(entry, registration_id=somebody, actor=ANONYMOUS)
        operations.take_back_hours(entry, registration_id=registration_id, actor=ANONYMOUS)
    assert entries() == []
    write(part, 1)
    decide(stage, entries()[0].public_id, minutes=90)
    with entered(Scope.city(stage.city.id)), pytest.raises(errors.ProposalDecided):
        operations.take_back_hours(entries()[0].public_id, registration_id=registration_id, actor=ANONYMOUS)


@pytest.mark.both_engines
def test_one_mail_for_all_entries_and_one_for_all_answers(part: tuple[Stagecraft, str], clock: Any) -> None:
    stage = part[0]
    for days_ago in (0, 1, 2):
        write(part, days_ago)
    assert tell() == (1, 0)
    [mail] = mailed("hours_proposed")
    assert mail.body_text.count("1,5 Stunden") == 3
    write(part, 3)
    clock.shift(timedelta(hours=2))
    assert tell() == (0, 0), "the next ones wait for the next day"
    clock.shift(timedelta(hours=19))
    assert tell() == (1, 0)
    for each in entries()[:2]:
        decide(stage, each.public_id, minutes=60)
    decide(stage, entries()[2].public_id, answer="Da war zu.")
    assert tell() == (0, 1)
    [answer] = mailed("hours_decided")
    assert answer.body_text.count("bestätigt") >= 2 and "Da war zu." in answer.body_text
    assert tell() == (0, 0)


def test_deleting_ones_data_takes_the_entries_along(part: tuple[Stagecraft, str]) -> None:
    stage, registration_id = part
    write(part, 1, note="Bei Frau Kern")
    with entered(Scope.city(stage.city.id)):
        erase(registration_id, actor=ANONYMOUS)
    assert entries() == []


@pytest.mark.both_engines
def test_two_at_once_make_one_entry_and_one_confirmation(part: tuple[Stagecraft, str], db_app: Flask) -> None:
    stage = part[0]

    def run(act: Any) -> str:
        with db_app.app_context():
            try:
                act()
            except errors.DomainError as refusal:
                return type(refusal).__name__
            finally:
                db.session.remove()
        return "done"

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(run, [lambda: write(part, 1)] * 4))
    assert done == ["done"] * 4 and len(entries()) == 1
    entry, actor = entries()[0].public_id, stage.owner_actor
    acts = [lambda: decide(stage, entry, minutes=90, actor=actor), lambda: decide(stage, entry, actor=actor)] * 2
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(run, acts))
    assert done.count("done") == 2 and done.count("ProposalDecided") == 2
    assert len(rows()) == (1 if entries()[0].state is ProposalState.CONFIRMED else 0)


def test_from_the_mailed_link_to_the_certificate(part: tuple[Stagecraft, str], new_client: Any, db_app: Flask) -> None:
    stage, registration_id = part
    guest, team = new_client(), new_client()
    sign_in(db_app, team, stage.owner)
    link = f"/{stage.city.slug}/zusage/{registration_token(registration_id)}"
    page = guest.get(f"{link}/stunden")
    assert f"{link}/stunden" in guest.get(link).get_data(as_text=True)
    wrong = guest.submit(page, {"hours": "viele", "note": "Vorgelesen"})
    assert wrong.status_code == 422 and "Vorgelesen" in wrong.get_data(as_text=True)
    too_much = guest.submit(page, {"hours": "25"})
    assert too_much.status_code == 422
    guest.submit(page, {"hours": "2,5", "note": "Vorgelesen"})
    listed = guest.get(f"{link}/stunden")
    assert "2,5 Stunden" in listed.visible_text and "Vorgelesen" in listed.visible_text
    work = f"/{stage.city.slug}/verein/{stage.association.public_id}"
    assert "Stunden zum Bestätigen" in team.get(f"{work}/").visible_text
    hours = f"{work}/angebote/{stage.opportunity.public_id}/stunden"
    found = team.get(hours)
    assert "Vorgelesen" in found.visible_text
    entry = entries()[0].public_id
    refused = team.post(f"{hours}/eintrag/{entry}", data={"hours": "x", "was": "ja", "csrf_token": token_of(found)})
    assert refused.status_code == 422 and rows() == []
    team.post(f"{hours}/eintrag/{entry}", data={"hours": "2", "was": "ja", "csrf_token": token_of(found)})
    assert [each.minutes for each in rows()] == [120]
    text = guest.get(f"{link}/stunden").visible_text
    assert "Der Verein hat 2 Stunden bestätigt" in text
    assert guest.get(f"{link}/bescheinigung.pdf").status_code == 200
    write(part, 3)
    declined = {"was": "nein", "answer": "Da war zu.", "csrf_token": token_of(found)}
    team.post(f"{hours}/eintrag/{entries()[1].public_id}", data=declined)
    assert "Da war zu." in guest.get(f"{link}/stunden").visible_text


def token_of(page: Any) -> str:
    return str(page.document.all("input[name=csrf_token]")[0]["value"])
