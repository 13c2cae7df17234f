"""Calendars to follow and to keep, as calendar programs get them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from icalendar import Event

from engagement.core.actor import ANONYMOUS
from engagement.core.scope import SYSTEM, Scope, entered
from engagement.core.transaction import writing
from engagement.extensions import db
from engagement.kernel.clock import utcnow
from engagement.opportunities.enums import PublicationState
from engagement.opportunities.models import Shift
from engagement.registrations import operations
from engagement.registrations.calendars import registration_uid
from engagement.registrations.enums import RegistrationState
from engagement.registrations.links import calendar_address, registration_token
from engagement.registrations.models import Registration
from engagement.registrations.queries.calendar import owner_of_account, owner_of_registration
from engagement.workflows.cancel_shift import cancel_shift
from tests.registrations.support import Stagecraft, change, change_publication, make_stage, registration
from tests.support.actors import sign_in
from tests.support.calendars import event_of, events_of, read_calendar
from tests.support.factories import make_association, make_city, make_opportunity, make_user

pytestmark = pytest.mark.usefixtures("clock")


def feed(client: Any, address: str) -> list[Event]:
    answer = client.get(address.removeprefix("http://mitmachen.test"))
    assert answer.status_code == 200 and answer.mimetype == "text/calendar", answer.status
    return events_of(read_calendar(answer.get_data(as_text=True)))


def own_address(user_id: int) -> str:
    with entered(SYSTEM):
        return calendar_address(owner_of_account(user_id))


def guest_address(registration_id: str) -> str:
    with entered(SYSTEM):
        return calendar_address(owner_of_registration(registration_id))


def test_a_town_shows_the_dates_of_published_offers_alone(db_app: Flask, client: Any) -> None:
    stage = make_stage(title="Kuchen; Kaffee, Tee", contact_email="helga@verein.example", contact_phone="0157 00004711")
    make_opportunity(stage.city, stage.association, is_ongoing=True)
    make_opportunity(stage.city, stage.association, state=PublicationState.DRAFT)
    other = make_city("andernorts")
    make_opportunity(other, make_association(other))
    stage.guest(name="Hanna Keller")
    answer = client.get("/musterstadt/termine.ics")
    text = answer.get_data(as_text=True)
    found = events_of(read_calendar(text))
    assert {event["uid"] for event in found} == {f"termin-{s.public_id}@mitmachen.test" for s in stage.shifts}
    assert {str(event["summary"]) for event in found} == {f"Kuchen; Kaffee, Tee ({stage.association.name})"}
    assert all(stage.opportunity.public_id in event["url"] for event in found)
    assert "Hanna" not in text and "helga" not in text and "4711" not in text  # neither people nor hidden contacts
    again = client.get("/musterstadt/termine.ics", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_what_a_town_does_not_show_is_in_no_calendar(db_app: Flask, client: Any) -> None:
    stage = make_stage()
    path = f"/musterstadt/vereine/{stage.association.public_id}/termine.ics"
    assert len(feed(client, path)) == len(stage.shifts)
    change_publication(stage.opportunity, state=PublicationState.PAUSED)
    assert feed(client, path) == [] and feed(client, "/musterstadt/termine.ics") == []
    other = make_city("andernorts")
    assert client.get(f"/{other.slug}/vereine/{stage.association.public_id}/termine.ics").status_code == 404
    assert client.get(f"/musterstadt/vereine/{make_association(other).public_id}/termine.ics").status_code == 404


def test_a_change_of_a_date_raises_the_sequence_and_a_cancelled_one_is_struck_out(db_app: Flask, client: Any) -> None:
    stage = make_stage()
    path = f"/musterstadt/mitmachen/{stage.opportunity.public_id}/termine/{stage.shift.public_id}.ics"
    first = event_of(client.get(path).get_data(as_text=True))
    with entered(SYSTEM), writing():
        db.session.get_one(Shift, stage.shift.id).starts_at = stage.shift.starts_at - timedelta(hours=1)
    second = event_of(client.get(path).get_data(as_text=True))
    assert second["uid"] == first["uid"] and second["sequence"] > first["sequence"]
    assert second.start == first.start - timedelta(hours=1)
    with entered(Scope.association(stage.association.id)):
        cancel_shift(stage.opportunity.public_id, stage.shift.public_id, reason="", actor=stage.owner_actor)
    third = event_of(client.get(path).get_data(as_text=True))
    assert third["status"] == "CANCELLED" and third["sequence"] > second["sequence"]


def test_a_date_of_another_offer_is_not_found(db_app: Flask, client: Any) -> None:
    here, there = make_stage(), make_stage("andernorts")
    wrong = f"/musterstadt/mitmachen/{here.opportunity.public_id}/termine/{there.shift.public_id}.ics"
    assert client.get(wrong).status_code == 404


def test_an_account_follows_its_dates_of_all_towns(db_app: Flask, client: Any) -> None:
    here, there = make_stage(approval_required=True), make_stage("andernorts")
    later = {"starts_at": there.shift.starts_at + timedelta(days=7), "ends_at": there.shift.ends_at + timedelta(days=7)}
    change(Shift, there.shift.id, **later)
    person = make_user(name="Mara Muster")
    with entered(SYSTEM):
        from engagement.accounts.queries import actor_of

        actor = actor_of(person.id)
    asked, confirmed = here.register(actor=actor), there.register(actor=actor)
    here.guest()
    found = {str(event["uid"]): event for event in feed(client, own_address(person.id))}
    assert set(found) == {f"zusage-{done.registration_id}@mitmachen.test" for done in (asked, confirmed)}
    assert found[f"zusage-{asked.registration_id}@mitmachen.test"]["status"] == "TENTATIVE"
    assert all("/zusage/" not in event.to_ical().decode() for event in found.values())  # the provider reads along
    with entered(Scope.city(there.city.id)):
        operations.withdraw(confirmed.registration_id, actor=ANONYMOUS)
    assert len(feed(client, own_address(person.id))) == 1


def test_what_the_association_cancels_is_struck_out_until_its_day(db_app: Flask, client: Any) -> None:
    stage = make_stage()
    done = stage.guest()
    with entered(Scope.association(stage.association.id)):
        cancel_shift(stage.opportunity.public_id, stage.shift.public_id, reason="", actor=stage.owner_actor)
    (event,) = feed(client, guest_address(done.registration_id))
    assert event["status"] == "CANCELLED"
    change(Shift, stage.shift.id, starts_at=utcnow() - timedelta(hours=3), ends_at=utcnow() - timedelta(hours=1))
    assert feed(client, guest_address(done.registration_id)) == []


def test_a_new_address_makes_the_old_one_void(db_app: Flask, client: Any, new_client: Callable[[], Any]) -> None:
    person = make_user(name="Mara Muster")
    make_city("musterstadt")
    before = own_address(person.id)
    assert feed(client, before) == []
    me = new_client()
    sign_in(db_app, me, person)
    page = me.get("/musterstadt/konto/termine")
    assert before in page.document.one("input[readonly]")["value"]
    done = me.submit(page, {}, form="main details form", follow_redirects=True)
    assert done.status_code == 200 and "neue Adresse" in done.document.text
    assert client.get(before.removeprefix("http://mitmachen.test")).status_code == 404
    # A second click on the old page changes nothing more.
    after = own_address(person.id)
    me.submit(page, {}, form="main details form", follow_redirects=True)
    assert own_address(person.id) == after != before
    assert feed(client, after) == []


def test_a_guest_has_the_same_by_her_link(db_app: Flask, client: Any) -> None:
    stage = make_stage()
    first, second = (
        stage.guest(email="hanna@leute.example"),
        stage.guest(email="hanna@leute.example", shift=stage.shifts[-1]),
    )
    token = registration_token(first.registration_id)
    page = client.get(f"/musterstadt/zusage/{token}")
    saved = next(a["href"] for a in page.document.all("main a") if a["href"].endswith("/termin.ics"))
    event = event_of(client.get(saved).get_data(as_text=True))
    assert event["uid"] == f"zusage-{first.registration_id}@mitmachen.test" and event.alarms.times
    planning = client.get(f"/musterstadt/zusage/{token}/termine")
    address = planning.document.one("input[readonly]")["value"]
    uids = {str(event["uid"]) for event in feed(client, address)}
    assert uids == {f"zusage-{done.registration_id}@mitmachen.test" for done in (first, second)}
    renewed = client.submit(planning, {}, form="main details form", follow_redirects=True)
    assert renewed.status_code == 200 and renewed.document.one("input[readonly]")["value"] != address
    assert client.get(address.removeprefix("http://mitmachen.test")).status_code == 404


def test_dates_of_one_form_are_kept_in_one_file(db_app: Flask, client: Any, clock: Any) -> None:
    """All that she still has of them and that are to come; not what she called off, has handed over, or waits for."""
    stage = make_stage(shifts=5)
    with entered(Scope.city(stage.city.id)):
        done = operations.register_several(
            stage.opportunity.public_id, city_id=stage.city.id, actor=ANONYMOUS, name="Hanna Keller",
            email="hanna@leute.example", is_adult=True, shift_ids=[each.public_id for each in stage.shifts],
        )  # fmt: skip
        ids = [done[each.public_id].registration_id for each in stage.shifts]
        operations.confirm_together(ids[0], actor=ANONYMOUS)
        operations.withdraw(ids[1], actor=ANONYMOUS)
    change(Registration, registration(ids[2]).id, state=RegistrationState.PENDING)
    change(Registration, registration(ids[3]).id, state=RegistrationState.WAITLISTED)
    path = f"/musterstadt/zusage/{registration_token(ids[0])}"
    page = client.get(path)
    (button,) = [a for a in page.document.all("main a") if a["href"].endswith("/termin.ics")]
    assert button.text == "3 Termine in den Kalender"
    assert kept(client, button["href"]) == [registration_uid(ids[each]) for each in (0, 2, 4)]
    assert kept(client, f"/musterstadt/zusage/{registration_token(ids[1])}/termin.ics") == [registration_uid(ids[1])]
    assert client.get(f"/musterstadt/zusage/{registration_token(ids[3])}/termin.ics").status_code == 404
    change(Registration, registration(ids[4]).id, together="another-form")
    assert len(kept(client, button["href"])) == 2
    clock.move_to(stage.shifts[2].starts_at)
    alone = client.get(path)
    assert kept(client, f"{path}/termin.ics") == [registration_uid(ids[0])], alone.visible_text


def kept(client: Any, address: str) -> list[str]:
    return [str(event["uid"]) for event in events_of(read_calendar(client.get(address).get_data(as_text=True)))]


def test_an_unconfirmed_guest_sees_no_calendar(db_app: Flask, client: Any) -> None:
    """Who has typed a stranger's address must not see where she takes part."""
    stage = make_stage()
    done = stage.register()
    token = registration_token(done.registration_id)
    assert client.get(f"/musterstadt/zusage/{token}/termine").status_code == 404
    assert client.get(f"/musterstadt/zusage/{token}/termin.ics").status_code == 404


def test_a_forged_address_is_void(db_app: Flask, client: Any) -> None:
    assert client.get("/kalender/falsch.ics").status_code == 400
    stage = make_stage()
    done = stage.guest()
    other = registration_token(done.registration_id)
    assert client.get(f"/kalender/{other}.ics").status_code == 400


def test_pages_lead_to_the_calendars(db_app: Flask, client: Any) -> None:
    stage: Stagecraft = make_stage()
    offer = client.get(f"/musterstadt/mitmachen/{stage.opportunity.public_id}")
    links = [a["href"] for a in offer.document.all("details.join__keep a")]
    assert len(links) == len(stage.shifts)
    assert event_of(client.get(links[0]).get_data(as_text=True)).alarms.times
    page = client.get(f"/musterstadt/vereine/{stage.association.public_id}")
    address = page.document.one("input[readonly]")["value"]
    assert len(feed(client, address)) == len(stage.shifts)
    assert address.replace("http:", "webcal:") in [a["href"] for a in page.document.all("main a")]
    listing = client.get("/musterstadt/mitmachen/")
    assert listing.document.one("input[readonly]")["value"] == "http://mitmachen.test/musterstadt/termine.ics"
