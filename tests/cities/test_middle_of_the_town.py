"""An administrator says once where the town lies; its maps open there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.cities.models import City
from engagement.core.actor import CityRole
from engagement.core.scope import SYSTEM, entered
from engagement.extensions import db
from tests.support.accounts import sign_in
from tests.support.factories import PASSWORD, make_city, make_staff

BOSS = "leitung@stadt.example"
HERE = "/musterstadt/stadt/einstellungen"
MIDDLE = "49.03610, 8.70610"


@pytest.fixture
def maps(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Turn the maps of the installation on, or off again."""

    def chosen(tiles: str) -> None:
        monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], map_tiles=tiles))

    with app.app_context():
        make_staff(make_city(), CityRole.ADMINISTRATOR, email=BOSS, password=PASSWORD)
    chosen("/kacheln/{z}/{x}/{y}.png")
    return chosen


def test_a_town_says_where_it_lies(app: Flask, client: Any, new_client: Any, maps: Any) -> None:
    sign_in(client, "musterstadt", BOSS)
    page = client.get(HERE)
    assert page.document.one("[data-map=pick]")["data-start"] == ""
    refused = client.submit(page, {"map_point": "am Marktplatz"})
    assert refused.status_code == 422
    assert "Diesen Punkt finden wir nicht in der Nähe." in refused.visible_text
    assert refused.document.one("input[name=map_point]")["value"] == "am Marktplatz"
    assert client.submit(refused, {"map_point": "geo:49.0361,8.7061"}).status_code == 303
    assert client.get(HERE).document.one("input[name=map_point]")["value"] == MIDDLE
    assert new_client().get("/musterstadt/mitmachen/").document.one("[data-map]")["data-start"] == f"{MIDDLE}, 13"


def test_without_maps_the_middle_stays_as_it_was(app: Flask, client: Any, maps: Any) -> None:
    maps("")
    with app.app_context(), entered(SYSTEM):
        db.session.execute(sa.update(City).values(map_point=MIDDLE))
        db.session.commit()
    sign_in(client, "musterstadt", BOSS)
    page = client.get(HERE)
    assert page.document.one("input[name=map_point]")["type"] == "hidden"
    assert client.submit(page, {"intro": "Wir packen an."}).status_code == 303
    with app.app_context(), entered(SYSTEM):
        assert tuple(db.session.execute(sa.select(City.map_point, City.intro)).one()) == (MIDDLE, "Wir packen an.")
