"""The yearly report for the council, on a real database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.attendance import operations as attendance
from engagement.attendance.operations import Tick
from engagement.cities.enums import Figure
from engagement.cities.models import City, CityFigure
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.kernel.clock import today
from engagement.registrations.models import Registration
from engagement.workflows.council import YearlyReport, keep_figures, yearly_report, years_of
from engagement.workflows.council.counting import months_before
from engagement.workflows.retention import delete_due
from tests.registrations.support import Stagecraft, change, make_stage
from tests.support.actors import sign_in
from tests.support.factories import make_staff
from tests.support.statements import statements

pytestmark = pytest.mark.usefixtures("clock")


def over(clock: Any, **values: Any) -> Stagecraft:
    """A date that is over, with a guest and a group of three."""
    stage = make_stage(**values)
    stage.guest(name="Hanna Keller")
    stage.guest(name="Klasse 9", party_size=3)
    clock.move_to(stage.shift.ends_at + timedelta(hours=3))
    return stage


def report_of(stage: Stagecraft, year: int | None = None) -> YearlyReport:
    with entered(Scope.city(stage.city.id)):
        city = db.session.scalars(sa.select(City).where(City.id == stage.city.id)).one()
        return yearly_report(city, year or today(city.zone).year)


def keep() -> int:
    with entered(SYSTEM):
        return keep_figures()


@pytest.mark.both_engines
def test_who_had_a_place_counts_until_somebody_notes_who_was_there(db_app: Flask, clock: Any) -> None:
    stage = over(clock)
    found = report_of(stage).total
    assert (found[Figure.TURNS], found[Figure.DATES], found[Figure.MINUTES]) == (4, 1, 0)
    with entered(SYSTEM):
        ids = db.session.execute(
            sa.select(Registration.public_id, Registration.party_size).order_by(Registration.party_size)
        ).all()
    ticks = [Tick(public_id, people == 3, people, 120 if people == 3 else None) for public_id, people in ids]
    with entered(Scope.association(stage.association.id)):
        attendance.tick(stage.shift.public_id, ticks, actor=stage.owner_actor)
    found = report_of(stage).total
    assert (found[Figure.TURNS], found[Figure.MINUTES]) == (3, 360)


def test_a_date_to_come_and_another_town_do_not_count(db_app: Flask, clock: Any) -> None:
    stage = make_stage()
    stage.guest()
    assert report_of(stage).total[Figure.TURNS] == 0
    other = make_stage("anderswo")
    clock.move_to(stage.shift.ends_at + timedelta(hours=3))
    assert report_of(stage).total[Figure.TURNS] == 1
    assert report_of(other).total[Figure.TURNS] == 0


@pytest.mark.both_engines
def test_figures_stay_when_the_people_are_deleted(db_app: Flask, clock: Any) -> None:
    stage = over(clock)
    year = today().year
    assert keep() > 0
    assert keep() == 0  # a second run finds the same
    clock.shift(timedelta(days=500))
    with entered(SYSTEM):
        while delete_due():
            pass
        assert db.session.scalar(sa.select(sa.func.count(Registration.id))) == 0
    keep()
    assert report_of(stage, year).total[Figure.TURNS] == 4


def test_a_month_begins_on_the_clock_of_the_town(db_app: Flask, clock: Any) -> None:
    stage = make_stage()
    done = stage.guest()
    with entered(SYSTEM):
        row = db.session.scalars(sa.select(Registration).where(Registration.public_id == done.registration_id)).one()
    # Half past midnight on the first of July in Germany is still June in UTC.
    year = today().year + 1
    change(Registration, row.id, shift_id=None, confirmed_at=_utc(f"{year}-06-30T22:30:00"))
    clock.move_to(_utc(f"{year}-08-01T12:00:00"))
    months = dict(report_of(stage, year).months)
    assert (months[date(year, 6, 1)][Figure.INTERESTS], months[date(year, 7, 1)][Figure.INTERESTS]) == (0, 1)


def test_of_a_state_the_last_month_counts(db_app: Flask, clock: Any) -> None:
    stage = make_stage()
    before = today().year - 1
    with entered(SYSTEM), writing():
        for month, value in ((3, 7), (11, 5)):
            db.session.add(
                CityFigure(city_id=stage.city.id, month=date(before, month, 1), figure=Figure.ASSOCIATIONS, value=value)
            )
            db.session.add(
                CityFigure(city_id=stage.city.id, month=date(before, month, 1), figure=Figure.TURNS, value=value)
            )
    found = report_of(stage, before)
    assert (found.total[Figure.ASSOCIATIONS], found.total[Figure.TURNS], found.is_over) == (5, 12, True)
    assert report_of(stage).before[Figure.TURNS] == 12
    with entered(Scope.city(stage.city.id)):
        assert years_of(stage.city) == [before + 1, before]


def test_months_are_counted_back_and_forth() -> None:
    assert months_before(date(2026, 1, 1), 1) == date(2025, 12, 1)
    assert months_before(date(2026, 12, 1), -1) == date(2027, 1, 1)
    assert months_before(date(2026, 3, 1), 14) == date(2025, 1, 1)


def test_the_staff_find_the_report_print_it_and_take_it_along(db_app: Flask, client: Any, clock: Any) -> None:
    stage = over(clock)
    sign_in(db_app, client, make_staff(stage.city))
    desk = client.get("/musterstadt/stadt/")
    assert any(link["href"] == "/musterstadt/stadt/jahresbericht" for link in desk.document.all("a"))
    with statements() as seen:
        page = client.get("/musterstadt/stadt/jahresbericht")
    assert "Einsätze" in page.document.text and "Hanna Keller" not in page.document.text
    assert len(seen) < 30
    year = today().year
    table = client.get(f"/musterstadt/stadt/jahresbericht/{year}.csv")
    assert table.data.decode("utf-8-sig").splitlines()[-1].startswith(f'"Jahr {year}";"4"')
    assert client.get(f"/musterstadt/stadt/jahresbericht/{year}.xlsx").data[:2] == b"PK"
    assert client.get(f"/musterstadt/stadt/jahresbericht/{year}.pdf").data[:5] == b"%PDF-"
    for unknown in (f"jahresbericht/{year}.exe", "jahresbericht/1999.csv", "jahresbericht?jahr=1999"):
        assert client.get(f"/musterstadt/stadt/{unknown}").status_code == 404


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
