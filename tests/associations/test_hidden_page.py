"""What the public page of an association says while its town does not show it."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.accounts.queries import actor_of
from engagement.associations.enums import ListingState, SuspensionGround
from engagement.associations.models import Listing
from engagement.associations.operations import refuse_listing, suspend_listing, verify_listing
from engagement.core.scope import SYSTEM, entered
from engagement.extensions import db
from tests.support import factories as make
from tests.support.client import CheckingClient

FACTS = "Am 3. Mai war zum dritten Mal niemand am Treffpunkt."


class Town:
    """A town and an association in it that has asked to be shown."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context():
            self.city = make.make_city("musterstadt")
            self.one = make.make_association(self.city, name="Chor Süd", owner=make.make_user())
            self.staff = make.make_staff(self.city).id
        self.address = f"/musterstadt/vereine/{self.one.public_id}"
        with app.app_context(), entered(SYSTEM):
            listing = db.session.scalars(sa.select(Listing)).one()
            self.listing = listing.id
            listing.state, listing.verified_at = ListingState.UNVERIFIED, None
            db.session.commit()

    def decide(self, operation: Any, **values: Any) -> None:
        with self.app.app_context(), entered(SYSTEM):
            operation(self.listing, actor=actor_of(self.staff), **values)


@pytest.fixture
def town(app: Flask) -> Town:
    return Town(app)


def test_what_was_shown_says_that_it_is_hidden_without_name_or_reason(town: Town, client: CheckingClient) -> None:
    town.decide(verify_listing)
    assert client.get(town.address).status_code == 200
    town.decide(suspend_listing, ground=SuspensionGround.WRONG_DATA, facts=FACTS)
    page = client.get(town.address)
    assert page.status_code == 404
    assert page.document.one("h1").text == "Dieser Verein ist zurzeit nicht zu sehen"
    assert "gilt Ihre Zusage weiter" in page.visible_text
    assert "Chor Süd" not in page.text
    assert FACTS not in page.text
    assert page.document.one('meta[name="robots"]')["content"] == "noindex"


def test_a_refused_newcomer_was_never_there(town: Town, client: CheckingClient) -> None:
    town.decide(refuse_listing, reason="Das ist kein Verein.")
    page = client.get(town.address)
    assert page.status_code == 404
    assert page.document.one("h1").text != "Dieser Verein ist zurzeit nicht zu sehen"


def test_a_newcomer_suspended_before_anybody_saw_it_was_never_there(town: Town, client: CheckingClient) -> None:
    town.decide(suspend_listing, ground=SuspensionGround.WRONG_DATA, facts=FACTS)
    assert "zurzeit nicht zu sehen" not in client.get(town.address).visible_text
