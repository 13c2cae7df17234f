"""The privacy page and the record of processing activities are made from the table."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from engagement.core.actor import CityRole
from engagement.workflows.retention import CLASSES, in_words
from tests.support.accounts import sign_in
from tests.support.factories import PASSWORD, make_city, make_staff, make_user

PRIVACY, RECORD = "/musterstadt/seite/datenschutz", "/musterstadt/stadt/verzeichnis"


@pytest.fixture
def city(app: Any) -> Any:
    from engagement.cities.models import CityPage
    from engagement.core.scope import SYSTEM, entered
    from engagement.core.transaction import writing
    from engagement.extensions import db

    with app.app_context():
        made = make_city(policies={"periods": {"registration_ended": 7}})
        with entered(SYSTEM), writing():
            source = "Davor.\n\n{data_classes}\n\n{anderes}"
            db.session.add(CityPage(city_id=made.id, slug="datenschutz", title="Datenschutz", source=source))
        make_staff(made, email="rat@stadt.example", password=PASSWORD, role=CityRole.MODERATOR)
        make_user("gast@leute.example", password=PASSWORD)
        return made


def names(app: Any) -> list[str]:
    with app.test_request_context("/"):
        return [str(each.name) for each in CLASSES]


def test_the_privacy_page_names_every_class_and_the_periods_of_this_city(app: Any, client: Any, city: Any) -> None:
    text = client.get(PRIVACY).visible_text
    for name in names(app):
        assert name in text
    assert "7 Tage" in text and "24 Monate" in text and "48 Stunden" in text
    assert "{data_classes}" not in text
    assert "{anderes}" in text, "what nobody knows stays as it was typed"


def test_in_english_the_table_speaks_english_also_on_a_page_in_german(client: Any, city: Any) -> None:
    page = client.get("/en" + PRIVACY)
    assert "Registrations whose date is over" in page.visible_text and "7 days" in page.visible_text
    assert "Zusagen, deren Termin" not in page.visible_text
    assert page.document.one("div.prose div[lang=en]")
    record = client.get("/en" + RECORD)
    assert record.status_code == 302


def test_a_new_city_begins_with_a_page_that_shows_the_table(app: Any) -> None:
    from engagement.cities.pages import ORDER, default_text, placeholders_in

    named = {slug for slug in ORDER if "data_classes" in placeholders_in(getattr(default_text(slug), "source", ""))}
    assert named == {"datenschutz"}


def test_staff_see_the_record_and_nobody_else(app: Any, new_client: Any, city: Any) -> None:
    staff, citizen, visitor = new_client(), new_client(), new_client()
    sign_in(staff, "musterstadt", "rat@stadt.example")
    sign_in(citizen, "musterstadt", "gast@leute.example")
    page = staff.get(RECORD)
    assert page.status_code == 200
    for name in names(app):
        assert name in page.visible_text
    assert "von Ihrer Stadt verkürzt" in page.visible_text
    assert citizen.get(RECORD).status_code == citizen.get(f"{RECORD}.csv").status_code == 404
    assert visitor.get(RECORD).status_code == visitor.get(f"{RECORD}.csv").status_code == 302


def test_the_record_is_a_table_for_a_spreadsheet(client: Any, city: Any) -> None:
    sign_in(client, "musterstadt", "rat@stadt.example")
    answer = client.get(f"{RECORD}.csv")
    lines = answer.text.splitlines()
    assert answer.mimetype == "text/csv" and lines[0].startswith("\ufeff")
    assert len(lines) == len(CLASSES) + 1
    assert all(len(line.split(";")) >= 10 for line in lines)


@pytest.mark.parametrize(
    ("period", "words"),
    [
        (None, "keine feste Frist"), (timedelta(0), "sofort"), (timedelta(hours=48), "48 Stunden"),
        (timedelta(hours=1), "1 Stunde"), (timedelta(days=7), "7 Tage"), (timedelta(days=30), "30 Tage"),
        (timedelta(days=183), "6 Monate"), (timedelta(days=365), "12 Monate"), (timedelta(days=730), "24 Monate"),
    ],
)  # fmt: skip
def test_periods_in_words(app: Any, period: timedelta | None, words: str) -> None:
    with app.test_request_context("/"):
        assert in_words(period) == words
