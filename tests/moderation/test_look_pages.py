"""The staff's pages of differences, the later look and trust."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engagement.core.scope import SYSTEM, entered
from engagement.extensions import db
from engagement.opportunities import operations as act
from engagement.opportunities.enums import PublicationState as State
from engagement.opportunities.models import Publication
from tests.opportunities.world import World, publication
from tests.support.actors import sign_in
from tests.support.client import CheckingClient

HEADING = "Schon online, bitte einmal ansehen"


@pytest.fixture
def desk(app: Flask, client: CheckingClient, clock: Any) -> World:
    with app.app_context(), entered(SYSTEM):
        from engagement.accounts.models import User

        world = World()
        staff = db.session.scalars(sa.select(User).where(User.id == world.moderator.user_id)).one()
        db.session.expunge_all()
    sign_in(app, client, staff)
    return world


def address(app: Flask, public_id: str) -> str:
    with app.app_context(), entered(SYSTEM):
        return f"/musterstadt/stadt/pruefen/opportunity/{publication(public_id).public_id}"


def test_the_case_shows_what_differs(app: Flask, desk: World, client: CheckingClient) -> None:
    with app.app_context(), entered(SYSTEM):
        public_id = desk.published(description_html="<p>Wir backen am Montag.</p>", target_groups=["everyone"])
        desk.save(
            public_id,
            description_html="<p>Wir backen am Freitag.</p><ul><li>mit Kaffee</li></ul>",
            target_groups=["everyone", "families"],
            min_age=16,
        )
        act.submit(public_id, actor=desk.editor)
    page = client.get(address(app, public_id))
    rows = [row for row in page.document.all("section.diff dl div") if row.all("dd ins")]
    changes = {row.one("dt").text: row.one("dd") for row in rows}
    assert set(changes) == {"Beschreibung", "Für wen?", "Mindestalter"}
    (gone,) = changes["Beschreibung"].all("del")
    assert gone.text == "gestrichen: Montag Ende des gestrichenen Textes"
    assert "Freitag" in changes["Beschreibung"].all("ins")[0].text
    assert "mit Kaffee" in changes["Beschreibung"].text
    assert "16" in changes["Mindestalter"].text
    # What did not change is there, folded away.
    whole = page.document.one("details.further")
    assert "open" not in whole.attributes
    assert "Gemeindehaus" in whole.text


def test_looking_later_from_the_queue(app: Flask, desk: World, client: CheckingClient) -> None:
    with app.app_context(), entered(SYSTEM):
        ids = [desk.published(title=f"Hände {number}") for number in range(2)]
        for public_id in ids:
            desk.save(public_id, bring_along="Schürze")
            act.submit(public_id, actor=desk.editor)
    page = client.get("/musterstadt/stadt/")
    assert HEADING in page.visible_text
    assert page.document.one("#looks").text.endswith("2")
    page = client.submit(page, form="ul.looks li form", button="Gesehen", follow_redirects=True)
    assert page.document.one("#looks").text.endswith("1")
    with app.app_context(), entered(SYSTEM):
        waiting = db.session.scalars(sa.select(Publication.look_since)).all()
        assert waiting.count(None) == 1
    case = client.get(address(app, ids[1]))
    assert "Was sich online geändert hat" in case.visible_text


def test_taking_offline_from_the_case(app: Flask, desk: World, client: CheckingClient) -> None:
    with app.app_context(), entered(SYSTEM):
        public_id = desk.published()
        desk.save(public_id, bring_along="Schürze")
        act.submit(public_id, actor=desk.editor)
    case = client.get(address(app, public_id))
    form = {field.get("name"): field.get("value", "") for field in case.document.all("form#decision input")}
    short = client.post(case.request.path, data=form | {"verdict": "reject", "reason": "weg"})
    assert short.status_code == 422
    assert "ganzen Satz" in short.visible_text
    reason = "Das ist eine Werbeveranstaltung und kein Ehrenamt."
    client.post(case.request.path, data=form | {"verdict": "reject", "reason": reason})
    with app.app_context(), entered(SYSTEM):
        assert publication(public_id).state is State.REJECTED
    again = client.post(case.request.path, data=form | {"verdict": "approve"})
    assert again.status_code == 409
    broken = client.post(case.request.path, data=form | {"verdict": "approve", "since": "gestern"})
    assert broken.status_code == 409


def test_trusting_on_the_page_of_the_association(app: Flask, desk: World, client: CheckingClient) -> None:
    page = client.get(f"/musterstadt/stadt/vereine/{desk.association.public_id}")
    page = client.submit(page, form="section.panel form", button="Diesem Verein vertrauen", follow_redirects=True)
    assert "Sie vertrauen diesem Verein." in page.visible_text
    page = client.submit(page, form="section.panel form", button="Wieder zuerst prüfen", follow_redirects=True)
    assert "Diesem Verein vertrauen" in page.visible_text
