"""Blocking a person, as a team and the person herself see it."""

from __future__ import annotations

from typing import Any

from flask import Flask

from tests.registrations.support import Stagecraft, mails, make_stage
from tests.registrations.test_people_pages import address
from tests.support.actors import sign_in
from tests.support.factories import make_user


def listed(stage: Stagecraft) -> str:
    return f"/{stage.city.slug}/verein/{stage.association.public_id}/gesperrt"


def test_from_the_list_of_people_and_back(db_app: Flask, client: Any, new_client: Any) -> None:
    stage = make_stage()
    stage.guest(name="Udo Stör", email="stoert@leute.example")
    sign_in(db_app, client, stage.owner)
    people = client.get(address(stage))
    (link,) = [each.get("href") for each in people.document.all("a") if each.text == "Sperren: Udo Stör"]
    page = client.get(link)
    assert "Udo Stör hat bei Ihnen eine Zusage" in page.visible_text
    assert client.submit(page, {"reason": ""}, button="Sperren").status_code == 422
    done = client.submit(page, {"reason": "Hat geschimpft."}, button="Sperren", follow_redirects=True)
    assert "Udo Stör ist gesperrt. Eine Zusage ist abgesagt." in done.visible_text
    assert "„Hat geschimpft.“" in done.visible_text
    assert mails()[-1].to_email == "stoert@leute.example"
    again = client.submit(page, {"reason": "Noch einmal."}, button="Sperren")
    assert (again.status_code, "schon gesperrt" in again.visible_text) == (422, True)

    user, visitor = make_user("stoert@leute.example"), new_client()
    sign_in(db_app, visitor, user)
    offer = f"/{stage.city.slug}/mitmachen/{stage.opportunity.public_id}"
    form = visitor.get(f"{offer}/zusagen")
    if form.status_code == 404:
        form = visitor.get(next(a.get("href") for a in visitor.get(offer).document.all("a.kern-btn")))
    refused = visitor.submit(form, {"name": "Udo", "is_adult": "ja", "shift": stage.shift.public_id})
    assert refused.status_code == 422
    assert "Bei diesem Verein können Sie hier nicht zusagen." in refused.visible_text
    assert "geschimpft" not in refused.get_data(as_text=True)

    page = client.get(listed(stage))
    done = client.submit(page, button="Ja, aufheben", follow_redirects=True)
    assert "Niemand ist gesperrt" in done.visible_text
    assert visitor.submit(form, {"name": "Udo", "is_adult": "ja", "shift": stage.shift.public_id}).status_code == 303


def test_only_the_team_sees_the_list(db_app: Flask, client: Any) -> None:
    stage = make_stage()
    assert client.get(listed(stage)).status_code == 302
    sign_in(db_app, client, make_user())
    assert client.get(listed(stage)).status_code == 404


def test_whom_no_mail_reaches_is_called(db_app: Flask, client: Any) -> None:
    stage = make_stage()
    done = stage.register(name="Udo Stör", email="", phone="0171 3920012")
    sign_in(db_app, client, stage.owner)
    page = client.get(f"{address(stage)}/{done.registration_id}/sperren")
    assert not page.document.all("input[name=tells]")
    assert [each.text for each in page.document.all("main form a")] == ["0171 3920012"]
    assert client.submit(page, {"reason": "Hat geschimpft."}, button="Sperren").status_code == 303
