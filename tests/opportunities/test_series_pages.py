"""Series in the form and on their page: suggested, ticked, added; later changed or cancelled together."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.core.scope import SYSTEM, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.kernel.clock import local
from engagement.opportunities.models import Shift
from engagement.opportunities.operations.series import change_series, close_series
from engagement.opportunities.rules.errors import CapacityBelowTaken, InvalidContent, SeriesOver
from tests.opportunities.test_starting_pages import rows_of
from tests.opportunities.workplace import ANSWERS, FORM, Workplace, stored, value_of
from tests.opportunities.world import World, in_days, shifts, take
from tests.support import factories as make
from tests.support.client import Page

RULE = {
    "series-rhythm": "weekly", "series-every": "1", "series-first": "2026-12-04", "series-count": "4",
    "series-begins": "20:00", "series-ends": "22:00", "series-no_public_holidays": "y", "shifts-0-day": "",
    "shifts-0-begins": "", "shifts-0-ends": "",
}  # fmt: skip


def suggested(page: Page) -> list[str]:
    return [box["value"] for box in page.document.all("#suggestion input")]


def propose(work: Workplace, **changes: str) -> Page:
    return work.fill(work.client.get(f"{work.base}/neu"), RULE | changes, button="propose")


def test_dates_are_suggested_ticked_and_added(app: Flask, work: Workplace) -> None:
    page = propose(work)
    assert suggested(page) == ["2026-12-04", "2026-12-11", "2026-12-18", "2027-01-08"]
    assert "Fällt aus: Fr., 25. Dezember 2026 (Erster Weihnachtstag), Fr., 1. Januar 2027 (Neujahr)" in " ".join(
        page.visible_text.split()
    )
    page = work.client.submit(page, {"series-days": ["2026-12-04", "2026-12-18"]}, form=FORM, button="take")
    assert "2 Termine dazugekommen." in page.visible_text
    assert rows_of(page) == [("2026-12-04", "20:00", "22:00"), ("2026-12-18", "20:00", "22:00")]
    assert value_of(page, "series-first") == ""
    done = work.client.submit(page, {}, form=FORM, button="Einreichen", follow_redirects=True)
    assert "Eingereicht" in done.visible_text
    first, second = stored(app)[2]
    assert first.series == second.series is not None
    assert [local(shift.starts_at).hour for shift in (first, second)] == [20, 20]


def test_dates_that_are_there_are_not_suggested_again(work: Workplace) -> None:
    page = propose(work, **{"shifts-0-day": "2026-12-11", "shifts-0-begins": "20:00", "shifts-0-ends": "22:00"})
    assert suggested(page) == ["2026-12-04", "2026-12-18", "2027-01-08"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"series-first": ""}, "series-first"),
        ({"series-first": "gestern"}, "series-first"),
        ({"series-count": ""}, "series-until"),
        ({"series-count": "", "series-until": "2040-01-01"}, "series-until"),
        ({"series-ends": ""}, "series-ends"),
        ({"series-every": "0"}, "series-every"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(work: Workplace, changes: dict[str, str], field: str) -> None:
    page = propose(work, **changes)
    assert [link["href"] for link in page.document.all(".errors a")] == [f"#{field}"]
    assert page.document.one(f"#{field}-error")


def test_a_rule_is_not_lost_unsaid(work: Workplace) -> None:
    page = work.fill(work.client.get(f"{work.base}/neu"), RULE | ANSWERS, button="Speichern")
    assert page.status_code == 422
    assert "noch nicht übernommen" in page.visible_text
    nothing = work.client.submit(propose(work), {"series-days": []}, form=FORM, button="take")
    assert "mindestens einen Termin" in nothing.visible_text


def series_of(world: World, *days: int) -> tuple[str, list[Shift]]:
    public_id = world.draft(days=())
    world.save(public_id, shifts=[in_days(day, series="reihe") for day in days])
    return public_id, shifts(public_id)


def change(world: World, public_id: str, **values: Any) -> Any:
    given = {"begins": time(18), "ends": time(19, 30), "capacity": 7, "note": "Saal"} | values
    return change_series(public_id, "reihe", actor=world.editor, **given)


@pytest.mark.both_engines
def test_all_coming_dates_change_together_and_people_keep_their_time(world: World) -> None:
    public_id, (first, second, third) = series_of(world, 3, 10, 17)
    take(second, 2)
    done = change(world, public_id)
    assert (done.changed, done.kept_time) == (3, 1)
    after = shifts(public_id)
    assert [local(shift.starts_at).hour for shift in after] == [18, local(second.starts_at).hour, 18]
    assert {(shift.capacity, shift.note) for shift in after} == {(7, "Saal")}
    assert [local(a.starts_at).date() for a in after] == [local(b.starts_at).date() for b in (first, second, third)]


def test_refusals_of_a_change(world: World) -> None:
    public_id, (first, _) = series_of(world, 3, 10)
    take(first, 3)
    with pytest.raises(CapacityBelowTaken):
        change(world, public_id, capacity=2)
    for wrong in ({"capacity": 0}, {"note": "x" * 121}, {"ends": time(18)}):
        with pytest.raises(InvalidContent):
            change(world, public_id, **wrong)
    for operation in (lambda: change_series(public_id, "andere", begins=time(1), ends=time(2), capacity=1, note="",
                                            actor=world.editor),
                      lambda: close_series(public_id, "andere", actor=world.editor)):  # fmt: skip
        with pytest.raises(SeriesOver):
            operation()


def test_a_draft_loses_the_dates_of_a_cancelled_series(world: World) -> None:
    public_id, _ = series_of(world, 3, 10)
    close_series(public_id, "reihe", actor=world.editor)
    assert shifts(public_id) == []


def test_a_series_is_changed_and_cancelled_in_the_browser(app: Flask, work: Workplace) -> None:
    with app.app_context():
        offer = make.make_opportunity(work.city, work.association, shifts=3)
        with entered(SYSTEM), writing():
            db.session.execute(sa.update(Shift).values(series="reihe"))
    edit = work.client.get(f"{work.base}/{offer.public_id}/bearbeiten")
    assert "3 kommende Termine einer Serie" in edit.visible_text
    (link,) = [each for each in edit.document.all("main a") if "alle zusammen ändern" in each.text]
    page = work.client.get(link["href"])
    changed = work.client.submit(page, {"places": "9"}, form="form.fields", button="Alle ändern", follow_redirects=True)
    assert "3 Termine sind geändert." in changed.visible_text
    assert {shift.capacity for shift in stored(app)[2]} == {9}
    wrong = work.client.submit(page, {"begins": "abends", "places": ""}, form="form.fields", button="Alle ändern")
    assert wrong.status_code == 422
    gone = work.client.submit(page, {"reason": "Die Halle ist zu."}, form="form.confirm__b", follow_redirects=True)
    assert "3 Termine sind abgesagt." in gone.visible_text
    assert all(shift.cancelled_at for shift in stored(app)[2])
    assert work.client.get(f"{work.base}/{offer.public_id}/serie/reihe").status_code == 404
