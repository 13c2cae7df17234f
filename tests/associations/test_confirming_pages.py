"""The page behind the yearly mail: it opens without a sign-in, and only its button acts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from engagement.associations.operations import ask_for_confirmation
from engagement.core.scope import SYSTEM, entered
from tests.associations.test_pages import Town
from tests.support.accounts import link_in, mails_to
from tests.support.actors import sign_in
from tests.support.client import CheckingClient


@pytest.fixture
def town(app: Flask, clock: Any) -> Town:
    return Town(app)


def ask(town: Town, clock: Any) -> str:
    clock.shift(timedelta(days=366))
    with town.app.app_context(), entered(SYSTEM):
        assert ask_for_confirmation() == 1
    return link_in(mails_to(town.app, town.me.email)[-1], "/verein/angaben/")


def open_since(town: Town) -> Any:
    import sqlalchemy as sa

    from engagement.associations.models import Association

    (one,) = town.read(sa.select(Association).where(Association.id == town.mine.id))
    return one.ask_open_since


def test_looking_changes_nothing_and_the_button_confirms(town: Town, client: CheckingClient, clock: Any) -> None:
    link = ask(town, clock)
    page = client.get(link)
    assert "chor@verein.example" in page.visible_text
    assert open_since(town) is not None
    done = client.submit(page, button="Ja, alles stimmt", follow_redirects=True)
    assert "Danke. In einem Jahr fragen wir wieder." in done.visible_text
    assert "Sie müssen nichts tun." in done.visible_text
    assert done.document.one("h1").text == "Diese Angaben sind bestätigt"
    assert open_since(town) is None


def test_the_link_ends_and_cannot_be_made_up(town: Town, client: CheckingClient, clock: Any) -> None:
    link = ask(town, clock)
    assert client.get(link[:-3] + "abc").status_code == 400
    clock.shift(timedelta(days=181))
    assert client.get(link).status_code == 410


def test_silence_is_said_quietly_and_the_team_is_asked_in_the_workplace(
    town: Town, client: CheckingClient, clock: Any, new_client: Any
) -> None:
    ask(town, clock)
    address = f"/musterstadt/vereine/{town.mine.public_id}"
    assert "zuletzt bestätigt" not in client.get(address).visible_text
    clock.shift(timedelta(days=60))
    assert "Vom Verein zuletzt bestätigt am" in client.get(address).visible_text
    owner, staff = new_client(), new_client()
    sign_in(town.app, owner, town.me)
    page = owner.get(town.work())
    assert "Stimmen Ihre Angaben noch?" in page.visible_text
    page = owner.get(page.document.one(".notice a").get("href"))
    sign_in(town.app, staff, town.moderator)
    listed = staff.get("/musterstadt/stadt/vereine?stand=unbestaetigt")
    assert "Chor Süd" in listed.visible_text and "Ökohaus" not in listed.visible_text
    owner.submit(page, button="Ja, alles stimmt")
    assert "Chor Süd" not in staff.get("/musterstadt/stadt/vereine?stand=unbestaetigt").visible_text
    assert "zuletzt bestätigt" not in client.get(address).visible_text
