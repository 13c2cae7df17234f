"""What differs from Land to Land, and who has to check it."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask

from engagement.cities.models import City
from engagement.cities.pages import PageText, gaps_in
from engagement.cities.queries import page_entries
from engagement.core.scope import SYSTEM, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from tests.support.factories import make_city


def test_what_nobody_has_confirmed_the_staff_has_to_check(db_app: Flask) -> None:
    make_city()

    def gaps(land: str) -> set[str]:
        with entered(SYSTEM), writing():
            db.session.execute(sa.update(City).values(state_name=land))
        with entered(SYSTEM):
            city = db.session.scalars(sa.select(City)).one()
            (privacy,) = [entry for entry in page_entries(city) if entry.slug == "datenschutz"]
        return set(privacy.gaps)

    assert "data_ground" not in gaps("Bayern")
    assert "data_ground" in gaps("Hessen")
    own = PageText("Datenschutz", "Wir nutzen Daten nach § 3 HDSIG.")
    assert gaps_in(own, {}, {"data_ground"}) == [], "written down by the town, it is done"
