"""The list, the preview and what can be done with an opportunity."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask

from engagement.opportunities.enums import PublicationState as State
from tests.opportunities.workplace import Workplace, photo, stored
from tests.support import factories as make
from tests.support.client import CheckingClient


def test_pause_resume_withdraw_archive(app: Flask, work: Workplace) -> None:
    with app.app_context():
        opportunity = make.make_opportunity(work.city, work.association)
    address = f"{work.base}/{opportunity.public_id}/vorschau"
    for button, state in [("Pausieren", State.PAUSED), ("Wieder zeigen", State.PUBLISHED)]:
        work.client.submit(work.client.get(address), form="main form", button=button)
        assert stored(app)[1].state is state
    ask = work.client.get(f"{work.base}/{opportunity.public_id}/zurueckziehen")
    assert stored(app)[1].state is State.PUBLISHED
    work.client.submit(ask, {"reason": "Der See ist zu."}, button="Zurückziehen")
    assert stored(app)[1].state is State.WITHDRAWN
    work.client.submit(work.client.get(address), form="main form", button="Ja, archivieren")
    assert stored(app)[1].state is State.ARCHIVED
    assert work.client.get(f"{work.base}/{opportunity.public_id}/bearbeiten").status_code == 200


def test_the_list(app: Flask, work: Workplace, statements: Callable[..., Any]) -> None:
    def texts() -> str:
        return work.client.get(f"{work.base}/").visible_text

    assert "Neues Angebot" in texts()
    counts = []
    for many in (1, 2):
        with app.app_context():
            for _ in range(many):
                make.make_opportunity(work.city, work.association, shifts=2, title="Viele Hände")
        with statements() as seen:
            assert "Viele Hände" in texts()
        counts.append(len(seen))
    assert counts[0] == counts[1]
    with app.app_context():
        make.make_opportunity(work.city, work.association, state=State.DRAFT, title="Nur ein Entwurf")
    page = work.client.get(f"{work.base}/?stand=draft")
    assert [heading.text for heading in page.document.all("main h2")] == ["Nur ein Entwurf"]
    with app.app_context():
        make.make_opportunity(work.city, work.association, state=State.EXPIRED, title="Vorlesen", is_ongoing=True)
    over = work.client.get(f"{work.base}/?stand=expired").visible_text
    assert "Sehen Sie es durch und reichen Sie es wieder ein." in over and "Neue Termine" not in over
    assert work.client.get(f"{work.base}/?stand=unsinn&seite=99").status_code == 200


def test_other_peoples_offers_do_not_exist(app: Flask, work: Workplace, client: CheckingClient) -> None:
    with app.app_context():
        foreign = make.make_opportunity(work.city, make.make_association(work.city))
        other_city = make.make_city("anderswo")
        elsewhere = make.make_opportunity(other_city, work.association)
    for opportunity in (foreign, elsewhere):
        for path in ("bearbeiten", "vorschau", "zurueckziehen"):
            assert client.get(f"{work.base}/{opportunity.public_id}/{path}").status_code == 404
        for path in ("einreichen", "pausieren", "fortsetzen", "archivieren", "zurueckziehen", "bearbeiten"):
            assert client.post(f"{work.base}/{opportunity.public_id}/{path}").status_code == 404


def test_visitors_sign_in_first(app: Flask, work: Workplace, new_client: Callable[[], CheckingClient]) -> None:
    answer = new_client().get(f"{work.base}/neu")
    assert answer.status_code == 302
    assert "einloggen" in answer.location


def test_without_the_token_nothing_is_changed(app: Flask, work: Workplace, media_folder: Path) -> None:
    with app.app_context():
        opportunity = make.make_opportunity(work.city, work.association)
    base = f"{work.base}/{opportunity.public_id}"
    assert work.client.post(f"{base}/pausieren").status_code == 400
    assert work.client.post(f"{base}/einreichen").status_code == 400
    upload = {"picture": (photo(), "x.jpg"), "title": "y"}
    assert work.client.post(f"{base}/bearbeiten", data=upload).status_code == 422
    assert stored(app)[1].state is State.PUBLISHED
    assert not list(media_folder.glob("*.webp"))
