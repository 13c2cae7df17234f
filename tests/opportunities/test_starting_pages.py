"""How a new offer begins: empty, from a template, as a copy, like last year; and sent twice."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.core.scope import SYSTEM, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.opportunities.enums import PublicationState as State
from engagement.opportunities.models import Opportunity, Shift
from engagement.opportunities.starters.rules import shipped
from tests.opportunities.workplace import ANSWERS, FORM, Workplace, stored, value_of
from tests.support import factories as make
from tests.support.document import form_values


def number_of_offers(app: Flask) -> int:
    with app.app_context(), entered(SYSTEM):
        return db.session.scalar(sa.select(sa.func.count()).select_from(Opportunity)) or 0


def rows_of(page: Any) -> list[tuple[str, ...]]:
    """Day, from and to of each row."""
    values = form_values(page.document.one("form.authoring"))
    numbers = [name.split("-")[1] for name in values if name.startswith("shifts-") and name.endswith("-day")]
    return [
        tuple(values[f"shifts-{number}-{part}"][0] for part in ("day", "begins", "ends"))
        for number in numbers if number.isdecimal()
    ]  # fmt: skip


def test_beginning_asks_how(app: Flask, work: Workplace) -> None:
    with app.app_context():
        make.make_opportunity(work.city, work.association, title="Kuchen verkaufen", state=State.EXPIRED,
                              starts_in=-timedelta(days=300))  # fmt: skip
    page = work.client.get(f"{work.base}/")
    page = work.client.get(page.document.one(f"a[href={work.base}/anfangen]")["href"])
    for words in ("Leeres Formular", "Kuchen verkaufen", "Wie letztes Jahr", "Vorlesen", "Fahrdienst"):
        assert words in page.visible_text


@pytest.mark.parametrize("starter", shipped(), ids=lambda each: each.address)
def test_a_shipped_template_makes_an_offer(app: Flask, work: Workplace, starter: Any) -> None:
    page = work.client.get(f"{work.base}/neu?vorlage={starter.address}")
    assert page.document.one("#title")["value"] == starter.content["title"]
    when = {} if starter.content.get("is_ongoing") else ANSWERS
    answers = (
        {"location_name": "Gemeindehaus", "contact_phone": "07252 1234"} | when | {"title": starter.content["title"]}
    )
    answer = work.client.submit(page, answers, form=FORM, button="Einreichen")
    assert answer.location.split("?")[0].endswith("vorschau"), work.client.get(answer.location).visible_text
    opportunity, publication, _ = stored(app)
    assert publication.state is State.IN_REVIEW
    assert opportunity.fields == starter.content["fields"]
    assert opportunity.is_ongoing == starter.content.get("is_ongoing", False)


def test_a_template_that_does_not_exist_is_not_found(work: Workplace) -> None:
    for query in ("vorlage=nirgends", "kopie=nirgends", "wie=nirgends"):
        assert work.client.get(f"{work.base}/neu?{query}").status_code == 404


def test_another_association_is_not_copied(app: Flask, work: Workplace) -> None:
    with app.app_context():
        other = make.make_opportunity(work.city, make.make_association(work.city))
    for name in ("kopie", "wie"):
        assert work.client.get(f"{work.base}/neu?{name}={other.public_id}").status_code == 404


def test_a_copy_leaves_out_what_is_over_and_who_came(app: Flask, work: Workplace) -> None:
    with app.app_context():
        source = make.make_opportunity(work.city, work.association, title="Kuchen", skills="Backen", shifts=2,
                                       starts_in=-timedelta(days=3), min_age=16)  # fmt: skip
        with entered(SYSTEM), writing():
            db.session.execute(sa.update(Shift).values(taken=2))
    page = work.client.get(f"{work.base}/neu?kopie={source.public_id}")
    assert len(rows_of(page)) == 1
    assert number_of_offers(app) == 1  # nothing is saved before somebody says so
    answer = work.client.submit(page, {}, form=FORM, button="Speichern")
    assert answer.status_code == 303
    copy, publication, (shift,) = stored(app)
    assert copy.id != source.id
    assert (copy.title, copy.skills, copy.min_age, publication.state) == ("Kuchen", "Backen", 16, State.DRAFT)
    assert (shift.taken, publication.shown_revision_id) == (0, None)


def test_like_last_year_moves_to_the_same_weekdays_and_keeps_the_clock(app: Flask, work: Workplace) -> None:
    """Frozen at 4 May 2026. The clocks change between the two days, 20:00 stays 20:00."""
    with app.app_context():
        source = make.make_opportunity(work.city, work.association, title="Winterfest", state=State.EXPIRED, shifts=1,
                                       starts_in=timedelta(0))  # fmt: skip
        with entered(SYSTEM), writing():
            moment = utcnow().replace(year=2025, month=10, day=25, hour=18, minute=0)  # a Saturday, 20:00, summer time
            db.session.execute(sa.update(Shift).values(starts_at=moment, ends_at=moment + timedelta(hours=2)))
    page = work.client.get(f"{work.base}/neu?wie={source.public_id}")
    assert rows_of(page) == [("2026-10-24", "20:00", "22:00")]
    page = work.client.get(f"{work.base}/neu?wie={source.public_id}&jahr=2028")
    assert rows_of(page) == [("2028-10-28", "20:00", "22:00")]
    work.client.submit(page, {}, form=FORM, button="Speichern")
    shift = stored(app)[2][0]
    assert shift.starts_at.isoformat() == "2028-10-28T18:00:00+00:00"
    page = work.client.get(f"{work.base}/neu?wie={source.public_id}&jahr=1999")
    assert rows_of(page)[0][0] == "2026-10-24"


def test_like_last_year_of_an_ongoing_offer_moves_its_period(app: Flask, work: Workplace) -> None:
    with app.app_context():
        source = make.make_opportunity(work.city, work.association, is_ongoing=True, state=State.EXPIRED,
                                       starts_on=date(2025, 9, 1), ends_on=date(2026, 4, 30))  # fmt: skip
    page = work.client.get(f"{work.base}/neu?wie={source.public_id}")
    assert (value_of(page, "starts_on"), value_of(page, "ends_on")) == ("2026-09-01", "2027-04-30")


def test_a_form_sent_twice_makes_one_offer(app: Flask, work: Workplace) -> None:
    page = work.client.get(f"{work.base}/neu")
    first = work.fill(page, button="Speichern")
    second = work.fill(page, button="Speichern")
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location.split("?")[0] == second.location.split("?")[0]
    assert number_of_offers(app) == 1
    opportunity, _, shifts = stored(app)
    assert (opportunity.version, len(shifts)) == (1, 1)
    third = work.fill(page, button="Einreichen")
    fourth = work.fill(page, button="Einreichen", follow_redirects=True)
    assert third.status_code == 303
    assert "Eingereicht" in fourth.visible_text


def test_going_back_and_saving_again_changes_the_same_draft(app: Flask, work: Workplace) -> None:
    page = work.client.get(f"{work.base}/neu")
    work.fill(page, button="Speichern")
    work.fill(page, {"title": "Doch etwas anderes"}, button="Speichern")
    assert number_of_offers(app) == 1
    assert stored(app)[0].title == "Doch etwas anderes"
    stale = work.fill(page, {"title": "Ein drittes"}, button="Speichern")
    assert stale.status_code == 422
    assert "in einem anderen Fenster" in stale.visible_text
    saved = work.client.submit(stale, {}, form=FORM, button="Speichern")
    assert (saved.status_code, stored(app)[0].title, number_of_offers(app)) == (303, "Ein drittes", 1)


def test_own_templates_are_kept_used_and_deleted(app: Flask, work: Workplace) -> None:
    work.fill(work.client.get(f"{work.base}/neu"), {"skills": "Backen"}, button="Speichern")
    one = stored(app)[0].public_id
    preview = work.client.get(f"{work.base}/{one}/vorschau")
    keep = f"form[action={work.base}/{one}/als-vorlage]"
    kept = work.client.submit(preview, {"name": "Unser Fest"}, form=keep, follow_redirects=True)
    assert "Behalten." in kept.visible_text
    again = work.client.submit(preview, {"name": "unser fest"}, form=keep, follow_redirects=True)
    assert "gibt es schon" in again.visible_text
    nameless = work.client.submit(preview, {"name": " "}, form=keep, follow_redirects=True)
    assert "geben Sie der Vorlage einen Namen" in nameless.visible_text
    start = work.client.get(f"{work.base}/anfangen")
    page = work.client.get(start.document.all(".starters a")[0]["href"])
    assert page.document.one("#skills")["value"] == "Backen"
    assert page.document.one("#location_name")["value"] == "Gemeindehaus"
    assert rows_of(page) == [("", "", "")]
    gone = work.client.submit(start, {}, form="form.confirm__b", follow_redirects=True)
    assert "Unser Fest" not in gone.visible_text
