"""Somebody reports something."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from engagement.core.actor import ANONYMOUS
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.extensions import db
from engagement.kernel.errors import NotFound
from engagement.moderation.queries import queue, queue_count
from engagement.opportunities.enums import PublicationState
from engagement.reports import errors, operations, rules
from engagement.reports.enums import Category, SubjectKind
from engagement.reports.queries import report_case
from tests.registrations.support import change_publication, kinds, mails, make_stage
from tests.reports.support import NOTHING, cases, decide, file, staff
from tests.support.factories import make_opportunity, make_staff

pytestmark = [pytest.mark.both_engines, pytest.mark.usefixtures("clock")]


def test_a_report_opens_a_case_with_the_thing_as_it_was_shown(db_app: Flask) -> None:
    stage = make_stage()
    file(stage, text="Der Preis ist falsch, siehe https://evil.example/x und www.evil.example.", name=" Erna  Alt ")
    with entered(Scope.city(stage.city.id)):
        case = report_case(stage.city.id, cases()[0].public_id)
        [report] = case.reports
        assert report.text == "Der Preis ist falsch, siehe […] und […]"
        assert (report.name, report.revision.title) == ("Erna Alt", stage.opportunity.title)
        assert (case.title, case.is_urgent, case.reports_count) == (stage.opportunity.title, False, 1)
    assert kinds() == []


def test_an_association_is_kept_as_it_stood(db_app: Flask) -> None:
    stage = make_stage()
    file(stage, association=True)
    with entered(Scope.city(stage.city.id)):
        [report] = report_case(stage.city.id, cases()[0].public_id).reports
    assert report.shown == {"name": stage.association.name, "purpose": stage.association.purpose}


def test_who_leaves_an_address_gets_a_receipt(db_app: Flask) -> None:
    stage = make_stage()
    file(stage, email="erna@leute.example")
    [mail] = mails()
    assert (mail.kind, mail.to_email) == ("report_received", "erna@leute.example")
    assert "/meldung/" in mail.body_text


def test_several_reports_on_one_thing_meet_in_one_case(db_app: Flask) -> None:
    stage = make_stage()
    other = make_opportunity(stage.city, stage.association, title="Anderes")
    file(stage)
    file(stage)
    file(stage, association=True)
    stage.opportunity = other
    file(stage)
    assert [case.reports_count for case in cases()] == [2, 1, 1]
    with entered(Scope.city(stage.city.id)):
        assert queue_count(stage.city.id) == 3
        assert sorted(item.reports for item in queue(stage.city.id).items) == [1, 1, 2]


def test_children_and_many_reports_are_urgent_and_stand_on_top(db_app: Flask) -> None:
    stage = make_stage()
    file(stage)
    file(stage, association=True, category=Category.CHILDREN)
    assert [case.is_urgent for case in cases()] == [False, True]
    assert [mail.to_email for mail in mails("report_urgent")] == ["ehrenamt@musterstadt.example"]
    with entered(Scope.city(stage.city.id)):
        assert queue(stage.city.id).items[0].title == stage.association.name
    for _ in range(rules.MANY - 1):
        file(stage)
    assert cases()[0].is_urgent
    assert len(mails("report_urgent")) == 2


def test_staff_hear_of_an_urgent_report_beside_the_desk(db_app: Flask) -> None:
    stage = make_stage()
    person = make_staff(stage.city)
    file(stage, category=Category.CHILDREN)
    told = [mail.to_email for mail in mails("report_urgent")]
    assert told == ["ehrenamt@musterstadt.example", person.email]


def test_the_same_within_a_day_joins_the_first(db_app: Flask, clock: Any) -> None:
    stage = make_stage()
    first = file(stage, text="Das ist falsch, wirklich.")
    again = file(stage, text="das ist  FALSCH, wirklich.")
    assert (again.report_id, again.is_repeated) == (first.report_id, True)
    mine = file(stage, email="erna@leute.example", text="Erste Meldung von mir.")
    more = file(stage, email="ERNA@leute.example", text="Zweite Meldung von mir.")
    assert (more.report_id, more.is_repeated) == (mine.report_id, True)
    assert (cases()[0].reports_count, kinds()) == (2, ["report_received"])
    clock.shift(timedelta(days=1, minutes=1))
    assert not file(stage, text="Das ist falsch, wirklich.").is_repeated


def test_what_was_decided_does_not_swallow_new_reports(db_app: Flask) -> None:
    stage = make_stage()
    file(stage)
    decide(stage, NOTHING, staff(stage))
    file(stage)
    assert len(cases()) == 2


def test_a_sentence_is_asked_for_except_where_the_choice_says_it_all(db_app: Flask) -> None:
    stage = make_stage()
    with pytest.raises(errors.TextMissing):
        file(stage, text="Falsch")
    file(stage, category=Category.GONE, text="")


def test_illegal_content_asks_for_good_faith(db_app: Flask) -> None:
    stage = make_stage()
    with pytest.raises(errors.NotConfirmed):
        file(stage, category=Category.ILLEGAL)
    file(stage, category=Category.ILLEGAL, is_sincere=True)
    assert cases()[0].reports_count == 1


def test_one_network_is_slowed_down(db_app: Flask, clock: Any) -> None:
    stage = make_stage()
    for _ in range(rules.THING_LIMIT):
        file(stage, network="192.0.2.1")
    with pytest.raises(errors.TooManyReports):
        file(stage, network="192.0.2.1")
    for turn in range(rules.NETWORK_LIMIT - rules.THING_LIMIT):
        stage.opportunity = make_opportunity(stage.city, stage.association, title=f"Angebot {turn}")
        file(stage, network="192.0.2.1")
    stage.opportunity = make_opportunity(stage.city, stage.association)
    with pytest.raises(errors.TooManyReports):
        file(stage, network="192.0.2.1")
    clock.shift(timedelta(hours=1, minutes=1))
    file(stage, network="192.0.2.1")


def test_what_a_city_never_showed_cannot_be_reported(db_app: Flask) -> None:
    stage, other = make_stage(), make_stage("anderstadt")
    stage.opportunity = make_opportunity(stage.city, stage.association, state=PublicationState.DRAFT)
    with pytest.raises(NotFound):
        file(stage)
    stage.opportunity = other.opportunity
    with pytest.raises(NotFound):
        file(stage)


def test_what_is_paused_can_be_reported(db_app: Flask) -> None:
    stage = make_stage()
    change_publication(stage.opportunity, state=PublicationState.PAUSED)
    file(stage)
    assert len(cases()) == 1


def test_reports_at_once_meet_in_one_case(app: Flask) -> None:
    with app.app_context():
        stage = make_stage()
        city_id, public_id = stage.city.id, stage.opportunity.public_id
        db.session.remove()
    start, problems = threading.Barrier(4), []

    def run(turn: int) -> None:
        with app.app_context(), entered(Scope.city(city_id)):
            try:
                start.wait()
                operations.file_report(
                    city_id, SubjectKind.OFFER, public_id, category=Category.WRONG, text=f"Das ist falsch, {turn}.",
                    network=f"198.51.{turn}.1", actor=ANONYMOUS,
                )  # fmt: skip
            except Exception as problem:
                problems.append(problem)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(turn,)) for turn in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems
    with app.app_context(), entered(SYSTEM):
        assert [case.reports_count for case in cases()] == [4]
