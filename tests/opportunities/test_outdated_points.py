"""A point that no longer fits: of an address before, or far from the town."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.core.scope import SYSTEM, entered
from engagement.extensions import db
from engagement.kernel.points import kilometres
from engagement.opportunities.enums import PublicationState as State
from engagement.opportunities.models import Opportunity
from engagement.opportunities.rules.points import far_away, frame_of, has_moved, is_outdated, middle_of
from tests.opportunities.workplace import ANSWERS, FORM, Workplace, stored
from tests.search.shelf import offer
from tests.support.document import form_values

HERE, ELSEWHERE, BERLIN = "49.03610, 8.70610", "49.04000, 8.71000", "52.52000, 13.40500"
PLACES = [(49.03 + step / 100, 8.70) for step in range(5)]
ADDRESS = {"street": "Marktplatz 1", "postcode": "75015", "town": "Bretten"}
NOTE = "Die Adresse ist neu, darum haben wir den alten Punkt entfernt."


@pytest.mark.parametrize(
    ("after", "moved"),
    [
        ({"street": "Hauptstraße 2"}, True),
        ({"postcode": "75031"}, True),
        ({"town": "Eppingen"}, True),
        ({"street": " marktplatz  1"}, False),
        ({"location_name": "Rathaus"}, False),
        ({"location_name": "Rathaus", "street": ""}, True),
        ({"street": "", "postcode": "", "town": ""}, False),
        ({}, False),
    ],
)
def test_another_address_is_another_place(after: dict[str, str], moved: bool) -> None:
    before = ADDRESS | {"location_name": "Gemeindehaus"}
    assert has_moved(before, before | after) is moved
    assert is_outdated(before | {"point": HERE}, before | after | {"point": HERE}) is moved


def test_what_is_said_more_closely_is_no_other_place() -> None:
    assert not has_moved({"location_name": "Rathaus"}, ADDRESS | {"location_name": "Rathaus"})
    assert not has_moved({"street": "Hauptstr. 2"}, {"street": "Hauptstraße 2"})


def test_a_point_that_was_set_anew_stays() -> None:
    moved = ADDRESS | {"town": "Eppingen"}
    assert not is_outdated(ADDRESS | {"point": HERE}, moved | {"point": ELSEWHERE})
    assert not is_outdated(ADDRESS | {"point": ""}, moved | {"point": ""})
    assert is_outdated(ADDRESS | {"point": HERE}, moved | {"point": "49.0361 8.7061"})


def test_a_town_lies_where_most_of_its_places_are() -> None:
    assert middle_of(PLACES[:4]) is None
    assert middle_of(PLACES[:4] * 3) is None  # many offers at one place are one place
    assert middle_of(PLACES) == pytest.approx((49.05, 8.70))
    shifted = middle_of([*PLACES, (52.52, 13.405)])
    assert shifted and kilometres(shifted, (49.05, 8.70)) < 2


def test_a_town_reaches_from_corner_to_corner_of_what_is_near() -> None:
    assert frame_of([]) is None
    assert frame_of(PLACES[:1]) == (PLACES[0], PLACES[0])
    assert frame_of([*PLACES, (52.52, 13.405)]) == (PLACES[0], PLACES[-1])
    assert frame_of([PLACES[0], (52.52, 13.405)]) == (PLACES[0], (52.52, 13.405))  # nobody knows which is wrong
    assert frame_of([*PLACES, (52.52, 13.405)], near_km=1000) == (PLACES[0], (52.52, 13.405))


def test_where_a_town_has_set_its_middle_that_counts() -> None:
    centre = (49.0361, 8.7061)
    assert far_away(BERLIN, "Bretten", [], centre)
    assert not far_away(HERE, "Bretten", [(52.52 + step / 100, 13.4) for step in range(5)], centre)


def test_a_point_far_from_the_town_is_said_with_its_distance() -> None:
    (gap,) = far_away(BERLIN, "Bretten", PLACES)
    assert (gap.field, gap.values["city"]) == ("point", "Bretten")
    assert 500 < int(str(gap.values["distance"])) < 540
    assert not far_away(HERE, "Bretten", PLACES)
    assert not far_away("49.30000, 8.70000", "Bretten", PLACES)  # 28 km
    assert far_away("49.35000, 8.70000", "Bretten", PLACES)  # 33 km
    assert not far_away(BERLIN, "Bretten", PLACES[:4])
    assert not far_away("am Rathaus", "Bretten", PLACES)


@pytest.fixture
def mapped(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], map_tiles="/kacheln/{z}/{x}/{y}.png"))


def begun(app: Flask, work: Workplace, **values: str) -> str:
    """A draft with address and point, and the path of its form."""
    page = work.client.get(f"{work.base}/neu")
    assert work.fill(page, ADDRESS | {"point": HERE} | values, button="Speichern").status_code == 303
    return f"{work.base}/{stored(app)[0].public_id}/bearbeiten"


def shown(app: Flask, work: Workplace, **values: Any) -> Opportunity:
    with app.app_context():
        return offer(work.city, work.association, **ADDRESS, **values)


def stored_point(app: Flask, public_id: str) -> str:
    with app.app_context(), entered(SYSTEM):
        point = db.session.scalar(sa.select(Opportunity.point).where(Opportunity.public_id == public_id))
        assert point is not None
        return point


@pytest.mark.parametrize("button", ["Speichern", "Einreichen"])
@pytest.mark.usefixtures("mapped")
def test_a_new_address_takes_the_old_point_away(app: Flask, work: Workplace, button: str) -> None:
    path = begun(app, work)
    page = work.client.get(path)
    answer = work.client.submit(page, {"street": "Hauptstraße 2"}, form=FORM, button=button, follow_redirects=True)
    opportunity, publication, _shifts = stored(app)
    assert (opportunity.street, opportunity.point) == ("Hauptstraße 2", "")
    assert publication.state is State.DRAFT
    assert NOTE in answer.document.one("#frage-wo .notice").text
    assert answer.document.one("#point")["value"] == ""
    assert ("noch nicht eingereicht" in answer.visible_text) is (button == "Einreichen")
    again = work.client.submit(answer, form=FORM, button="Einreichen", follow_redirects=True)
    assert "in Prüfung" in again.visible_text
    assert not again.document.all("#frage-wo .notice")


@pytest.mark.usefixtures("mapped")
def test_also_of_an_offer_that_people_see(app: Flask, work: Workplace) -> None:
    public_id = shown(app, work, title="Kuchen backen", point=HERE, contact_name="Helga").public_id
    page = work.client.get(f"{work.base}/{public_id}/bearbeiten")
    answer = work.client.submit(page, {"town": "Eppingen"}, form=FORM, button="Speichern", follow_redirects=True)
    assert NOTE in answer.document.one("#frage-wo .notice").text
    assert stored_point(app, public_id) == ""


@pytest.mark.usefixtures("mapped")
@pytest.mark.parametrize("values", [{"street": "Hauptstraße 2", "point": ELSEWHERE}, {"location_name": "Rathaus"}])
def test_otherwise_a_point_stays(app: Flask, work: Workplace, values: dict[str, str]) -> None:
    page = work.client.get(begun(app, work))
    answer = work.client.submit(page, values, form=FORM, button="Speichern", follow_redirects=True)
    assert stored(app)[0].point == values.get("point", HERE)
    assert not answer.document.all("#frage-wo .notice")


@pytest.mark.usefixtures("mapped")
def test_a_draft_that_saves_itself_does_not_bring_the_old_point_back(app: Flask, work: Workplace) -> None:
    page = work.client.get(begun(app, work))
    form = page.document.one("form.authoring")
    for _again in range(2):  # the page still holds the old point
        data = dict(form_values(form)) | {"street": "Hauptstraße 2", "version": str(stored(app)[0].version)}
        answer = work.client.post(form["data-autosave"], data=data)
        assert NOTE in answer.get_json()["text"]
        assert stored(app)[0].point == ""
    data |= {"point": ELSEWHERE, "version": str(stored(app)[0].version)}
    work.client.post(form["data-autosave"], data=data)
    assert stored(app)[0].point == ELSEWHERE


def test_without_maps_the_point_goes_and_nothing_is_said_of_it(app: Flask, work: Workplace) -> None:
    page = work.client.get(begun(app, work))
    answer = work.client.submit(
        page, {"street": "Hauptstraße 2"}, form=FORM, button="Einreichen", follow_redirects=True
    )
    assert stored(app)[0].point == ""
    assert "in Prüfung" in answer.visible_text
    assert "Punkt" not in answer.visible_text


@pytest.mark.usefixtures("mapped")
def test_a_point_far_from_the_towns_other_offers_is_refused(app: Flask, work: Workplace) -> None:
    far = shown(app, work, title="Weit weg", point=BERLIN, contact_name="Helga").public_id
    for number, (latitude, longitude) in enumerate(PLACES):
        shown(app, work, title=f"Angebot {number}", point=f"{latitude:.5f}, {longitude:.5f}")
    page = work.client.get(f"{work.base}/neu")
    answer = work.fill(page, {"point": "52.5200 13.4050"}, button="Speichern")
    assert answer.status_code == 422
    sentence = answer.document.one("#point-error").text
    assert "Kilometer" in sentence
    assert work.city.name in sentence
    assert answer.document.one("#point")["value"] == "52.5200 13.4050"
    assert answer.document.one("#title")["value"] == ANSWERS["title"]
    form = page.document.one("form.authoring")
    saved = work.client.post(form["data-autosave"], data=dict(form_values(form)) | {"title": "Hände", "point": BERLIN})
    assert "Punkt auf der Karte" in saved.get_json()["text"]
    assert (stored(app)[0].title, stored(app)[0].point) == ("Hände", "")
    # One that stands already is not in the way of other changes.
    page = work.client.get(f"{work.base}/{far}/bearbeiten")
    work.client.submit(page, {"title": "Weiter weg"}, form=FORM, button="Speichern", follow_redirects=True)
    assert stored_point(app, far) == BERLIN
